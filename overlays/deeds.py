"""What people did, in words and values that several overlays show alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from companion.domain.moments import Moment
from companion.domain.values import Platform, Viewer
from companion.domain.views import StreamView
from companion.i18n import _, ngettext
from overlays.overlay import State, plural_words

_FARTHEST: Final = 2_000
"""Moments that are looked at, at most, for those that are wanted."""


def newest(
    view: StreamView, limit: int, wanted: Callable[[Moment], bool]
) -> Sequence[Moment]:
    """Return the newest `limit` wanted Moments, oldest first."""
    asked = 2 * limit
    while True:
        moments = view.moments(asked)
        found = [one for one in moments if wanted(one)]
        if len(found) >= limit or len(moments) < asked or asked >= _FARTHEST:
            return found[-limit:]
        asked *= 4


def told(moment: Moment) -> State:
    """Return one Moment as pages show it; unit: of its worth, "" where it has none."""
    return {
        "id": moment.id,
        "kind": moment.kind,
        **person(moment.viewer),
        "platform": moment.platform,
        "count": moment.count,
        "worth": moment.worth,
        "unit": unit_of(moment),
        "amount": moment.amount_micros,
        "currency": moment.currency,
        "months": moment.months,
        "viewers": moment.viewers,
        "title": moment.title,
        "icon": moment.icon,
        "entries": moment.entries[:50],
        "test": moment.test,
    }


def person(viewer: Viewer | None) -> State:
    """Return who did it; all empty when nobody in particular."""
    if viewer is None:
        return {"viewer": "", "name": "", "avatar": None}
    return {"viewer": viewer.id, "name": viewer.name, "avatar": viewer.avatar}


def unit_of(moment: Moment) -> str:
    """Return what a Moment's worth is counted in, "" when it has none."""
    if moment.kind == "cheer":
        return "bits"
    if moment.kind != "gift":
        return ""
    return "jewels" if moment.platform is Platform.YOUTUBE else "diamonds"


def deed_words() -> dict[str, str]:
    """Return what people did, alone and with others, and how much it was."""
    return {
        "nobody": _("Somebody"),
        "times": _("×{n}"),
        **_deeds(),
        **_amounts(),
    }


def _deeds() -> dict[str, str]:
    """Return what people did, alone and with others; parts stand in braces."""
    return {
        "gift": _("sent {title}"),
        "gift_mixed": _("sent gifts"),
        "cheer": _("cheers"),
        "superchat": _("sent a Super Chat"),
        "supersticker": _("sent a Super Sticker"),
        "subscription": _("subscribed"),
        "membership": _("became a member"),
        "redemption": _("redeemed {title}"),
        "follow": _("followed"),
        "share": _("shared the live"),
        "alone": _("{name} {deed}"),
        **plural_words(
            "joined",
            lambda n: ngettext(
                "{name} and {n} other {deed}", "{name} and {n} others {deed}", n
            ),
        ),
        **plural_words(
            "others",
            lambda n: ngettext("and {n} other {deed}", "and {n} others {deed}", n),
        ),
        **plural_words("month", lambda n: ngettext("month {n}", "month {n}", n)),
        **plural_words(
            "raid", lambda n: ngettext("raids with {n}", "raids with {n}", n)
        ),
        **plural_words(
            "gifted_subscription",
            lambda n: ngettext(
                "gifted {n} Subscription", "gifted {n} Subscriptions", n
            ),
        ),
        **plural_words(
            "gifted_membership",
            lambda n: ngettext("gifted {n} Membership", "gifted {n} Memberships", n),
        ),
    }


def _amounts() -> dict[str, str]:
    return {
        **plural_words("bits", lambda n: ngettext("{n} bit", "{n} bits", n)),
        **plural_words(
            "diamonds", lambda n: ngettext("{n} diamond", "{n} diamonds", n)
        ),
        **plural_words("jewels", lambda n: ngettext("{n} jewel", "{n} jewels", n)),
    }
