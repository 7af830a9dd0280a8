"""What a StreamEvent may earn: pure, and the same every time it is asked."""

from __future__ import annotations

from typing import assert_never

from companion.domain.earning import Earning, earner_of
from companion.domain.events import (
    Announcement,
    AnyEvent,
    Chat,
    ChatCleared,
    ChatDeleted,
    ChatMode,
    Cheer,
    Follow,
    Gift,
    HypeTrain,
    JewelGift,
    Join,
    Like,
    Membership,
    MoneySource,
    PlatformPoll,
    PlatformQuestion,
    Raid,
    Redemption,
    Share,
    StreamStatus,
    Subscription,
    SuperChat,
    SuperSticker,
    UnknownEvent,
    ViewerCount,
    ViewerRemoved,
)
from companion.domain.values import Role, Viewer
from companion.scoring.table import Rate, ScoringTable


def earning_of(event: AnyEvent, table: ScoringTable) -> Earning | None:
    """Return what the event may earn; None when its kind, or this one, earns nothing.

    The ledger turns it into Points: it knows the Streak's increase, the meter's state
    and the verdict.
    """
    earner = earner_of(event)
    units, rate = _units_and_rate(event, table, is_follower=_follows(earner))
    if earner is not None:
        rate = table.of_roles(rate, earner.roles)
    if units < 1 or rate.points == 0:
        return None
    kind = str(event.__struct_config__.tag)
    cap = table.settings.chat.cap if isinstance(event, Chat) else 0
    return Earning(
        earner=earner,
        units=units,
        points=rate.points,
        per=rate.per,
        meter=kind if cap else _meter(event, kind, rate),
        cap=cap or None,
    )


_NOTHING = Rate(0, 1)


def _units_and_rate(  # noqa: C901, PLR0912  # one line for each kind of event
    event: AnyEvent, table: ScoringTable, *, is_follower: bool
) -> tuple[int, Rate]:
    """Return how many units the event has and what each of them earns."""
    match event:
        case Chat():
            units, rates = 1, table.units["chat"]
        case Like():
            units, rates = event.count, table.likes
        case Gift():
            # Units are gifts, not Diamonds: the ledger puts a Streak's increase there.
            units, rates = event.count, table.gift(event.diamonds_each)
        case Join():
            units, rates = 1, table.units["join"]
        case Follow():
            units, rates = 1, table.units["follow"]
        case Share():
            units, rates = 1, table.units["share"]
        case Cheer():
            units, rates = event.bits, table.units["cheer"]
        case Subscription():
            units, rates = event.count, table.units["subscription"]
        case Membership():
            units, rates = event.count, table.units["membership"]
        case SuperChat():
            units, rates = event.amount_micros, table.paid("superchat", event.currency)
        case SuperSticker():
            units = event.amount_micros
            rates = table.paid("supersticker", event.currency)
        case JewelGift():
            units, rates = event.count * event.jewels, table.units["jewel_gift"]
        case Raid():
            units, rates = event.viewers, table.units["raid"]
        case Redemption():
            units, rates = 1, table.units["redemption"]
        case (
            Announcement()
            | HypeTrain()
            | ViewerCount()
            | StreamStatus()
            | ChatDeleted()
            | ViewerRemoved()
            | ChatCleared()
            | ChatMode()
            | PlatformPoll()
            | PlatformQuestion()
            | MoneySource()
            | UnknownEvent()
        ):
            return 0, _NOTHING
        case _:
            assert_never(event)
    return units, rates.of(is_follower=is_follower)


def _meter(event: AnyEvent, kind: str, rate: Rate) -> str:
    """Return which units add up before they are rounded.

    Likes and Streaks come in parts of any size, and how they were split must not
    matter; units of different rates never share a meter, so that a Viewer who begins
    to follow keeps what both rates have gathered.
    """
    if rate.per == 1 or not isinstance(event, Like | Gift):
        return ""
    return f"{kind}:{rate.points}/{rate.per}"


def _follows(earner: Viewer | None) -> bool:
    return earner is not None and Role.FOLLOWER in earner.roles
