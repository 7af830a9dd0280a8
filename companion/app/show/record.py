"""The record as interactions see it: notes of the running session."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from companion.app.gate.books import Books
from companion.domain.entries import AnyNote, Entry
from companion.domain.values import Timestamp


class SessionRecord:
    """Implements interactions.record.Record over the engine's books."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def is_open(self) -> bool:
        """Return whether a session takes entries."""
        return self._books.is_open()

    def now(self) -> Timestamp:
        """Return the time of what is recorded now."""
        return self._books.now()

    async def put(self, decide: Callable[[], Sequence[AnyNote]]) -> Sequence[Entry]:
        """Record what `decide` returns in one commit; see the protocol."""
        return await self._books.put_all(decide)
