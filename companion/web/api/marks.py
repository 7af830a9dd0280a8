"""What people do about Viewers, in Companion itself and on their platforms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec
from aiohttp import web

from companion.domain.entries import Entry, PlatformAction
from companion.domain.ports import Engine
from companion.domain.text import clean_name
from companion.i18n import N_
from companion.web.api.actions import (
    ActionObject,
    Seconds,
    Seq,
    action_object,
    viewer_of,
)
from companion.web.api.gate import Who
from companion.web.api.route import ApiHandler, Route, body_of, reply
from companion.web.api.shapes import Object
from companion.web.tokens import Scope

Mark = Literal["ban", "mute", "trust", "picture", "permit"]

_PROBLEMS: Final = (404, 409, 422, 503, 507)
_MUTE_S: Final = 300


class AboutBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """of: seq of the entry it is about; who: the person who decides."""

    of: Seq | None = None
    who: Who = ""


class MuteBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long, 5 minutes unless said; of, who: as for a kick."""

    seconds: Seconds = _MUTE_S
    of: Seq | None = None
    who: Who = ""


class MarkBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mark in Companion itself; seconds: of a mute or a permit."""

    mark: Mark
    seconds: Annotated[int, msgspec.Meta(ge=1, le=1_209_600)] | None = None
    of: Seq | None = None
    who: Who = ""


class UnmarkBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mark that is taken back."""

    mark: Mark
    who: Who = ""


class MarkObject(Object, frozen=True, kw_only=True):
    """seq: of the mark's entry, null when the Viewer had it already."""

    seq: int | None
    platforms: list[ActionObject]


class MarkRoutes:
    """POST /viewers/{id}/mute, kick, banish, mark and unmark."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            self._route(
                "mute",
                self._mute,
                MuteBody,
                N_("Hide all that a Viewer writes for a while, and time them out."),
            ),
            self._route(
                "kick",
                self._kick,
                AboutBody,
                N_("Take what a Viewer wrote off every screen, and throw them out."),
            ),
            self._route(
                "banish",
                self._banish,
                AboutBody,
                N_("Ban a Viewer in Companion, and on the platform where it can."),
            ),
            self._route(
                "mark",
                self._mark,
                MarkBody,
                N_("Ban, mute, trust or permit a Viewer in Companion itself."),
            ),
            self._route("unmark", self._unmark, UnmarkBody, N_("Take a mark back.")),
        )

    def _route(
        self, verb: str, handler: ApiHandler, body: type[msgspec.Struct], about: str
    ) -> Route:
        return Route(
            method="POST",
            path=f"/api/v1/viewers/{{id}}/{verb}",
            handler=handler,
            scope=Scope.MODERATE,
            about=about,
            body=body,
            answer=MarkObject,
            problems=_PROBLEMS,
        )

    async def _mute(self, request: web.Request) -> web.Response:
        body = await body_of(request, MuteBody)
        entries = await self._engine.gate.mute(
            viewer_of(request),
            seconds=body.seconds,
            of=body.of,
            who=clean_name(body.who),
        )
        return _answer(entries)

    async def _kick(self, request: web.Request) -> web.Response:
        body = await body_of(request, AboutBody)
        return _answer(
            await self._engine.gate.kick(
                viewer_of(request), of=body.of, who=clean_name(body.who)
            )
        )

    async def _banish(self, request: web.Request) -> web.Response:
        body = await body_of(request, AboutBody)
        return _answer(
            await self._engine.gate.banish(
                viewer_of(request), of=body.of, who=clean_name(body.who)
            )
        )

    async def _mark(self, request: web.Request) -> web.Response:
        body = await body_of(request, MarkBody)
        seq = await self._engine.gate.mark(
            viewer_of(request),
            body.mark,
            seconds=body.seconds,
            of=body.of,
            who=clean_name(body.who),
        )
        return reply(MarkObject(seq=seq, platforms=[]))

    async def _unmark(self, request: web.Request) -> web.Response:
        body = await body_of(request, UnmarkBody)
        seq = await self._engine.gate.unmark(
            viewer_of(request), body.mark, who=clean_name(body.who)
        )
        return reply(MarkObject(seq=seq, platforms=[]))


def _answer(entries: Sequence[Entry]) -> web.Response:
    asked = [one for one in entries if isinstance(one.body, PlatformAction)]
    marks = [one.seq for one in entries if not isinstance(one.body, PlatformAction)]
    return reply(
        MarkObject(
            seq=marks[0] if marks else None,
            platforms=[action_object(one) for one in asked],
        )
    )
