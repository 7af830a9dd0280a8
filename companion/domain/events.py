"""Everything that can happen on a platform, as one tagged union.

Every kind carries numbers with units and plain text, never a display string. The
platforms' own names for each kind stand in the README of the platform's folder.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from companion.domain.values import Fragment, Micros, Platform, Timestamp, Viewer


class StreamEvent(
    Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, tag_field="kind"
):
    """Anything that happened on a platform.

    id: "<platform>:<native id>", unique within the channel: the dedupe key.
    channel: the Broadcaster's channel as the platform names it ("@mira.plays").
    platform_at: when the platform says it happened; None when it does not say.
    viewer: who caused it; None when nobody in particular did.
    """

    id: str
    platform: Platform
    channel: str
    platform_at: Timestamp | None = None
    viewer: Viewer | None = None


class Chat(StreamEvent, frozen=True, kw_only=True, tag="chat"):
    """One chat message, as plain text and as fragments."""

    text: str
    fragments: tuple[Fragment, ...] = ()
    reply_to: str | None = None


class Announcement(StreamEvent, frozen=True, kw_only=True, tag="announcement"):
    """A message that the Broadcaster or a moderator sent as an announcement."""

    text: str


class Like(StreamEvent, frozen=True, kw_only=True, tag="like"):
    """A batch of likes by one Viewer.

    count: likes in this batch, >= 1. room_total: the room's own running total,
    which moves faster than the batches heard; None when it was not told.
    """

    count: int
    room_total: int | None = None


class Streak(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Which run of gifts a Gift belongs to, and how far the run has come.

    group: the platform's id of the run; ids are reused. total: the run's length so
    far, >= 1. message: the platform's message id as a number, rising with time.
    """

    group: str
    total: int
    message: int
    ended: bool = False


class Gift(StreamEvent, frozen=True, kw_only=True, tag="gift"):
    """One increase of a TikTok Streak; a gift that cannot streak is one increase.

    diamonds_each: what the Broadcaster earns for one, in Diamonds, >= 0.
    count: gifts in this increase, >= 1. From a connector, a Gift with a `streak`
    carries count = streak.total; the ledger stores the increase.
    icon: https address of the gift's picture, or None.
    """

    gift_id: str
    name: str
    diamonds_each: int
    count: int
    icon: str | None = None
    streak: Streak | None = None


class Follow(StreamEvent, frozen=True, kw_only=True, tag="follow"):
    """A Viewer follows the channel."""


class Share(StreamEvent, frozen=True, kw_only=True, tag="share"):
    """A Viewer shared the stream."""


class Join(StreamEvent, frozen=True, kw_only=True, tag="join"):
    """A Viewer came in. Platforms tell only a sample of these."""


class Subscription(StreamEvent, frozen=True, kw_only=True, tag="subscription"):
    """Recurring support on TikTok or Twitch.

    viewer: the subscriber; None for gifts whose receivers are not told.
    gifted_by: who paid, when it was a gift; the giver earns the points.
    count: subscriptions in this event, >= 1. months: months so far, >= 1.
    tier: "1", "2", "3", "prime", or "" where there are none.
    """

    gifted_by: Viewer | None = None
    count: int = 1
    months: int = 1
    tier: str = ""
    text: str = ""


class Membership(StreamEvent, frozen=True, kw_only=True, tag="membership"):
    """Recurring support on YouTube; fields as in Subscription.

    level: the membership level's name. upgrade: changed to a higher level.
    """

    gifted_by: Viewer | None = None
    count: int = 1
    months: int = 1
    level: str = ""
    upgrade: bool = False
    text: str = ""


class Cheer(StreamEvent, frozen=True, kw_only=True, tag="cheer"):
    """Bits sent on Twitch; bits >= 1."""

    bits: int
    text: str = ""


class Raid(StreamEvent, frozen=True, kw_only=True, tag="raid"):
    """Another Twitch channel sent its viewers; viewers >= 0."""

    viewers: int


class Redemption(StreamEvent, frozen=True, kw_only=True, tag="redemption"):
    """A Twitch channel-point reward; cost in channel points."""

    reward_id: str
    title: str
    cost: int
    text: str = ""


class HypeTrain(StreamEvent, frozen=True, kw_only=True, tag="hype_train"):
    """A Twitch hype train begins, moves or ends.

    level >= 1; total: points so far; progress and goal: points within this level.
    """

    phase: Literal["begin", "progress", "end"]
    level: int
    total: int
    progress: int = 0
    goal: int = 0


class SuperChat(StreamEvent, frozen=True, kw_only=True, tag="superchat"):
    """A paid YouTube message.

    amount_micros: millionths of one unit of `currency` (ISO 4217); never converted.
    """

    amount_micros: Micros
    currency: str
    tier: int = 0
    text: str = ""


class SuperSticker(StreamEvent, frozen=True, kw_only=True, tag="supersticker"):
    """A paid YouTube sticker; amounts as in SuperChat, text describes the picture."""

    amount_micros: Micros
    currency: str
    tier: int = 0
    sticker_id: str = ""
    text: str = ""


class JewelGift(StreamEvent, frozen=True, kw_only=True, tag="jewel_gift"):
    """A YouTube gift paid in jewels; jewels is what one costs."""

    name: str
    jewels: int
    count: int = 1
    icon: str | None = None


class ViewerCount(StreamEvent, frozen=True, kw_only=True, tag="viewer_count"):
    """How many people watch now; likes_total where the platform tells it too."""

    viewers: int
    likes_total: int | None = None


class StreamStatus(StreamEvent, frozen=True, kw_only=True, tag="stream_status"):
    """The stream itself began, paused, went on or ended."""

    status: Literal["live", "paused", "resumed", "ended"]


class ChatDeleted(StreamEvent, frozen=True, kw_only=True, tag="chat_deleted"):
    """The platform removed messages; targets are ids of StreamEvents."""

    targets: tuple[str, ...]
    by: Viewer | None = None


class ViewerRemoved(StreamEvent, frozen=True, kw_only=True, tag="viewer_removed"):
    """The platform acted on a Viewer: everything of theirs leaves the screen.

    target: the Viewer's id. seconds: of a timeout, None for the other actions.
    """

    target: str
    action: Literal["ban", "timeout", "clear", "unban"]
    seconds: int | None = None
    by: Viewer | None = None


class ChatCleared(StreamEvent, frozen=True, kw_only=True, tag="chat_cleared"):
    """The platform emptied the whole chat."""


class ChatMode(StreamEvent, frozen=True, kw_only=True, tag="chat_mode"):
    """The chat's own restriction changed ("members-only", "followers-only" …)."""

    mode: str
    is_on: bool


class PollOption(Struct, frozen=True, gc=False, kw_only=True):
    """One answer of a platform's own poll; votes >= 0."""

    text: str
    votes: int = 0


class PlatformPoll(StreamEvent, frozen=True, kw_only=True, tag="platform_poll"):
    """The platform's own poll, as it stands now."""

    question: str
    options: tuple[PollOption, ...] = ()
    is_open: bool = True


class PlatformQuestion(StreamEvent, frozen=True, kw_only=True, tag="platform_question"):
    """A question asked through the platform's own question box."""

    text: str


class MoneySource(StreamEvent, frozen=True, kw_only=True, tag="money_source"):
    """Money of one kind is counted from another source from now on.

    old, new: the names of the platform's own subscriptions or protocols, such as
    "irc" and "channel.bits.use". What both told around this moment, and what neither
    did, is unknown.
    """

    money: Literal["bits", "subscriptions"]
    old: str
    new: str


class UnknownEvent(StreamEvent, frozen=True, kw_only=True, tag="unknown"):
    """A kind this version does not know: kept as it came, shown nowhere."""

    name: str
    payload: dict[str, Any] = {}


AnyEvent = (
    Chat
    | Announcement
    | Like
    | Gift
    | Follow
    | Share
    | Join
    | Subscription
    | Membership
    | Cheer
    | Raid
    | Redemption
    | HypeTrain
    | SuperChat
    | SuperSticker
    | JewelGift
    | ViewerCount
    | StreamStatus
    | ChatDeleted
    | ViewerRemoved
    | ChatCleared
    | ChatMode
    | PlatformPoll
    | PlatformQuestion
    | MoneySource
    | UnknownEvent
)
"""The closed union: `match` on it ends in `assert_never`."""

MONEY = (Gift, Subscription, Membership, Cheer, SuperChat, SuperSticker, JewelGift)
"""Kinds that are never shed and always publish, if need be without their text."""


class Arrival(Struct, frozen=True, gc=False, kw_only=True):
    """A StreamEvent on its way in.

    source: the connection it came by, as its target ("tiktok:@mira.plays").
    test: asked for by the Broadcaster; shown and marked, never scored.
    """

    event: AnyEvent
    source: str
    test: bool = False
