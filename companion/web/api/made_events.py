"""Simulated events of every kind, made from the few fields that somebody names."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec

from companion.domain import events
from companion.domain.events import AnyEvent
from companion.domain.text import clean_name, clean_text
from companion.domain.values import Platform, Timestamp, Viewer
from companion.i18n import _
from companion.web.problems import Problem

Amount = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Micros = Annotated[int, msgspec.Meta(ge=1, le=10**15)]
Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
ViewerId = Annotated[
    str, msgspec.Meta(pattern=r"^(tiktok|twitch|youtube|room):[!-~]{1,100}$")
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


def made_event(kind: str, body: TestBody, *, id: str, now: Timestamp) -> AnyEvent:  # noqa: A002  # what it is
    """Return an event of one of KINDS; id: its own part of the event's id.

    Raises Problem 422 when fields of the body disagree.
    """
    platform = _platform(kind, body)
    viewer = Viewer(
        id=body.viewer.id or f"{platform}:test",
        name=clean_name(body.viewer.name or "") or _("Test viewer"),
    )
    common: Common = {
        "id": f"{platform}:test-{id}",
        "platform": platform,
        "channel": "test",
        "platform_at": now,
        "viewer": viewer,
    }
    return _event_of(kind, common, body)


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
