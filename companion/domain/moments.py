"""Moments: support and company as viewers see them, many entries joined into one."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from companion.domain.values import Micros, Platform, Points, Timestamp, Viewer

MomentKind = Literal[
    "gift",
    "cheer",
    "superchat",
    "supersticker",
    "subscription",
    "membership",
    "gifted_subscription",
    "gifted_membership",
    "follow",
    "share",
    "raid",
    "redemption",
]
"""What happened; a jewel gift is a "gift" whose jewels are told."""


class Moment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened, however many entries tell of it.

    A Streak is one Moment that grows; so is a gift bomb, and what one Viewer sends of
    one gift within ten seconds. Names and texts are as the gate allows them now.

    id: seq of its first entry. entries: seq of all, in order. began, grew: when the
    first and the last were recorded. viewer: who gave; None when nobody in particular.
    source: the connection, as its target. count: gifts, subscriptions or bits. worth:
    in diamonds, bits or jewels, 0 where there are none. title: name of the gift, the
    level or the reward. viewers: that a raid brought. receivers: of a gift bomb, the
    first of them. is_running: a Streak that has not ended.
    """

    id: int
    entries: tuple[int, ...]
    kind: MomentKind
    began: Timestamp
    grew: Timestamp
    platform: Platform
    source: str = ""
    viewer: Viewer | None = None
    count: int = 1
    worth: int = 0
    points: Points = 0
    amount_micros: Micros = 0
    currency: str = ""
    months: int = 1
    tier: str = ""
    title: str = ""
    icon: str | None = None
    text: str = ""
    viewers: int = 0
    receivers: tuple[Viewer, ...] = ()
    is_running: bool = False
    test: bool = False


Unit = Literal["points", "diamonds", "bits", "likes", "chats", "gifts"]
"""What standings can be ordered by."""

CreditPart = Literal[
    "gifters", "subscribers", "followers", "raiders", "sharers", "chatters"
]
"""Whom the credits thank, in this order."""

THANKED_BY_ALIAS: tuple[CreditPart, ...] = ("gifters", "subscribers")
"""Parts whose Viewers are thanked under an alias when their name may not be seen."""


class Supporter(Struct, frozen=True, kw_only=True):
    """Whom the credits thank; seq, at: of the entry by which they came, 0: long ago."""

    viewer: Viewer
    seq: int = 0
    at: Timestamp = 0
