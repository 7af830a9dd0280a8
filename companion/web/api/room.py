"""The page for people in the room: whether it is open, opening and closing it."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from companion.domain.ports import Engine
from companion.domain.show.views import RoomView
from companion.i18n import N_
from companion.web.api.route import ApiHandler, Route, body_of, reply
from companion.web.api.session import NoBody
from companion.web.api.shapes import Object
from companion.web.tokens import Scope


class RoomObject(Object, frozen=True, kw_only=True):
    """The page for people in the room.

    address, code: to join with, "" while it is closed. people: who have it open. why:
    it cannot be reached, "" when it can.
    """

    is_open: bool
    address: str
    code: str
    people: int
    why: str


class RoomRoutes:
    """GET /room and POST /room/open, /room/close."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="GET",
                path="/api/v1/room",
                handler=self._view,
                scope=Scope.MODERATE,
                about=N_("How the page for people in the room stands, with its code."),
                answer=RoomObject,
                problems=(409,),
            ),
            self._verb(
                "open",
                self._open,
                N_(
                    "Serve the page on the local network, with a fresh code;"
                    " 409 when its port is taken."
                ),
            ),
            self._verb(
                "close",
                self._close,
                N_("Serve it no more; everybody's page is told at once."),
            ),
        )

    def _verb(self, verb: str, handler: ApiHandler, about: str) -> Route:
        return Route(
            method="POST",
            path=f"/api/v1/room/{verb}",
            handler=handler,
            scope=Scope.CONTROL,
            about=about,
            body=NoBody,
            answer=RoomObject,
            problems=(409, 422),
        )

    async def _view(self, _request: web.Request) -> web.Response:
        return reply(room_object(self._engine.room.view()))

    async def _open(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        return reply(room_object(await self._engine.room.open()))

    async def _close(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        return reply(room_object(await self._engine.room.close()))


def room_object(view: RoomView) -> RoomObject:
    """Return the room as the API writes it."""
    return RoomObject(
        is_open=view.is_open,
        address=view.address,
        code=view.code,
        people=view.people,
        why=view.why,
    )
