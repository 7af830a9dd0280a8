"""The running session: how it stands, and start, pause, resume, end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from aiohttp import web

from companion.domain.ports import Engine
from companion.domain.text import clean_name
from companion.i18n import N_
from companion.web.api.route import ApiHandler, Route, body_of, reply
from companion.web.api.shapes import SessionObject, session_object
from companion.web.tokens import Scope


class StartBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a new session is called; "" for no name."""

    name: Annotated[str, msgspec.Meta(max_length=200)] = ""


class NoBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An empty object, or no body at all."""


class SessionRoutes:
    """GET /session and its verbs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="GET",
                path="/api/v1/session",
                handler=self._show,
                scope=Scope.READ,
                about=N_("The running session with its connections and totals."),
                answer=SessionObject,
            ),
            Route(
                method="POST",
                path="/api/v1/session/start",
                handler=self._begin,
                scope=Scope.CONTROL,
                about=N_("End the running session, if any, and open a new one."),
                body=StartBody,
                answer=SessionObject,
                problems=(409, 422, 503, 507),
            ),
            self._verb("pause", self._pause, N_("Go on recording, stop earning.")),
            self._verb(
                "resume",
                self._resume,
                N_("End the pause; continue the last session after its end."),
            ),
            self._verb("end", self._end, N_("Close the session; it can be resumed.")),
        )

    def _verb(self, verb: str, handler: ApiHandler, about: str) -> Route:
        return Route(
            method="POST",
            path=f"/api/v1/session/{verb}",
            handler=handler,
            scope=Scope.CONTROL,
            about=about,
            body=NoBody,
            answer=SessionObject,
            problems=(409, 422, 503, 507),
        )

    def _answer(self) -> web.Response:
        return reply(session_object(self._engine.session(), self._engine.connections()))

    async def _show(self, _request: web.Request) -> web.Response:
        return self._answer()

    async def _begin(self, request: web.Request) -> web.Response:
        body = await body_of(request, StartBody)
        await self._engine.start_session(clean_name(body.name))
        return self._answer()

    async def _pause(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        await self._engine.pause_session()
        return self._answer()

    async def _resume(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        session = self._engine.session()
        if session is None or session.state == "ended":
            await self._engine.reopen_session()
        else:
            await self._engine.resume_session()
        return self._answer()

    async def _end(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        await self._engine.end_session()
        return self._answer()
