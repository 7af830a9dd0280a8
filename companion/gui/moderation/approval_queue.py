"""Lines that overlays wait for: allowed by the gate, not yet by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from companion.domain.entries import Entry, Verdict
from companion.domain.events import Chat
from companion.domain.views import (
    ConnectionView,
    Review,
    SessionView,
    Shown,
    VerdictLine,
)

KEPT: Final = 100
"""Lines that wait at most; older ones have scrolled out of every overlay."""


def wants_approval(overlays: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether any overlay shows nothing until a person allows it."""
    return any(bool(settings.get("approval")) for settings in overlays.values())


class ApprovalQueue:
    """An EngineListener; the oldest line first."""

    def __init__(self) -> None:
        self._waiting: dict[int, Entry] = {}
        self._approved: set[int] = set()
        self._session = ""

    @property
    def waiting(self) -> Sequence[Entry]:
        """Return the lines that wait, oldest first."""
        return tuple(self._waiting.values())

    def approved(self, seq: int) -> None:
        """Note that a person has allowed a line."""
        self._approved.add(seq)
        self._waiting.pop(seq, None)

    def take_lines(self, lines: Sequence[VerdictLine]) -> None:
        """Note what people decided elsewhere."""
        for line in lines:
            allowed = line.verdict is Verdict.ALLOW and line.undone_by is None
            if line.by == "person" and line.of is not None and allowed:
                self.approved(line.of)

    def begin(self, entries: Sequence[Entry]) -> None:
        """Take what was let through before this queue began to hear."""
        self.shown([Shown(entry=entry) for entry in sorted(entries, key=_seq)])

    def shown(self, items: Sequence[Shown]) -> None:
        """Keep what the gate has just let through."""
        for item in items:
            entry = item.entry
            if entry.session != self._session:
                self._session = entry.session
                self._waiting.clear()
                self._approved.clear()
            # A late one was released by a person, or by a model that took its time.
            if isinstance(entry.body, Chat) and entry.seq not in self._approved:
                self._waiting[entry.seq] = entry
        while len(self._waiting) > KEPT:
            del self._waiting[next(iter(self._waiting))]

    def reviewing(self, items: Sequence[Review]) -> None:
        """Do nothing: what is held is not shown anywhere."""

    def retracted(self, seqs: Sequence[int]) -> None:
        """Forget what has left every screen."""
        for seq in seqs:
            self._waiting.pop(seq, None)

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Do nothing."""

    def session(self, view: SessionView | None) -> None:
        """Do nothing: the entries tell their session."""

    def alarm(self, text: str) -> None:
        """Do nothing: alarms stand above every page."""


def _seq(entry: Entry) -> int:
    return entry.seq
