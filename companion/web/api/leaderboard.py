"""The standings of this session, this week and all time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

from aiohttp import web
from msgspec import structs

from companion.domain.ports import Clock, Engine
from companion.domain.values import Platform
from companion.domain.views import Standing, StreamView
from companion.i18n import N_
from companion.web.api.route import (
    LIMIT,
    Parameter,
    Route,
    choice,
    limit_of,
    reply,
    sees_all,
)
from companion.web.api.shapes import PLATFORMS, LeaderboardObject, standing_object
from companion.web.tokens import Scope
from companion.web.wire import rfc3339

SCOPES = ("session", "week", "all")

_DEFAULT_LIMIT = 10


class LeaderboardRoutes:
    """GET /leaderboard."""

    def __init__(self, engine: Engine, view: StreamView, clock: Clock) -> None:
        self._engine = engine
        self._view = view
        self._clock = clock

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="GET",
                path="/api/v1/leaderboard",
                handler=self._show,
                scope=Scope.READ,
                about=N_("The first standings, best first; 10 unless limit says."),
                query=(
                    LIMIT,
                    Parameter(
                        name="platform",
                        schema={"type": "string", "enum": list(PLATFORMS)},
                        about=N_("Whose Viewers compete; all when left out."),
                    ),
                    Parameter(
                        name="scope",
                        schema={"type": "string", "enum": list(SCOPES)},
                        about=N_("Since when: this session, Monday, or ever."),
                    ),
                ),
                answer=LeaderboardObject,
                problems=(422,),
            ),
        )

    async def _show(self, request: web.Request) -> web.Response:
        platform = choice(request, "platform", PLATFORMS)
        scope = cast(
            "Literal['session', 'week', 'all']",
            choice(request, "scope", SCOPES) or "session",
        )
        standings, viewers = await self._engine.standings(
            limit=limit_of(request, _DEFAULT_LIMIT),
            platform=Platform(platform) if platform else None,
            scope=scope,
        )
        session = self._engine.session()
        everything = sees_all(request)
        return reply(
            LeaderboardObject(
                session=session.id if session else None,
                at=rfc3339(self._clock.now()),
                standings=[
                    standing_object(
                        self._with_picture(one),
                        has_name=everything or self._is_allowed(one),
                    )
                    for one in standings
                ],
                viewers=viewers,
            )
        )

    def _with_picture(self, standing: Standing) -> Standing:
        """Return a standing with the picture that may be seen now, if it is known."""
        known = self._view.standing(standing.viewer.id)
        if known is None or known.viewer.avatar == standing.viewer.avatar:
            return standing
        viewer = structs.replace(standing.viewer, avatar=known.viewer.avatar)
        return structs.replace(standing, viewer=viewer)

    def _is_allowed(self, standing: Standing) -> bool:
        """Return whether the stream may show this name.

        The view knows the names of this session only, and gives an alias for those
        that are not allowed; what it does not know is not told.
        """
        known = self._view.standing(standing.viewer.id)
        return known is not None and known.viewer.name == standing.viewer.name
