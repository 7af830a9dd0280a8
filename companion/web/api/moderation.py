"""What the gate holds back, and a person's answer to it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from aiohttp import web

from companion.domain.entries import Verdict
from companion.domain.ports import Engine
from companion.domain.text import clean_name
from companion.i18n import N_
from companion.web.api.actions import seq_of
from companion.web.api.gate import DecisionBody, Who
from companion.web.api.route import ApiHandler, Route, body_of, reply
from companion.web.api.shapes import Object, ReviewObject, review_object
from companion.web.tokens import Scope


class DecisionObject(Object, frozen=True, kw_only=True):
    """What now holds for the entry."""

    seq: int
    verdict: str


class BlockBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """who: as in a decision. only_waiting: not what somebody has allowed meanwhile."""

    who: Who = ""
    only_waiting: bool = False


class ModerationRoutes:
    """GET /moderation/held, POST /moderation/{id}/allow and /block."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="GET",
                path="/api/v1/moderation/held",
                handler=self._held,
                scope=Scope.MODERATE,
                about=N_("What waits for a verdict, oldest first."),
                answer=list[ReviewObject],
            ),
            self._decision(
                "allow",
                self._allow,
                DecisionBody,
                N_("Publish the held or blocked entry with this seq."),
            ),
            self._decision(
                "block",
                self._block,
                BlockBody,
                N_("Refuse the held entry with this seq, or take back a shown one."),
            ),
        )

    def _decision(
        self, verb: str, handler: ApiHandler, body: type[msgspec.Struct], about: str
    ) -> Route:
        return Route(
            method="POST",
            path=f"/api/v1/moderation/{{id}}/{verb}",
            handler=handler,
            scope=Scope.MODERATE,
            about=about,
            body=body,
            answer=DecisionObject,
            problems=(404, 409, 422, 503, 507),
        )

    async def _held(self, _request: web.Request) -> web.Response:
        return reply([review_object(review) for review in self._engine.reviews()])

    async def _allow(self, request: web.Request) -> web.Response:
        body = await body_of(request, DecisionBody)
        seq = seq_of(request)
        await self._engine.allow(seq, who=clean_name(body.who))
        return reply(DecisionObject(seq=seq, verdict=Verdict.ALLOW))

    async def _block(self, request: web.Request) -> web.Response:
        body = await body_of(request, BlockBody)
        seq = seq_of(request)
        await self._engine.block(
            seq, who=clean_name(body.who), only_waiting=body.only_waiting
        )
        return reply(DecisionObject(seq=seq, verdict=Verdict.BLOCK))
