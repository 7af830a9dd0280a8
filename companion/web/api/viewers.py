"""One Viewer explained, and corrections to their points."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

import msgspec
from aiohttp import web

from companion.domain.errors import CommandError
from companion.domain.ports import Engine
from companion.domain.views import GatedView, ViewerCard
from companion.i18n import N_, _
from companion.web.api.route import (
    LIMIT,
    ApiHandler,
    Route,
    body_of,
    limit_of,
    reply,
    sees_all,
)
from companion.web.api.shapes import (
    EntryObject,
    Object,
    ViewerCardObject,
    card_object,
    entry_object,
)
from companion.web.api.sight import Sights
from companion.web.problems import Problem
from companion.web.tokens import Scope
from companion.web.wire import Number, thousandths

_DEFAULT_LIMIT = 1000

_MOST_POINTS = Decimal(1_000_000_000)

ReasonText = Annotated[str, msgspec.Meta(max_length=500)]


class ResetBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why, for whoever reads the ledger."""

    reason: ReasonText = ""


class AwardBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points to give, or to take when negative; at most three decimals."""

    points: Number
    reason: ReasonText = ""


class UndoBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The seq of the correction that is taken back."""

    seq: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


class CorrectionObject(Object, frozen=True, kw_only=True):
    """The seq of the entry that the correction became."""

    seq: int


class ViewerRoutes:
    """GET /viewers/{id} and its entries, POST its corrections."""

    def __init__(self, engine: Engine, view: GatedView, sights: Sights) -> None:
        self._engine = engine
        self._view = view
        self._sights = sights

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="GET",
                path="/api/v1/viewers/{id}",
                handler=self._show,
                scope=Scope.READ,
                about=N_("One Viewer: standing, gifts, first seen."),
                answer=ViewerCardObject,
                problems=(404,),
            ),
            Route(
                method="GET",
                path="/api/v1/viewers/{id}/entries",
                handler=self._entries,
                scope=Scope.READ,
                about=N_("What this Viewer's points are made of, newest first."),
                query=(LIMIT,),
                answer=list[EntryObject],
                problems=(404, 422),
            ),
            self._correction(
                "reset", self._reset, ResetBody, N_("Set the points to 0; undoable.")
            ),
            self._correction(
                "award", self._award, AwardBody, N_("Give points, or take them.")
            ),
            self._correction(
                "undo", self._undo, UndoBody, N_("Take back a reset or an award.")
            ),
        )

    def _correction(
        self, verb: str, handler: ApiHandler, body: type[msgspec.Struct], about: str
    ) -> Route:
        return Route(
            method="POST",
            path=f"/api/v1/viewers/{{id}}/{verb}",
            handler=handler,
            scope=Scope.CONTROL,
            about=about,
            body=body,
            answer=CorrectionObject,
            problems=(404, 409, 422, 503, 507),
        )

    async def _show(self, request: web.Request) -> web.Response:
        card = await self._card(request)
        has_picture = sees_all(request) or self._view.has_picture(card.viewer)
        has_name = self._shows_name(request, card)
        return reply(card_object(card, has_name=has_name, has_picture=has_picture))

    async def _entries(self, request: web.Request) -> web.Response:
        limit = limit_of(request, _DEFAULT_LIMIT)
        entries = (await self._card(request)).entries[:limit]
        if not sees_all(request):
            await self._sights.advance()
            return reply([entry_object(one, self._sights.of(one)) for one in entries])
        return reply([entry_object(one) for one in entries])

    async def _reset(self, request: web.Request) -> web.Response:
        body = await body_of(request, ResetBody)
        viewer_id = (await self._card(request)).viewer.id
        seq = await self._engine.reset_viewer(viewer_id, body.reason)
        return reply(CorrectionObject(seq=seq))

    async def _award(self, request: web.Request) -> web.Response:
        body = await body_of(request, AwardBody)
        try:
            points = thousandths(body.points)
        except (ValueError, ArithmeticError) as error:
            raise _not_points() from error
        if abs(body.points) > _MOST_POINTS:
            raise _not_points()
        viewer_id = (await self._card(request)).viewer.id
        seq = await self._engine.award(viewer_id, points, body.reason)
        return reply(CorrectionObject(seq=seq))

    async def _undo(self, request: web.Request) -> web.Response:
        body = await body_of(request, UndoBody)
        card = await self._card(request)
        if not any(entry.seq == body.seq for entry in card.entries):
            raise Problem(
                409,
                _("Entry {seq} is no correction of this viewer.").format(seq=body.seq),
                field="seq",
            )
        return reply(CorrectionObject(seq=await self._engine.undo(body.seq)))

    async def _card(self, request: web.Request) -> ViewerCard:
        try:
            return await self._engine.viewer_card(request.match_info["id"])
        except CommandError as error:
            raise Problem(404, str(error)) from error

    def _shows_name(self, request: web.Request, card: ViewerCard) -> bool:
        if sees_all(request):
            return True
        known = self._view.standing(card.viewer.id)
        return known is not None and known.viewer.name == card.viewer.name


def _not_points() -> Problem:
    return Problem(
        422,
        _("Points are a number with at most three decimals, up to a billion."),
        field="points",
    )
