"""One entry as a Moment by itself, and how several become one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

from msgspec import Struct, structs

from companion.domain.entries import Entry
from companion.domain.events import (
    AnyEvent,
    Cheer,
    Follow,
    Gift,
    JewelGift,
    Membership,
    Raid,
    Redemption,
    Share,
    Subscription,
    SuperChat,
    SuperSticker,
)
from companion.domain.moments import Moment
from companion.domain.values import Timestamp

MOMENTOUS: Final = (
    Gift,
    JewelGift,
    Cheer,
    SuperChat,
    SuperSticker,
    Subscription,
    Membership,
    Follow,
    Share,
    Raid,
    Redemption,
)
"""Kinds of StreamEvents that are Moments."""

JOINED_US: Final = 10_000_000
"""Microseconds between two of the same gift, or of the same gift bomb, at most."""

_RECEIVERS: Final = 10
"""Receivers of a gift bomb that are told."""

_JOINED: Final = ("gift", "gifted_subscription", "gifted_membership")

Key = tuple[object, ...]


class Part(Struct, frozen=True):
    """One entry as a Moment by itself. key: what joins it. run: its Streak or ""."""

    moment: Moment
    key: Key
    run: str = ""


def part_of(entry: Entry) -> Part | None:
    """Return an entry as a Moment that others may join, None when it is none."""
    moment, event = moment_of(entry), entry.event
    if moment is None or event is None:
        return None
    giver = moment.viewer
    run = ""
    if isinstance(event, Gift) and event.streak is not None:
        run = event.streak.group
    if giver is None or moment.kind not in _JOINED:
        return Part(moment, (moment.id,), run)
    what = event.gift_id if isinstance(event, Gift) else moment.title or moment.tier
    whose = (moment.source, event.channel, giver.id, moment.test)
    return Part(moment, (moment.kind, what, *whose), run)


def join(parts: Sequence[Moment]) -> Moment:
    """Return the one Moment that parts amount to; in order, at least one."""
    first, last = parts[0], parts[-1]
    if first is last:
        return first
    received = chain.from_iterable(one.receivers for one in parts)
    receivers = {one.id: one for one in received}
    return structs.replace(
        last,
        id=first.id,
        entries=tuple(one.id for one in parts),
        began=first.began,
        count=sum(one.count for one in parts),
        worth=sum(one.worth for one in parts),
        points=sum(one.points for one in parts),
        icon=next((one.icon for one in reversed(parts) if one.icon), None),
        text=next((one.text for one in reversed(parts) if one.text), ""),
        receivers=tuple(receivers.values())[:_RECEIVERS],
    )


def as_of(moment: Moment, now: Timestamp) -> Moment:
    """Return a Moment as it stands: a Streak of which nothing comes any more is over.

    Its end is not always told.
    """
    if moment.is_running and now - moment.grew > JOINED_US:
        return structs.replace(moment, is_running=False)
    return moment


def moment_of(entry: Entry) -> Moment | None:
    """Return the Moment that one entry is by itself, None when it is none."""
    event = entry.event
    if event is None or not isinstance(event, MOMENTOUS):
        return None
    told: dict[str, Any] = {"viewer": event.viewer, **_told_by(event)}
    return Moment(
        id=entry.seq,
        entries=(entry.seq,),
        began=entry.at,
        grew=entry.at,
        platform=event.platform,
        source=entry.source,
        points=entry.amounts.points,
        test=entry.test,
        **told,
    )


def _told_by(event: AnyEvent) -> dict[str, Any]:
    """Return the fields of a Moment that an event's kind fills."""
    match event:
        case Gift(streak=streak):
            return {
                "kind": "gift",
                "count": event.count,
                "worth": event.diamonds_each * event.count,
                "title": event.name,
                "icon": event.icon,
                "is_running": streak is not None and not streak.ended,
            }
        case JewelGift():
            return {
                "kind": "gift",
                "count": event.count,
                "worth": event.jewels * event.count,
                "title": event.name,
                "icon": event.icon,
            }
        case Cheer():
            return {
                "kind": "cheer",
                "count": event.bits,
                "worth": event.bits,
                "text": event.text,
            }
        case SuperChat() | SuperSticker():
            return {
                "kind": "superchat" if isinstance(event, SuperChat) else "supersticker",
                "amount_micros": event.amount_micros,
                "currency": event.currency,
                "text": event.text,
            }
        case Subscription() | Membership():
            return _support(event)
        case Raid():
            return {"kind": "raid", "viewers": event.viewers}
        case Redemption():
            return {"kind": "redemption", "title": event.title, "text": event.text}
        case Follow():
            return {"kind": "follow"}
    return {"kind": "share"}


def _support(event: Subscription | Membership) -> dict[str, Any]:
    """Return what recurring support tells; who gifted it is the Moment's Viewer."""
    kind = "subscription" if isinstance(event, Subscription) else "membership"
    told: dict[str, Any] = {
        "kind": kind,
        "count": max(event.count, 0),
        "months": event.months,
        "text": event.text,
    }
    if isinstance(event, Subscription):
        told["tier"] = event.tier
    else:
        told["title"] = event.level
    if event.gifted_by is not None:
        told["kind"] = f"gifted_{kind}"
        told["viewer"] = event.gifted_by
        told["receivers"] = (event.viewer,) if event.viewer is not None else ()
    return told
