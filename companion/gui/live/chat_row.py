"""One row of the unified chat, as plain values: what it says and how it stands."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from msgspec import Struct

from companion.domain.entries import (
    AnyNote,
    Award,
    Entry,
    Erasure,
    Featured,
    Gap,
    GateChanged,
    PlatformAction,
    Reset,
    SessionChange,
    TextPermitted,
    Undo,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.events import (
    MONEY,
    Announcement,
    AnyEvent,
    Chat,
    ChatCleared,
    ChatMode,
    Cheer,
    Gift,
    JewelGift,
    Membership,
    MoneySource,
    PlatformQuestion,
    Redemption,
    StreamStatus,
    Subscription,
    SuperChat,
    SuperSticker,
)
from companion.domain.note import LedgerNote
from companion.domain.show.notes import ShowNote
from companion.domain.values import Platform, Points, Role, Timestamp, Viewer
from companion.gui.live.display_text import name_of, one_line
from companion.gui.live.event_words import gift_sign, giver_of, support_title
from companion.i18n import _

Span = tuple[int, int]
"""From and to, in characters of a row's text."""


class RowKind(StrEnum):
    """How a row is drawn."""

    CHAT = "chat"
    MONEY = "money"
    LINE = "line"
    GAP = "gap"
    SKIPPED = "skipped"


class RowState(StrEnum):
    """How a row's text stands before the gate."""

    SHOWN = "shown"
    PENDING = "pending"
    HELD = "held"
    BLOCKED = "blocked"
    REMOVED = "removed"


class ChatRow(Struct, frozen=True, kw_only=True):
    """What one row shows. A changed row is another object with the same uid.

    uid: rising, the order in the list. seq: the ledger's, 0 when no entry stands
    behind the row. sign, title: a gift's sign and the words in bold. note: quiet words
    at the end. points: what it earned, None where that is not said. masked: spans of
    `text` that stay hidden. mentions: spans that name the Broadcaster. count: units of
    a Streak or merged events. running: the Streak may still grow. last_at: when it last
    changed. quote: what it answers; answers: the uid of that row, 0 when it is not
    known. featurable: the question overlay can show it once it is allowed. source: the
    connection it came by.
    """

    uid: int
    kind: RowKind
    at: Timestamp
    seq: int = 0
    number: int = 0
    event_id: str = ""
    source: str = ""
    platform: Platform | None = None
    viewer: Viewer | None = None
    name: str = ""
    sign: str = ""
    title: str = ""
    text: str = ""
    note: str = ""
    quote: str = ""
    answers: int = 0
    points: Points | None = None
    state: RowState = RowState.SHOWN
    masked: tuple[Span, ...] = ()
    mentions: tuple[Span, ...] = ()
    expires_at: Timestamp | None = None
    count: int = 1
    is_streak: bool = False
    running: bool = False
    last_at: Timestamp = 0
    test: bool = False
    featurable: bool = False
    featured: bool = False
    gap: Gap | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """Return what the Viewer is in the channel."""
        return frozenset() if self.viewer is None else self.viewer.roles

    @property
    def is_message(self) -> bool:
        """Whether somebody said or sent it, so that it can be acted on."""
        return self.kind in (RowKind.CHAT, RowKind.MONEY)


def row_of(entry: Entry, uid: int) -> ChatRow | None:
    """Return the row that shows `entry`, or None when chat does not show its kind."""
    if isinstance(entry.body, LedgerNote):
        return _note_row(entry, entry.body, uid)
    return _event_row(entry, entry.body, uid)


def _note_row(entry: Entry, note: AnyNote, uid: int) -> ChatRow | None:
    match note:
        case SessionChange():
            return _line(entry, uid, _session_words(note))
        case Gap():
            return ChatRow(
                uid=uid,
                kind=RowKind.GAP,
                at=entry.at,
                seq=entry.seq,
                number=entry.number,
                source=note.source,
                platform=note.platform,
                gap=note,
            )
        case (
            VerdictGiven()
            | GateChanged()
            | ViewerMarked()
            | TextPermitted()
            | Reset()
            | Award()
            | Undo()
            | Featured()
            | PlatformAction()
            | Erasure()
        ):
            return None
        case _ if isinstance(note, ShowNote):
            return None  # the Show page tells of it
        case _:
            assert_never(note)


def _event_row(entry: Entry, event: AnyEvent, uid: int) -> ChatRow | None:
    match event:
        case Chat() | Announcement() | PlatformQuestion() | Redemption():
            return _message(entry, event, uid)
        case Gift() | JewelGift() | Cheer() | SuperChat() | SuperSticker():
            return _message(entry, event, uid)
        case Subscription() | Membership():
            return _message(entry, event, uid)
        case StreamStatus():
            return _line(entry, uid, _status_words(event))
        case ChatMode():
            return _line(entry, uid, _mode_words(event))
        case ChatCleared():
            return _line(entry, uid, _("The whole chat was cleared"))
        case MoneySource():
            return _line(entry, uid, _source_words(event))
        case _:
            return None


def _message(entry: Entry, event: AnyEvent, uid: int) -> ChatRow:
    viewer = giver_of(event)
    is_money = isinstance(event, MONEY)
    count = units_of(event)
    return ChatRow(
        uid=uid,
        kind=RowKind.MONEY if is_money else RowKind.CHAT,
        at=entry.at,
        seq=entry.seq,
        number=entry.number,
        event_id=event.id,
        source=entry.source,
        platform=event.platform,
        viewer=viewer,
        name=name_of(viewer),
        sign=gift_sign(event.name) if isinstance(event, Gift) else "",
        title=title_of(event, count),
        text=one_line(text_of(event)),
        points=entry.amounts.points if is_money else None,
        count=count,
        is_streak=isinstance(event, Gift) and event.streak is not None,
        running=is_running(event),
        last_at=entry.at,
        test=entry.test,
        featurable=isinstance(event, Chat),
    )


def units_of(event: AnyEvent) -> int:
    """Return how many things an event is: the Streak so far, subscriptions, gifts."""
    if isinstance(event, Gift):
        return event.streak.total if event.streak else event.count
    if isinstance(event, JewelGift | Subscription | Membership):
        return event.count
    return 1


def is_running(event: AnyEvent) -> bool:
    """Return whether an event belongs to a Streak that has not ended."""
    streak = event.streak if isinstance(event, Gift) else None
    return streak is not None and not streak.ended


def text_of(event: AnyEvent) -> str:
    """Return what somebody wrote with an event, "" where nothing can be written."""
    if isinstance(
        event,
        Chat
        | Announcement
        | PlatformQuestion
        | Redemption
        | Cheer
        | SuperChat
        | SuperSticker
        | Subscription
        | Membership,
    ):
        return event.text
    return ""


def title_of(event: AnyEvent, count: int) -> str:
    """Return the words in bold before the text; `count` as in `units_of`."""
    match event:
        case Announcement():
            return _("Announcement")
        case PlatformQuestion():
            return _("Question")
        case _:
            return support_title(event, count)


def _line(entry: Entry, uid: int, words: str) -> ChatRow:
    event = entry.event
    return ChatRow(
        uid=uid,
        kind=RowKind.LINE,
        at=entry.at,
        seq=entry.seq,
        number=entry.number,
        source=entry.source,
        platform=None if event is None else event.platform,
        note=words,
        test=entry.test,
    )


def _session_words(note: SessionChange) -> str:
    words = {
        "started": _("Session started"),
        "paused": _("Paused: what comes now is kept and earns nothing"),
        "resumed": _("Going on: events earn again"),
        "ended": _("Session ended"),
        "reopened": _("Session continued"),
        "renamed": _("Session renamed to {name}").format(name=one_line(note.name)),
    }
    return words[note.change]


def _status_words(event: StreamStatus) -> str:
    channel = one_line(event.channel)
    words = {
        "live": _("{channel} went live"),
        "paused": _("{channel} paused the stream"),
        "resumed": _("{channel} resumed the stream"),
        "ended": _("{channel} ended the stream"),
    }
    return words[event.status].format(channel=channel)


def _source_words(event: MoneySource) -> str:
    return (
        _("Bits are counted from another source from now on: {source}")
        if event.money == "bits"
        else _("Subscriptions are counted from another source from now on: {source}")
    ).format(source=event.new)


def _mode_words(event: ChatMode) -> str:
    pattern = _("Chat mode {mode} is on")
    if not event.is_on:
        pattern = _("Chat mode {mode} is off")
    return pattern.format(mode=one_line(event.mode))
