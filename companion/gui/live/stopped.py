"""How much of the chat the gate keeps back: counted from the record itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from companion.domain.entries import Entry, Verdict, VerdictGiven
from companion.domain.errors import CompanionError
from companion.domain.events import Chat

PAGE: Final = 1_000
"""Entries read at once; a session that is long already is read in many looks."""

_CHAT, _STOPPED = 1, 2


class ReadEntries(Protocol):
    """Reads entries with seq > after; see Engine.entries."""

    def __call__(
        self,
        after: int,
        limit: int,
        *,
        then: Callable[[Sequence[Entry]], object],
        failed: Callable[[CompanionError], object],
    ) -> None:
        """Ask, and hand the answer over later."""


class StoppedShare:
    """Chats that are held or blocked now, of all chats; tests do not count.

    A text that was blocked at once is never told to the window, so the share is
    counted from the entries, not from what was heard.
    """

    def __init__(self, read: ReadEntries) -> None:
        self._read = read
        self._session = ""
        self.begin("")

    def begin(self, session_id: str) -> None:
        """Count another session from its beginning."""
        self._session = session_id
        self._after = 0
        self._first = 0
        # One byte for each entry of the session: what it is.
        self._marks = bytearray()
        self._reading = False
        self._is_behind = True
        self.chats = 0
        self.stopped = 0

    @property
    def share(self) -> float | None:
        """Return held and blocked of all chats, 0..1; None while that is not known."""
        if self._is_behind or not self.chats:
            return None
        return self.stopped / self.chats

    def look(self) -> None:
        """Read what came since the last look, unless an answer is on its way."""
        if self._reading or not self._session:
            return
        self._reading = True
        session = self._session

        def then(entries: Sequence[Entry]) -> None:
            if session == self._session:
                self._reading = False
                self.take(entries)
                self._is_behind = len(entries) >= PAGE

        def failed(_error: CompanionError) -> None:
            if session == self._session:
                self._reading = False

        self._read(self._after, PAGE, then=then, failed=failed)

    def take(self, entries: Sequence[Entry]) -> None:
        """Count entries, in the order of the ledger."""
        for entry in entries:
            self._after = entry.seq
            if entry.session != self._session:
                continue
            self._first = self._first or entry.seq
            if isinstance(entry.body, Chat) and not entry.test:
                self.chats += 1
                self._mark(entry.seq, _CHAT)
                self._judge(entry.seq, entry.judgement.text)
            elif isinstance(entry.body, VerdictGiven):
                self._judge(entry.body.of, entry.body.text)

    def _mark(self, seq: int, mark: int) -> None:
        place = seq - self._first
        if place >= len(self._marks):
            self._marks.extend(bytes(place + 1 - len(self._marks)))
        self._marks[place] = mark

    def _judge(self, seq: int, text: Verdict) -> None:
        place = seq - self._first
        if not (0 <= place < len(self._marks) and self._marks[place]):
            return
        before = self._marks[place] == _STOPPED
        now = text in (Verdict.HOLD, Verdict.BLOCK)
        self._marks[place] = _STOPPED if now else _CHAT
        self.stopped += int(now) - int(before)
