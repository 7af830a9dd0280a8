"""How interactions write into the record: one decision after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from companion.domain.entries import AnyNote, Entry
from companion.domain.values import Timestamp


class Record(Protocol):
    """The running session's ledger, to write notes into."""

    def is_open(self) -> bool:
        """Return whether a session takes entries."""

    def now(self) -> Timestamp:
        """Return the time of what is recorded now."""

    async def put(self, decide: Callable[[], Sequence[AnyNote]]) -> Sequence[Entry]:
        """Record what `decide` returns, all or nothing, in one commit.

        It is asked when nothing else can be recorded any more, and sees all that is on
        record; what it returns is folded before this returns. Raises CommandError
        between sessions, or what `decide` raises; LedgerError.
        """


class Fold(Protocol):
    """What a session's entries amount to."""

    def take(self, entry: Entry) -> None:
        """Take the next committed entry, whatever the gate says of it."""


class Follower(Protocol):
    """Keeps a Fold of the running session up to date."""

    def fresh(self) -> Fold:
        """Return the fold of no entries; folded on a thread of its own on resume."""

    def turn_to(self, fold: Fold | None) -> None:
        """Turn to another session: a new one (None), or one continued from its fold."""

    def took(self, entries: Sequence[Entry]) -> None:
        """Take committed entries; called before any listener hears of them."""
