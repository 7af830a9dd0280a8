"""The words of a chat row that are not its text: gaps, chips, and the row read out."""

from __future__ import annotations

from companion.domain.entries import Gap
from companion.domain.values import Timestamp
from companion.gui.components.amounts import number, span
from companion.gui.live.chat_badges import badges_of, role_word
from companion.gui.live.chat_row import ChatRow, RowKind, RowState
from companion.gui.live.figures import clock, signed_points
from companion.i18n import _, ngettext
from companion.platform_names import platform_name


def gap_name(gap: Gap) -> str:
    """Return what could not hear: "TikTok gap"."""
    name = platform_name(gap.platform) if gap.platform else _("Simulator")
    return _("{platform} gap").format(platform=name)


def gap_words(gap: Gap, zone: str) -> str:
    """Return when, how long and what it cost, honestly."""
    began, ended = clock(gap.began, zone), clock(gap.ended, zone)
    parts = [
        f"{began}–{ended}",
        span(gap.ended - gap.began),
        gap_cost(gap),
    ]
    return " · ".join(parts)


def gap_cost(gap: Gap) -> str:
    """Return what came back and what is missing: "14 events recovered, 3 unknown"."""
    recovered = ngettext(
        "{n} event recovered", "{n} events recovered", gap.recovered
    ).format(n=number(gap.recovered))
    if gap.unknown is None:
        return _("{recovered}, missing ones not countable").format(recovered=recovered)
    if gap.unknown == 0:
        return _("{recovered}, none missing").format(recovered=recovered)
    return _("{recovered}, {n} unknown").format(
        recovered=recovered, n=number(gap.unknown)
    )


def removal_words(row: ChatRow, zone: str) -> str:
    """Return who removed it and when, as far as the platform told."""
    if row.last_at == row.at:
        return row.note
    return f"{row.note} · {clock(row.last_at, zone, seconds=True)}"


def streak_words(row: ChatRow) -> str:
    """Return how a Streak stands; "" for what is none."""
    if not row.is_streak:
        return ""
    return _("streak running") if row.running else _("streak ended")


def points_words(row: ChatRow) -> str:
    """Return what a supporting row earned: "+120"; "+87…" while it grows."""
    if not row.points:
        return ""
    return signed_points(row.points) + ("…" if row.running else "")


def held_words(row: ChatRow, now: Timestamp) -> str:
    """Return how a held row stands: "Held · 9 s"."""
    if row.expires_at is None:
        return _("Held")
    left = max(0, -(-(row.expires_at - now) // 1_000_000))
    return _("Held · {n} s").format(n=left)


def skipped_words(row: ChatRow) -> str:
    """Return what a busy chat left out while it was read."""
    return ngettext(
        "{n} message went by while you were reading",
        "{n} messages went by while you were reading",
        row.count,
    ).format(n=number(row.count))


def with_hidden_parts(row: ChatRow, hidden: str) -> str:
    """Return the text with its masked parts replaced by `hidden`."""
    parts: list[str] = []
    end = 0
    for start, stop in row.masked:
        parts.extend((row.text[end:start], hidden))
        end = stop
    parts.append(row.text[end:])
    return "".join(parts)


def spoken(row: ChatRow, zone: str) -> str:
    """Return the row as a screen reader says it; hidden words stay hidden."""
    time = clock(row.at, zone)
    if row.kind is RowKind.GAP and row.gap is not None:
        return f"{gap_name(row.gap)}, {gap_words(row.gap, zone)}"
    if row.kind is RowKind.SKIPPED:
        return skipped_words(row)
    if row.kind is RowKind.LINE:
        return f"{time}, {row.note}"
    platform = platform_name(row.platform) if row.platform else _("Simulator")
    states = {
        RowState.PENDING: _("being checked"),
        RowState.HELD: _("held"),
        RowState.BLOCKED: row.note or _("blocked"),
        RowState.REMOVED: row.note,
    }
    roles = ", ".join(role_word(badge.role) for badge in badges_of(row.roles))
    parts = [
        row.name,
        roles,
        row.quote,
        row.title,
        with_hidden_parts(row, _("(hidden)")),
        _("mentions you") if row.mentions else "",
        points_words(row),
        states.get(row.state, ""),
        _("on overlay") if row.featured else "",
        _("test") if row.test else "",
        platform,
        time,
    ]
    return ", ".join(part for part in parts if part)
