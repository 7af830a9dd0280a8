"""What waits for a verdict: held entries with their countdown, and pending ones."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from msgspec import structs

from companion.domain.entries import Entry, Judgement, Verdict, VerdictGiven
from companion.domain.values import Timestamp
from companion.domain.views import Review


def judgement_of(given: VerdictGiven) -> Judgement:
    """Return how an entry stands by a later verdict."""
    return Judgement(
        text=given.text, name=given.name, reasons=given.reasons, scores=given.scores
    )


def decided_as(entry: Entry, judgement: Judgement) -> Review:
    """Return a Review of what waits no more, or never did."""
    return Review(
        entry=entry,
        text=judgement.text,
        name=judgement.name,
        reasons=judgement.reasons,
        scores=judgement.scores,
    )


class ReviewQueue:
    """Entries that the gate keeps back, oldest first.

    hold_us: microseconds until a Hold becomes Block by itself.
    """

    def __init__(self, *, hold_us: int) -> None:
        self._hold_us = hold_us
        self._waiting: dict[int, Review] = {}
        self._pending: set[int] = set()
        self._deadlines: list[tuple[Timestamp, int]] = []

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def held(self) -> int:
        """Return how many wait for a person, not for the model."""
        return len(self._waiting) - len(self._pending)

    def hold_for(self, hold_us: int) -> None:
        """Give what is held from now on another countdown."""
        self._hold_us = hold_us

    def add(
        self, entry: Entry, judgement: Judgement, *, since: Timestamp | None = None
    ) -> Review:
        """Keep an entry back; returns how it waits.

        since: when its countdown begins; None: when it was recorded.
        """
        expires = None
        if Verdict.PENDING not in (judgement.text, judgement.name):
            expires = (entry.at if since is None else since) + self._hold_us
            heapq.heappush(self._deadlines, (expires, entry.seq))
            self._pending.discard(entry.seq)
        else:
            self._pending.add(entry.seq)
        review = Review(
            entry=entry,
            text=judgement.text,
            name=judgement.name,
            expires_at=expires,
            reasons=judgement.reasons,
            scores=judgement.scores,
        )
        self._waiting[entry.seq] = review
        return review

    def get(self, seq: int) -> Review | None:
        """Return what waits under `seq`, or None."""
        return self._waiting.get(seq)

    def decide(self, seq: int, judgement: Judgement) -> Review | None:
        """Take an entry out with its verdict; returns it as decided, or None."""
        review = self._waiting.pop(seq, None)
        self._pending.discard(seq)
        if review is None:
            return None
        return structs.replace(
            review,
            text=judgement.text,
            name=judgement.name,
            expires_at=None,
            reasons=judgement.reasons,
            scores=judgement.scores,
        )

    def expired(self, now: Timestamp) -> Sequence[Review]:
        """Return what has waited too long, again and again until it is decided."""
        due: list[tuple[Timestamp, int]] = []
        while self._deadlines and self._deadlines[0][0] <= now:
            deadline = heapq.heappop(self._deadlines)
            if deadline[1] in self._waiting:
                due.append(deadline)
        for deadline in due:
            heapq.heappush(self._deadlines, deadline)
        return [self._waiting[seq] for _expires, seq in due]

    def next_deadline(self) -> Timestamp | None:
        """Return when the next countdown ends, or None."""
        while self._deadlines and self._deadlines[0][1] not in self._waiting:
            heapq.heappop(self._deadlines)
        return self._deadlines[0][0] if self._deadlines else None

    def clear(self) -> None:
        """Forget everything: another session begins."""
        self._waiting.clear()
        self._pending.clear()
        self._deadlines.clear()

    def waiting(self) -> Sequence[Review]:
        """Return everything that waits, oldest first."""
        return list(self._waiting.values())
