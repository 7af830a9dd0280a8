"""The overlays: links and pages, tests, a busy stream, another link."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Coroutine, Sequence
from typing import Annotated

import msgspec
from aiohttp import web

from companion.domain.errors import CommandError
from companion.domain.ports import Engine
from companion.domain.studio import OverlayView, PageView
from companion.i18n import N_, _
from companion.web.api.route import Route, body_of, reply
from companion.web.api.session import NoBody
from companion.web.api.shapes import Object
from companion.web.hub import TEST_SECONDS, Hub
from companion.web.problems import Problem
from companion.web.tokens import Scope
from companion.web.wire import rfc3339

_log = logging.getLogger(__name__)


class PageObject(Object, frozen=True, kw_only=True):
    """One connected page.

    showing: it says that viewers see it. obs: version of OBS's browser plug-in, "" in
    another program. delay_ms: until a message was drawn. stage: the stage whose part
    the overlay is on this page, "" on its own.
    """

    since: str
    heard_at: str
    showing: bool
    obs: str
    delay_ms: float | None
    stage: str


class OverlayObject(Object, frozen=True, kw_only=True):
    """One overlay; width and height: for its source in OBS, in pixels."""

    name: str
    kind: str
    title: str
    description: str
    width: int
    height: int
    link: str
    pages: list[PageObject]


class OverlaysObject(Object, frozen=True, kw_only=True):
    """Every overlay, in the order in which people see them."""

    overlays: list[OverlayObject]


class OverlayTestObject(Object, frozen=True, kw_only=True):
    """The test that has begun.

    seconds: how long it lasts. connected: pages that got it. showing: those of them
    that say viewers see them.
    """

    overlay: str
    test: bool
    seconds: float
    connected: int
    showing: int


class BusyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long, in seconds; 0 ends the one that runs."""

    seconds: Annotated[float, msgspec.Meta(ge=0, le=600)] = 30.0


class BusyObject(Object, frozen=True, kw_only=True):
    """The busy stream that has begun, or (0 seconds) ended."""

    test: bool
    seconds: float


class LinkObject(Object, frozen=True, kw_only=True):
    """An overlay's link from now on."""

    overlay: str
    link: str


class OverlayRoutes:
    """GET /overlays, POST /overlays/busy, /overlays/{overlay}/test and /rotate."""

    def __init__(self, engine: Engine, hub: Hub, overlays: Collection[str]) -> None:
        self._engine = engine
        self._hub = hub
        self._overlays = overlays
        self._busy: asyncio.Task[None] | None = None

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="GET",
                path="/api/v1/overlays",
                handler=self._list,
                scope=Scope.CONTROL,
                about=N_("Every overlay with its link and the pages that show it."),
                answer=OverlaysObject,
                problems=(409,),
            ),
            Route(
                method="POST",
                path="/api/v1/overlays/busy",
                handler=self._be_busy,
                scope=Scope.CONTROL,
                about=N_(
                    "A simulated busy stream for some seconds, marked as a test, never"
                    " scored; in place of the one that runs."
                ),
                body=BusyBody,
                answer=BusyObject,
                status=202,
                problems=(409, 422),
            ),
            Route(
                method="POST",
                path="/api/v1/overlays/{overlay}/test",
                handler=self._test,
                scope=Scope.CONTROL,
                about=N_("Show an overlay's preview for 5 seconds, marked as a test."),
                body=NoBody,
                answer=OverlayTestObject,
                status=202,
                problems=(404, 422),
            ),
            Route(
                method="POST",
                path="/api/v1/overlays/{overlay}/rotate",
                handler=self._rotate,
                scope=Scope.CONTROL,
                about=N_(
                    "Give an overlay another link: pages with the old one end at once,"
                    " sources in OBS that we know get the new one."
                ),
                body=NoBody,
                answer=LinkObject,
                problems=(404, 409, 422),
            ),
        )

    async def close(self) -> None:
        """End the busy stream that runs."""
        task, self._busy = self._busy, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _list(self, _request: web.Request) -> web.Response:
        views = self._engine.studio.overlays.views()
        return reply(OverlaysObject(overlays=[_overlay_object(one) for one in views]))

    async def _be_busy(self, request: web.Request) -> web.Response:
        body = await body_of(request, BusyBody)
        session = self._engine.session()
        if body.seconds and (session is None or session.state == "ended"):
            raise CommandError(_("The session has ended. Start or continue one first."))
        overlays = self._engine.studio.overlays
        await self.close()
        if body.seconds:
            self._busy = asyncio.create_task(_told(overlays.busy(body.seconds)))
        return reply(BusyObject(test=True, seconds=body.seconds), status=202)

    async def _test(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        name = self._named(request)
        self._hub.show_test(name)
        answer = OverlayTestObject(
            overlay=name,
            test=True,
            seconds=TEST_SECONDS,
            connected=self._hub.connected()[name],
            showing=self._hub.showing()[name],
        )
        return reply(answer, status=202)

    async def _rotate(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        name = self._named(request)
        link = await self._engine.studio.overlays.rotate(name)
        return reply(LinkObject(overlay=name, link=link))

    def _named(self, request: web.Request) -> str:
        name = request.match_info["overlay"]
        if name not in self._overlays:
            raise Problem(404, _("There is no such overlay."))
        return name


async def _told(busy: Coroutine[None, None, None]) -> None:
    """Run a busy stream; that the session ended meanwhile is no fault."""
    try:
        await busy
    except CommandError as error:
        _log.warning("the busy stream ended: %s", error)


def _overlay_object(view: OverlayView) -> OverlayObject:
    return OverlayObject(
        name=view.name,
        kind=view.kind,
        title=view.title,
        description=view.description,
        width=view.width,
        height=view.height,
        link=view.link,
        pages=[_page_object(page) for page in view.pages],
    )


def _page_object(page: PageView) -> PageObject:
    return PageObject(
        since=rfc3339(page.since),
        heard_at=rfc3339(page.heard_at),
        showing=page.is_showing,
        obs=page.obs,
        delay_ms=page.delay_ms,
        stage=page.stage,
    )
