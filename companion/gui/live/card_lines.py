"""Where a Viewer's points come from: lines that add up, newest first.

Messages, likes and gifts of one kind are one line each between two corrections, so
that a thousand entries are still read in one look; corrections stand alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from msgspec import Struct

from companion.domain.entries import Award, Entry, Reset, Undo, VerdictGiven
from companion.domain.events import AnyEvent, Chat, Follow, Gift, JewelGift, Like, Share
from companion.domain.note import LedgerNote
from companion.domain.values import Points, Timestamp
from companion.domain.views import ViewerCard
from companion.gui.components.amounts import number
from companion.gui.live.activity_row import ICONS, ActivityKind, activity_of
from companion.gui.live.activity_words import what
from companion.gui.live.display_text import one_line
from companion.gui.live.event_words import gift_sign, times
from companion.gui.live.figures import clock
from companion.i18n import _, ngettext

LineKind = Literal["earned", "correction", "undone"]
_Key = tuple[str, ...]

_CHAT: Final = ("chat",)
_LIKE: Final = ("like",)


class CardLine(Struct, frozen=True, kw_only=True):
    """One line; total: the running sum up to it, oldest lines first.

    seq: of the correction, 0 elsewhere. kind "undone": a correction taken back.
    """

    at: Timestamp
    text: str
    points: Points
    total: Points
    kind: LineKind = "earned"
    sign: str = ""
    icon: str = ""
    seq: int = 0
    entries: int = 1

    @property
    def can_be_undone(self) -> bool:
        """Whether this is a correction that stands."""
        return self.kind == "correction" and self.seq > 0


class _Group:
    """Entries of one line, in the order in which they came."""

    def __init__(self, key: _Key) -> None:
        self.key = key
        self.entries: list[Entry] = []
        self.points: Points = 0

    def add(self, entry: Entry, points: Points) -> None:
        self.entries.append(entry)
        self.points += points


def card_lines(card: ViewerCard, zone: str = "") -> list[CardLine]:
    """Return the lines of a card, newest first; the newest total is the sum."""
    entries = sorted(card.entries, key=lambda entry: entry.number)
    by_seq = {entry.seq: entry for entry in entries}
    undone = {one.body.of for one in entries if isinstance(one.body, Undo)}
    lines: list[CardLine] = []
    total: Points = 0
    for group in _groups(entries, card.viewer.id):
        total += group.points
        first = group.entries[-1]
        if isinstance(first.body, Award | Reset | Undo):
            words = _correction_words(first.body, by_seq, zone)
            lines.append(_correction(first, words, group.points, total, undone))
        else:
            lines.append(_earned(group, total))
    return lines[::-1]


def _groups(entries: Sequence[Entry], viewer_id: str) -> list[_Group]:
    """Return groups in the order of their newest entry, segment by segment."""
    result: list[_Group] = []
    segment: dict[_Key, _Group] = {}

    def close() -> None:
        result.extend(sorted(segment.values(), key=lambda one: one.entries[-1].number))
        segment.clear()

    for entry in entries:
        change = entry.change
        points = change.points if change and change.viewer_id == viewer_id else 0
        key = _key_of(entry, points)
        if key is None:
            continue
        if key[0] == "correction":
            close()
        segment.setdefault(key, _Group(key)).add(entry, points)
        if key[0] == "correction":
            close()
    close()
    return result


def _key_of(entry: Entry, points: Points) -> _Key | None:
    """Return what entries of one line have in common; None: not shown."""
    body = entry.body
    if isinstance(body, Award | Reset | Undo):
        return ("correction", str(entry.seq))
    if isinstance(body, VerdictGiven):
        return _CHAT if points else None
    if isinstance(body, LedgerNote) or entry.test:
        return None
    return _event_key(body, entry.seq, points)


def _event_key(event: AnyEvent, seq: int, points: Points) -> _Key | None:
    match event:
        case Chat():
            return _CHAT
        case Like():
            return _LIKE
        case Gift():
            return ("gift", event.gift_id, str(event.diamonds_each))
        case Follow() | Share():
            return (type(event).__name__,)
        case _:
            return ("event", str(seq)) if points else None


def _earned(group: _Group, total: Points) -> CardLine:
    newest = group.entries[-1]
    text, sign, icon = _WORDS.get(group.key[0], _plain_words)(group)
    return CardLine(
        at=newest.at,
        text=text,
        points=group.points,
        total=total,
        sign=sign,
        icon=icon,
        entries=len(group.entries),
    )


def _chat_words(group: _Group) -> tuple[str, str, str]:
    count = sum(isinstance(entry.body, Chat) for entry in group.entries)
    words = ngettext("{n} chat message", "{n} chat messages", count)
    return words.format(n=number(count)), "", "chat-circle-fill"


def _like_words(group: _Group) -> tuple[str, str, str]:
    count = sum(entry.amounts.likes for entry in group.entries)
    words = ngettext("≥ {n} like", "≥ {n} likes", count)
    return words.format(n=number(count)), "", "heart-fill"


def _gift_words(group: _Group) -> tuple[str, str, str]:
    gifts = [entry.body for entry in group.entries if isinstance(entry.body, Gift)]
    count = sum(gift.count for gift in gifts)
    streaks = {
        (gift.streak.group, gift.channel) if gift.streak else (gift.id, "")
        for gift in gifts
    }
    each = gifts[0].diamonds_each
    words = times(gifts[0].name, count)
    if len(streaks) > 1:
        words = _("{gifts} in {n} Streaks").format(gifts=words, n=number(len(streaks)))
    elif gifts[0].streak is not None and count > 1:
        words = _("{gifts}, one Streak").format(gifts=words)
    words = _("{gifts} · {n} each").format(gifts=words, n=number(each))
    return words, gift_sign(gifts[0].name), ICONS[ActivityKind.GIFT]


def _plain_words(group: _Group) -> tuple[str, str, str]:
    newest = group.entries[-1]
    row = activity_of(newest, 0)
    if row is None or isinstance(newest.body, LedgerNote):
        return _("Something else"), "", "star"
    count = len(group.entries)
    words = what(row, newest.at)
    if isinstance(newest.body, JewelGift):
        words = times(newest.body.name, newest.body.count)
    text = f"{words} ×{number(count)}" if count > 1 else words
    return _capital(text), row.sign, row.icon


_WORDS: dict[str, Callable[[_Group], tuple[str, str, str]]] = {
    "chat": _chat_words,
    "like": _like_words,
    "gift": _gift_words,
}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _correction(
    entry: Entry, words: str, points: Points, total: Points, undone: set[int]
) -> CardLine:
    is_undone = entry.seq in undone
    is_undo = isinstance(entry.body, Undo)
    return CardLine(
        at=entry.at,
        text=words,
        points=points,
        total=total,
        kind="undone" if is_undone else "correction",
        icon="arrow-u-up-left" if is_undo else "plus-circle-fill",
        seq=0 if is_undo else entry.seq,
    )


def _correction_words(
    body: Award | Reset | Undo, by_seq: dict[int, Entry], zone: str
) -> str:
    if isinstance(body, Undo):
        of = by_seq.get(body.of)
        if of is None:
            return _("Undo of a correction")
        time = clock(of.at, zone)
        if isinstance(of.body, Award):
            return _("Undo of award {time}").format(time=time)
        return _("Undo of reset {time}").format(time=time)
    if isinstance(body, Award):
        words = _("Awarded") if body.points >= 0 else _("Taken away")
    else:
        words = _("Reset to 0")
    reason = one_line(body.reason).strip()
    return f"{words} · “{reason}”" if reason else words
