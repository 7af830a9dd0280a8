"""Events that the Broadcaster asks for: shown, marked as tests, never scored."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Annotated, Any, Final

import msgspec
from aiohttp import web

from companion.domain import events
from companion.domain.events import AnyEvent
from companion.domain.ports import Clock, Engine, IdSource
from companion.domain.text import clean_name, clean_text
from companion.domain.values import Platform, Viewer
from companion.i18n import N_, _
from companion.web.api.route import Route, body_of, reply
from companion.web.api.shapes import Object
from companion.web.guard import presented_token
from companion.web.problems import Problem
from companion.web.throttle import Bucket
from companion.web.tokens import Scope

PER_SECOND: Final = 1000
"""Test events that one client may send in a second."""

_CLIENTS = 100

Amount = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Micros = Annotated[int, msgspec.Meta(ge=1, le=10**15)]
Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
ViewerId = Annotated[
    str, msgspec.Meta(pattern=r"^(tiktok|twitch|youtube):[!-~]{1,100}$")
]


class TestViewer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who seems to have caused it; id "<platform>:<native id>"."""

    id: ViewerId | None = None
    name: str | None = None


class TestBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All fields of all kinds; each kind takes those it has, none is needed."""

    platform: Platform | None = None
    viewer: TestViewer = TestViewer()
    text: str | None = None
    gift: str = "Rose"
    count: Amount = 1
    diamonds_each: Count = 1
    bits: Amount = 100
    viewers: Count = 10
    amount_micros: Micros = 5_000_000
    currency: Currency = "EUR"


class TestObject(Object, frozen=True, kw_only=True):
    """The entry that the event became, and what moderation said of its text."""

    seq: int
    verdict: str
    test: bool


Common = dict[str, Any]

KINDS: Final[dict[str, Platform]] = {
    "chat": Platform.TIKTOK,
    "gift": Platform.TIKTOK,
    "like": Platform.TIKTOK,
    "follow": Platform.TIKTOK,
    "share": Platform.TIKTOK,
    "join": Platform.TIKTOK,
    "subscription": Platform.TIKTOK,
    "cheer": Platform.TWITCH,
    "raid": Platform.TWITCH,
    "redemption": Platform.TWITCH,
    "superchat": Platform.YOUTUBE,
    "supersticker": Platform.YOUTUBE,
    "membership": Platform.YOUTUBE,
}
"""Every kind, and the platform that it is on unless the body says."""


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
        entry = await self._engine.inject(self._event(kind, body))
        self.accepted += 1
        answer = TestObject(seq=entry.seq, verdict=entry.judgement.text, test=True)
        return reply(answer, status=202)

    def _event(self, kind: str, body: TestBody) -> AnyEvent:
        platform = _platform(kind, body)
        viewer = Viewer(
            id=body.viewer.id or f"{platform}:test",
            name=clean_name(body.viewer.name or "") or _("Test viewer"),
        )
        common: Common = {
            "id": f"{platform}:test-{self._ids.new_id()}",
            "platform": platform,
            "channel": "test",
            "platform_at": self._clock.now(),
            "viewer": viewer,
        }
        return _event_of(kind, common, body)

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


def _platform(kind: str, body: TestBody) -> Platform:
    """Return where the event is; raises Problem 422 when two fields disagree."""
    if body.viewer.id is None:
        return body.platform or KINDS[kind]
    platform = Platform(body.viewer.id.partition(":")[0])
    if body.platform not in (None, platform):
        raise Problem(
            422,
            _("{field} must be on {platform}, as “platform” says.").format(
                field="viewer.id", platform=body.platform
            ),
            field="viewer.id",
        )
    return platform


def _event_of(kind: str, common: Common, body: TestBody) -> AnyEvent:
    """Return an event of one of KINDS; common holds the fields that all have."""
    text = clean_text(body.text or "")
    match kind:
        case "chat":
            return events.Chat(**common, text=text or _("This is a test message."))
        case "gift":
            return _gift(common, body)
        case "like":
            return events.Like(**common, count=body.count)
        case "follow":
            return events.Follow(**common)
        case "share":
            return events.Share(**common)
        case "join":
            return events.Join(**common)
        case "cheer":
            return events.Cheer(**common, bits=body.bits, text=text)
        case "raid":
            return events.Raid(**common, viewers=body.viewers)
        case "redemption":
            common |= {"reward_id": "test", "title": _("Test reward"), "cost": 1}
            return events.Redemption(**common, text=text)
        case "subscription":
            return events.Subscription(**common, count=body.count, text=text)
        case "membership":
            return events.Membership(**common, count=body.count, text=text)
        case _:
            return _paid(kind, common, body)


def _gift(common: Common, body: TestBody) -> AnyEvent:
    return events.Gift(
        **common,
        gift_id="test",
        name=clean_name(body.gift) or "Rose",
        diamonds_each=body.diamonds_each,
        count=body.count,
    )


def _paid(kind: str, common: Common, body: TestBody) -> AnyEvent:
    make = events.SuperChat if kind == "superchat" else events.SuperSticker
    return make(
        **common,
        amount_micros=body.amount_micros,
        currency=body.currency,
        text=clean_text(body.text or ""),
    )
