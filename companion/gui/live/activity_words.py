"""What a line of the activity feed says, merged or not."""

from __future__ import annotations

from companion.domain.values import Timestamp
from companion.gui.components.amounts import number
from companion.gui.live.activity_row import SECOND, ActivityKind, ActivityRow
from companion.gui.live.event_words import times
from companion.i18n import _, ngettext

_MINUTE = 60 * SECOND


def headline(row: ActivityRow) -> str:
    """Return who: a name, or how many when they did it together."""
    if row.kind is ActivityKind.LIKE and row.others:
        count = row.others + 1
        return ngettext("{n} viewer", "{n} viewers", count).format(n=number(count))
    return row.name


def what(row: ActivityRow, now: Timestamp) -> str:
    """Return what they did, in one line."""
    match row.kind:
        case ActivityKind.GIFT:
            worth = row.units * row.each
            diamonds = ngettext("{n} diamond", "{n} diamonds", worth)
            return (
                f"{times(row.detail, row.units)} · {diamonds.format(n=number(worth))}"
            )
        case ActivityKind.JEWELS:
            worth = row.units * row.each
            words = ngettext("{n} jewel", "{n} jewels", worth)
            return _worth(row, words.format(n=number(worth)))
        case ActivityKind.LIKE:
            return _likes(row, now)
        case ActivityKind.FOLLOW | ActivityKind.SHARE | ActivityKind.JOIN:
            return _together(row)
        case ActivityKind.MEMBERSHIP if row.others:
            return ngettext(
                "and {n} other became a member",
                "and {n} others became members",
                row.others,
            ).format(n=number(row.others))
        case ActivityKind.CORRECTION if row.others:
            return _("{what}, with {n} others").format(
                what=row.detail, n=number(row.others)
            )
        case _:
            return row.detail


def _worth(row: ActivityRow, words: str) -> str:
    return f"{times(row.detail, row.units)} · {words}"


def _likes(row: ActivityRow, now: Timestamp) -> str:
    likes = ngettext("{n} like", "{n} likes", row.units).format(n=number(row.units))
    if now - row.since < _MINUTE:
        return _("{likes} in the last minute").format(likes=likes)
    return _("{likes} within a minute").format(likes=likes)


def _together(row: ActivityRow) -> str:
    n = row.others
    if not n:
        alone = {
            ActivityKind.FOLLOW: _("followed"),
            ActivityKind.SHARE: _("shared the live"),
            ActivityKind.JOIN: _("joined"),
        }
        return alone[row.kind]
    match row.kind:
        case ActivityKind.FOLLOW:
            words = ngettext("and {n} other followed", "and {n} others followed", n)
        case ActivityKind.SHARE:
            words = ngettext(
                "and {n} other shared the live", "and {n} others shared the live", n
            )
        case _:
            words = ngettext("and {n} other joined", "and {n} others joined", n)
    return words.format(n=number(n))
