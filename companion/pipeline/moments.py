"""Joins entries into Moments: what viewers see as one thing that happened."""

from __future__ import annotations

from typing import Any, Final

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
