"""OBS: how it stands, and what is done there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from companion.domain.errors import CommandError
from companion.domain.ports import Engine
from companion.domain.studio import Check, Obs, ObsAct, ObsView, SourceView
from companion.i18n import N_, _
from companion.web.api.route import ApiHandler, Route, body_of, reply
from companion.web.api.session import NoBody
from companion.web.api.shapes import Object
from companion.web.problems import Problem
from companion.web.tokens import Scope

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
OverlayName = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,39}$")]

_PROBLEMS = (404, 409, 422)


class AddBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An overlay by its name; scene "": the one on air."""

    overlay: OverlayName
    scene: Annotated[str, msgspec.Meta(max_length=200)] = ""


class OverlayBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An overlay by its name."""

    overlay: OverlayName


class SceneBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scene by its name."""

    scene: Name


class SourceBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of our sources in a scene, and whether it shall be seen there."""

    source: Name
    scene: Name
    visible: bool


class ActBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to start, stop or save; stopping a stream or recording wants confirm."""

    act: ObsAct
    confirm: bool = False


class AddedObject(Object, frozen=True, kw_only=True):
    """A source that is in OBS now; created: it was not in this scene before."""

    source: str
    scene: str
    created: bool


class CountObject(Object, frozen=True, kw_only=True):
    """How many sources it was done to."""

    overlay: str
    sources: int


class PanicObject(Object, frozen=True, kw_only=True):
    """Whether the privacy scene is on air now."""

    privacy: bool


class SourceObject(Object, frozen=True, kw_only=True):
    """One of our sources in OBS; see `state` for how its page does."""

    source: str
    overlay: str
    scenes: list[str]
    visible: bool
    state: Literal["showing", "hidden", "silent", "stale", "waiting"]
    detail: str


class ObsObject(Object, frozen=True, kw_only=True):
    """How Companion stands with OBS; all below `version` is empty without a line."""

    state: Literal["off", "absent", "locked", "refused", "connecting", "connected"]
    detail: str
    version: str
    scene: str
    scenes: list[str]
    width: int
    height: int
    sources: list[SourceObject]
    streaming: bool
    recording: bool
    replay: bool
    privacy: bool


class CheckObject(Object, frozen=True, kw_only=True):
    """One line of the check before a stream; fix "": nothing is to be done."""

    name: str
    about: str
    state: Literal["good", "look", "bad"]
    detail: str
    fix: str


class ObsRoutes:
    """GET /obs, POST /obs/add and what else is done there."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        view = Route(
            method="GET",
            path="/api/v1/obs",
            handler=self._view,
            scope=Scope.READ,
            about=N_("How Companion stands with OBS, and its sources there."),
            answer=ObsObject,
        )
        return (view, *self._of_sources(), *self._of_obs())

    def _of_sources(self) -> Sequence[Route]:
        add = N_("Put an overlay into a scene of OBS, once; answers when OBS has it.")
        repair = N_("Give an overlay's sources in OBS its present link.")
        reload = N_("Have OBS load an overlay's pages again.")
        show = N_("Show or hide one of our sources in a scene.")
        return (
            self._post("add", self._add, AddBody, AddedObject, add),
            self._post("repair", self._repair, OverlayBody, CountObject, repair),
            self._post("reload", self._reload, OverlayBody, CountObject, reload),
            self._post("source", self._source, SourceBody, ObsObject, show),
        )

    def _of_obs(self) -> Sequence[Route]:
        scene = N_("Bring a scene on air.")
        act = N_(
            "Start or stop the stream, a recording or the replay buffer, or save it;"
            " stopping the first two wants confirm: true."
        )
        panic = N_("Bring the privacy scene on air at once, or go back from it.")
        preflight = N_("Check all that a stream needs, each with what to do about it.")
        checks = list[CheckObject]
        return (
            self._post("scene", self._scene, SceneBody, ObsObject, scene),
            self._post("act", self._act, ActBody, ObsObject, act),
            self._post("panic", self._panic, NoBody, PanicObject, panic),
            self._post("preflight", self._preflight, NoBody, checks, preflight),
        )

    def _post(
        self,
        name: str,
        handler: ApiHandler,
        body: type[msgspec.Struct],
        answer: object,
        about: str,
    ) -> Route:
        return Route(
            method="POST",
            path=f"/api/v1/obs/{name}",
            handler=handler,
            scope=Scope.CONTROL,
            about=about,
            body=body,
            answer=answer,
            problems=_PROBLEMS,
        )

    @property
    def _obs(self) -> Obs:
        return self._engine.studio.obs

    async def _view(self, _request: web.Request) -> web.Response:
        try:
            view = self._obs.view()
        except CommandError as error:  # this run has no line to OBS
            view = ObsView(detail=str(error))
        return reply(obs_object(view))

    async def _add(self, request: web.Request) -> web.Response:
        body = await body_of(request, AddBody)
        self._check(body.overlay)
        added = await self._obs.add(body.overlay, body.scene)
        return reply(
            AddedObject(source=added.source, scene=added.scene, created=added.created)
        )

    async def _repair(self, request: web.Request) -> web.Response:
        body = await body_of(request, OverlayBody)
        self._check(body.overlay)
        count = await self._obs.repair(body.overlay)
        return reply(CountObject(overlay=body.overlay, sources=count))

    async def _reload(self, request: web.Request) -> web.Response:
        body = await body_of(request, OverlayBody)
        self._check(body.overlay)
        count = await self._obs.reload(body.overlay)
        return reply(CountObject(overlay=body.overlay, sources=count))

    async def _scene(self, request: web.Request) -> web.Response:
        body = await body_of(request, SceneBody)
        await self._obs.switch_scene(body.scene)
        return await self._view(request)

    async def _source(self, request: web.Request) -> web.Response:
        body = await body_of(request, SourceBody)
        await self._obs.show_source(body.source, body.scene, visible=body.visible)
        return await self._view(request)

    async def _act(self, request: web.Request) -> web.Response:
        body = await body_of(request, ActBody)
        if body.act in {"stream_stop", "record_stop"} and not body.confirm:
            text = _("This ends it for good: ask again with confirm: true.")
            raise Problem(422, text, field="confirm")
        await self._obs.act(body.act)
        return await self._view(request)

    async def _panic(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        return reply(PanicObject(privacy=await self._obs.panic()))

    async def _preflight(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        return reply([check_object(one) for one in await self._obs.preflight()])

    def _check(self, overlay: str) -> None:
        known = self._engine.studio.overlays.views()
        if overlay not in {one.name for one in known}:
            raise Problem(404, _("There is no such overlay."), field="overlay")


def obs_object(view: ObsView) -> ObsObject:
    """Return how OBS stands, as the API says it."""
    return ObsObject(
        state=view.state,
        detail=view.detail,
        version=view.version,
        scene=view.scene,
        scenes=list(view.scenes),
        width=view.width,
        height=view.height,
        sources=[source_object(one) for one in view.sources],
        streaming=view.is_streaming,
        recording=view.is_recording,
        replay=view.is_replaying,
        privacy=view.is_privacy,
    )


def source_object(source: SourceView) -> SourceObject:
    """Return one of our sources, as the API says it."""
    return SourceObject(
        source=source.source,
        overlay=source.overlay,
        scenes=list(source.scenes),
        visible=source.is_visible,
        state=source.state,
        detail=source.detail,
    )


def check_object(check: Check) -> CheckObject:
    """Return one line of the check before a stream, as the API says it."""
    return CheckObject(
        name=check.name,
        about=check.about,
        state=check.state,
        detail=check.detail,
        fix=check.fix,
    )
