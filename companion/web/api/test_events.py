"""Events that the Broadcaster asks for: shown, marked as tests, never scored."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from aiohttp import web

from companion.domain.ports import Clock, Engine, IdSource
from companion.i18n import N_, _
from companion.web.api.made_events import KINDS, TestBody, made_event
from companion.web.api.route import Route, body_of, reply
from companion.web.api.shapes import Object
from companion.web.guard import presented_token
from companion.web.problems import Problem
from companion.web.throttle import Bucket
from companion.web.tokens import Scope

PER_SECOND: Final = 1000
"""Test events that one client may send in a second."""

_CLIENTS = 100


class TestObject(Object, frozen=True, kw_only=True):
    """The entry that the event became, and what moderation said of its text."""

    seq: int
    verdict: str
    test: bool


class TestEventRoutes:
    """POST /test/{kind}."""

    def __init__(self, engine: Engine, *, clock: Clock, ids: IdSource) -> None:
        self.accepted = 0
        self.refused = 0
        self._engine = engine
        self._clock = clock
        self._ids = ids
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="POST",
                path="/api/v1/test/{kind}",
                handler=self._inject,
                scope=Scope.CONTROL,
                about=N_(
                    "A simulated event: shown and marked as a test, never scored."
                    " Kinds: chat, gift, like, follow, share, join, subscription,"
                    " cheer, raid, superchat, supersticker, membership, redemption."
                ),
                body=TestBody,
                answer=TestObject,
                status=202,
                problems=(404, 409, 422, 429, 503, 507),
            ),
        )

    async def _inject(self, request: web.Request) -> web.Response:
        kind = request.match_info["kind"]
        if kind not in KINDS:
            raise Problem(404, _("There is no such kind of test event."), field="kind")
        self._check_rate(presented_token(request))
        body = await body_of(request, TestBody)
        event = made_event(kind, body, id=self._ids.new_id(), now=self._clock.now())
        entry = await self._engine.inject(event)
        self.accepted += 1
        answer = TestObject(seq=entry.seq, verdict=entry.judgement.text, test=True)
        return reply(answer, status=202)

    def _check_rate(self, client: str) -> None:
        """Raise Problem 429 when this client sends more than it may."""
        bucket = self._buckets.get(client)
        if bucket is None:
            bucket = Bucket(self._clock, per_second=PER_SECOND, burst=PER_SECOND)
            self._buckets[client] = bucket
            if len(self._buckets) > _CLIENTS:
                self._buckets.popitem(last=False)
        if not bucket.take():
            self.refused += 1
            raise Problem(
                429,
                _("Send {n} test events a second at most.").format(n=PER_SECOND),
                headers={"Retry-After": "1"},
            )
