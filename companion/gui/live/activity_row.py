"""One line of the activity feed: who did what, how often, and what it earned."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from msgspec import Struct

from companion.domain.entries import (
    AnyNote,
    Award,
    Entry,
    PlatformAction,
    Reset,
    Undo,
)
from companion.domain.events import (
    MONEY,
    AnyEvent,
    Cheer,
    Follow,
    Gift,
    HypeTrain,
    JewelGift,
    Join,
    Like,
    Membership,
    PlatformPoll,
    Raid,
    Redemption,
    Share,
    Subscription,
    SuperChat,
    SuperSticker,
)
from companion.domain.note import LedgerNote
from companion.domain.values import Platform, Points, Timestamp, Viewer
from companion.gui.components.amounts import number
from companion.gui.live.action_words import action_title, outcome_words
from companion.gui.live.chat_row import units_of
from companion.gui.live.display_text import name_of, one_line, platform_of
from companion.gui.live.event_words import gift_sign, giver_of, support_title
from companion.gui.live.figures import money_text
from companion.gui.live.merging import GIFTED_TOGETHER
from companion.i18n import _, ngettext

SECOND: Final = 1_000_000


class ActivityKind(StrEnum):
    """What a line is about; it chooses the sign and the words."""

    GIFT = "gift"
    JEWELS = "jewels"
    CHEER = "cheer"
    SUPERCHAT = "superchat"
    STICKER = "sticker"
    SUBSCRIPTION = "subscription"
    MEMBERSHIP = "membership"
    GIFTED = "gifted"
    LIKE = "like"
    FOLLOW = "follow"
    SHARE = "share"
    JOIN = "join"
    RAID = "raid"
    REDEMPTION = "redemption"
    HYPE_TRAIN = "hype_train"
    POLL = "poll"
    CORRECTION = "correction"
    ACTION = "action"


WINDOWS: Final = {
    ActivityKind.LIKE: 60 * SECOND,
    ActivityKind.FOLLOW: 60 * SECOND,
    ActivityKind.SHARE: 60 * SECOND,
    ActivityKind.JOIN: 60 * SECOND,
    ActivityKind.MEMBERSHIP: 60 * SECOND,
    ActivityKind.GIFTED: GIFTED_TOGETHER,
    ActivityKind.HYPE_TRAIN: 600 * SECOND,
    ActivityKind.POLL: 3_600 * SECOND,
    ActivityKind.CORRECTION: SECOND,
}
"""How long after its first event a line takes in more of its kind."""

ICONS: Final = {
    ActivityKind.GIFT: "gift-fill",
    ActivityKind.JEWELS: "gift-fill",
    ActivityKind.CHEER: "diamond-fill",
    ActivityKind.SUPERCHAT: "currency-circle-dollar",
    ActivityKind.STICKER: "sticker-fill",
    ActivityKind.SUBSCRIPTION: "star-fill",
    ActivityKind.MEMBERSHIP: "identification-card-fill",
    ActivityKind.GIFTED: "gift-fill",
    ActivityKind.LIKE: "heart-fill",
    ActivityKind.FOLLOW: "user-plus",
    ActivityKind.SHARE: "share-fill",
    ActivityKind.JOIN: "sign-in",
    ActivityKind.RAID: "users-four",
    ActivityKind.REDEMPTION: "ticket",
    ActivityKind.HYPE_TRAIN: "train",
    ActivityKind.POLL: "chart-bar",
    ActivityKind.CORRECTION: "arrow-counter-clockwise",
    ActivityKind.ACTION: "shield-check",
}

_ACTION_ICONS: Final = {
    "send": "chat-circle-text",
    "delete": "trash",
    "timeout": "clock",
    "ban": "prohibit",
    "unban": "lock-open",
}

_CURRENCY_ICONS: Final = {
    "EUR": "currency-eur-bold",
    "USD": "currency-dollar-bold",
    "GBP": "currency-gbp-bold",
    "JPY": "currency-jpy-bold",
    "KRW": "currency-krw-bold",
    "INR": "currency-inr-bold",
}


class ActivityRow(Struct, frozen=True, kw_only=True):
    """A line as it stands; a grown one is another object with the same uid.

    uid: rising. others: Viewers merged into the line beside `name`. units: likes,
    gifts, subscriptions. each: Diamonds or jewels of one unit. detail: words that do
    not follow from the numbers. sign: a gift's sign, else `icon`. money: somebody
    paid. failed: it was asked of a platform and not done. since: when the line's
    first event came; at: its last one.
    """

    uid: int
    kind: ActivityKind
    at: Timestamp
    since: Timestamp
    platform: Platform | None = None
    viewer: Viewer | None = None
    name: str = ""
    others: int = 0
    units: int = 1
    each: int = 0
    detail: str = ""
    sign: str = ""
    icon: str = ""
    points: Points = 0
    money: bool = False
    failed: bool = False
    test: bool = False


NameOf = Callable[[str], str]
"""Returns what a Viewer, or whoever wrote a Chat, is called, by its id; else ""."""


def activity_of(
    entry: Entry, uid: int, name_of_id: NameOf = lambda _id: ""
) -> ActivityRow | None:
    """Return the line that `entry` opens, or None when activity does not show it."""
    if isinstance(entry.body, PlatformAction):
        return _action(entry, entry.body, uid, name_of_id)
    if isinstance(entry.body, LedgerNote):
        return _correction(entry, entry.body, uid)
    event = entry.body
    kind = _kind_of(event)
    if kind is None:
        return None
    who = giver_of(event)
    return ActivityRow(
        uid=uid,
        kind=kind,
        at=entry.at,
        since=entry.at,
        platform=event.platform,
        viewer=who,
        name=_name(event, who),
        units=event.count if isinstance(event, Like) else units_of(event),
        each=_each(event),
        detail=_detail(event),
        sign=gift_sign(event.name) if isinstance(event, Gift) else "",
        icon=_icon(event, kind),
        points=entry.amounts.points,
        money=isinstance(event, MONEY),
        test=entry.test,
    )


def _each(event: AnyEvent) -> int:
    if isinstance(event, Gift):
        return event.diamonds_each
    return event.jewels if isinstance(event, JewelGift) else 0


def _icon(event: AnyEvent, kind: ActivityKind) -> str:
    if isinstance(event, SuperChat):
        return _CURRENCY_ICONS.get(event.currency, ICONS[kind])
    return ICONS[kind]


def _name(event: AnyEvent, who: Viewer | None) -> str:
    if isinstance(event, HypeTrain):
        return _("Hype train")
    if isinstance(event, PlatformPoll):
        return one_line(event.question)
    return name_of(who)


def _kind_of(event: AnyEvent) -> ActivityKind | None:
    match event:
        case Gift():
            return ActivityKind.GIFT
        case JewelGift():
            return ActivityKind.JEWELS
        case Cheer():
            return ActivityKind.CHEER
        case SuperChat():
            return ActivityKind.SUPERCHAT
        case SuperSticker():
            return ActivityKind.STICKER
        case Subscription():
            gifted = event.gifted_by is not None
            return ActivityKind.GIFTED if gifted else ActivityKind.SUBSCRIPTION
        case Membership():
            gifted = event.gifted_by is not None
            return ActivityKind.GIFTED if gifted else ActivityKind.MEMBERSHIP
        case _:
            return _quiet_kind(event)


def _quiet_kind(event: AnyEvent) -> ActivityKind | None:
    match event:
        case Like():
            return ActivityKind.LIKE
        case Follow():
            return ActivityKind.FOLLOW
        case Share():
            return ActivityKind.SHARE
        case Join():
            return ActivityKind.JOIN
        case Raid():
            return ActivityKind.RAID
        case Redemption():
            return ActivityKind.REDEMPTION
        case HypeTrain():
            return ActivityKind.HYPE_TRAIN
        case PlatformPoll():
            return ActivityKind.POLL
        case _:
            return None


def _detail(event: AnyEvent) -> str:
    """Return what a line of one event says, when the numbers do not say it."""
    match event:
        case SuperChat():
            amount = money_text(event.amount_micros, event.currency)
            return _("Super Chat {amount}").format(amount=amount)
        case SuperSticker():
            amount = money_text(event.amount_micros, event.currency)
            return _("Super Sticker {amount}").format(amount=amount)
        case Gift() | JewelGift():
            return one_line(event.name)
        case Raid():
            return ngettext(
                "raided with {n} viewer", "raided with {n} viewers", event.viewers
            ).format(n=number(event.viewers))
        case HypeTrain():
            level = _("level {n}").format(n=event.level)
            ended = event.phase == "end"
            return _("{level}, ended").format(level=level) if ended else level
        case PlatformPoll():
            return _("Poll is open") if event.is_open else _("Poll is closed")
        case _:
            return support_title(event, units_of(event))


def _action(
    entry: Entry, note: PlatformAction, uid: int, name_of_id: NameOf
) -> ActivityRow:
    """Return what was asked of a platform, and what came of it."""
    is_viewer = note.action in {"timeout", "ban", "unban"}
    subject = note.subject or ""
    name = name_of_id(subject) if subject and note.action != "send" else ""
    who = Viewer(id=subject, name=name) if is_viewer and subject and name else None
    return ActivityRow(
        uid=uid,
        kind=ActivityKind.ACTION,
        at=entry.at,
        since=entry.at,
        platform=platform_of(note.source),
        viewer=who,
        name=action_title(note, name),
        icon=_ACTION_ICONS[note.action],
        detail=outcome_words(note),
        failed=note.outcome not in {"done", "dry-run"},
    )


def _correction(entry: Entry, note: AnyNote, uid: int) -> ActivityRow | None:
    match note:
        case Reset(viewer_id=None):
            words = _("all points set to 0")
        case Reset():
            words = _("points set to 0")
        case Award():
            words = _("points awarded") if note.points >= 0 else _("points taken")
        case Undo():
            words = _("correction undone")
        case _:
            return None
    if isinstance(note, Reset) and note.batch and note.viewer_id is not None:
        # One line tells of everybody's reset, not one line per Viewer.
        return None
    return ActivityRow(
        uid=uid,
        kind=ActivityKind.CORRECTION,
        at=entry.at,
        since=entry.at,
        viewer=entry.earner,
        name=name_of(entry.earner) if entry.earner else _("Everybody"),
        icon=ICONS[ActivityKind.CORRECTION],
        detail=words,
        points=entry.change.points if entry.change else 0,
    )
