"""The rows of the held queue: who comes, who goes, and what must not move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from companion.domain.entries import Verdict
from companion.domain.views import Review

SAID_S: Final = 1.5
"""Seconds for which a row says who decided it before it goes."""


@dataclass(slots=True, kw_only=True, eq=False)
class HeldRow:
    """One message that waits, or has just been decided.

    is_busy: what was asked about it is not answered. is_gone: it waits no more, since
    gone_at (monotonic seconds); outcome says by whom. is_mine: decided here, so it goes
    at once. error: why the last decision did not work, "" when it did.
    """

    review: Review
    is_busy: bool = False
    is_gone: bool = False
    is_mine: bool = False
    gone_at: float = 0.0
    outcome: str = ""
    error: str = ""

    @property
    def seq(self) -> int:
        """Return the entry's seq."""
        return self.review.entry.seq

    @property
    def is_open(self) -> bool:
        """Return whether it can be decided."""
        return not (self.is_gone or self.is_busy)


def waits_for_a_person(review: Review) -> bool:
    """Return whether a review belongs into the queue: a model needs no help."""
    return Verdict.HOLD in (review.text, review.name)


class HeldQueue:
    """Arrivals append below. Nothing at or above the hand moves until it moves itself.

    arrived: the rows that the last `take` appended. The hand is the selected row and
    the row under the pointer. What is decided here goes at once; what somebody else or
    the countdown decides says so and goes, but where that would move what is under the
    hand, it stays until the hand moves.
    """

    def __init__(self) -> None:
        self._rows: list[HeldRow] = []
        self._by_seq: dict[int, HeldRow] = {}
        self.selected: int | None = None
        self.pointed: int | None = None
        self.arrived: Sequence[HeldRow] = ()

    @property
    def rows(self) -> Sequence[HeldRow]:
        """Return the rows from top to bottom."""
        return self._rows

    @property
    def count(self) -> int:
        """Return how many wait."""
        return sum(not row.is_gone for row in self._rows)

    def row(self, seq: int | None) -> HeldRow | None:
        """Return the row of an entry, or None."""
        return None if seq is None else self._by_seq.get(seq)

    def take(self, held: Iterable[Review], *, now: float) -> bool:
        """Take what waits now; now: monotonic seconds. Returns whether rows changed."""
        waiting = {
            review.entry.seq: review for review in held if waits_for_a_person(review)
        }
        changed = False
        for row in self._rows:
            review = waiting.pop(row.seq, None)
            if review is not None:
                changed = changed or row.is_gone
                row.review = review
                if row.is_gone:
                    row.is_gone, row.is_mine, row.outcome = False, False, ""
            elif not row.is_gone:
                row.is_gone, row.gone_at = True, now
                changed = True
        self.arrived = [HeldRow(review=review) for review in waiting.values()]
        self._rows.extend(self.arrived)
        self._by_seq.update((row.seq, row) for row in self.arrived)
        if waiting and self.row(self.selected) is None:
            self.selected = self._first_open()
        return changed or bool(waiting)

    def decided(self, seq: int, *, now: float) -> None:
        """Note that a decision made here was carried out."""
        row = self.row(seq)
        if row is not None:
            row.is_busy, row.is_mine, row.error = False, True, ""
            row.is_gone, row.gone_at = True, now

    def leaving(self, *, now: float) -> Sequence[HeldRow]:
        """Return the rows that may go now."""
        guard = self._guard()
        return [
            row
            for place, row in enumerate(self._rows)
            if row.is_gone
            and (row.is_mine or (place > guard and now - row.gone_at >= SAID_S))
        ]

    def acknowledge(self) -> Sequence[HeldRow]:
        """Return all rows that are only still said: the hand has moved by itself."""
        return [row for row in self._rows if row.is_gone]

    def remove(self, row: HeldRow) -> None:
        """Take a row away; a selection on it moves to its neighbour."""
        if row.seq not in self._by_seq:
            return
        if self.selected == row.seq:
            self.selected = self.neighbour(row.seq)
        if self.pointed == row.seq:
            self.pointed = None
        del self._by_seq[row.seq]
        self._rows.remove(row)

    def neighbour(self, seq: int) -> int | None:
        """Return the next row that can be decided, below, else above, or None."""
        place = self._place(seq)
        below = [row.seq for row in self._rows[place + 1 :] if row.is_open]
        if below:
            return below[0]
        above = [row.seq for row in self._rows[:place] if row.is_open]
        return above[-1] if above else None

    def step(self, by: int) -> int | None:
        """Return the row `by` places from the selected one, as far as there are any.

        Rows that are only still said are stepped over.
        """
        seqs = [r.seq for r in self._rows if not r.is_gone or r.seq == self.selected]
        if not seqs:
            return None
        if self.selected not in seqs:
            return seqs[0]
        place = seqs.index(self.selected) + by
        return seqs[max(0, min(len(seqs) - 1, place))]

    def _guard(self) -> int:
        """Return the place of the lowest row under the hand, -1 for none."""
        return max(self._place(self.selected), self._place(self.pointed))

    def _place(self, seq: int | None) -> int:
        row = self.row(seq)
        return -1 if row is None else self._rows.index(row)

    def _first_open(self) -> int | None:
        return next((row.seq for row in self._rows if row.is_open), None)
