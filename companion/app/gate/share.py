"""The toxic share: of the texts of the last five minutes, those held or blocked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from companion.domain.entries import Entry, Verdict
from companion.domain.judged import text_of
from companion.domain.values import Timestamp
from companion.domain.views import ConnectionView, Review, SessionView, Shown

SPAN_S: Final = 300
_STEP_US: Final = 1_000_000
_LATER: Final = frozenset({"person", "expired", "undo"})
"""Rules of verdicts that replace the first one."""


class ToxicShare:
    """Listens for texts and their first verdicts; sums by the second they came in.

    now: the time. A text counts once, by the first verdict that let it pass, held it
    or blocked it. Tests count in neither share nor held or blocked, which are sums
    since the start.
    """

    def __init__(self, now: Callable[[], Timestamp]) -> None:
        self._now = now
        self._seconds: deque[list[int]] = deque()
        self._judged = 0
        self._toxic = 0
        self.held = 0
        self.blocked = 0
        self._counted: set[int] = set()
        self._order: deque[tuple[int, int]] = deque()

    def share(self) -> tuple[float | None, int]:
        """Return the share, None without a text, and how many texts there were."""
        self._forget()
        judged = self._judged
        return (self._toxic / judged if judged else None), judged

    def shown(self, items: Sequence[Shown]) -> None:
        """Take what passed."""
        for item in items:
            if not item.late or item.entry.seq not in self._counted:
                self._count(item.entry, is_toxic=False)

    def reviewing(self, items: Sequence[Review]) -> None:
        """Take what was held or blocked."""
        for item in items:
            is_toxic = item.text in (Verdict.HOLD, Verdict.BLOCK)
            is_first = not item.entry.test and not any(
                one.rule in _LATER for one in item.reasons
            )
            if is_toxic and is_first and item.entry.seq not in self._counted:
                self._count(item.entry, is_toxic=True)
                self.held += item.text is Verdict.HOLD
                self.blocked += item.text is Verdict.BLOCK

    def retracted(self, seqs: Sequence[int]) -> None:
        """Nothing to do."""

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Nothing to do."""

    def session(self, view: SessionView | None) -> None:
        """Nothing to do."""

    def alarm(self, text: str) -> None:
        """Nothing to do."""

    def _count(self, entry: Entry, *, is_toxic: bool) -> None:
        event = entry.event
        if event is None or entry.test or not (is_toxic or text_of(event)):
            return
        second = self._now() // _STEP_US
        if not self._seconds or self._seconds[-1][0] != second:
            self._seconds.append([second, 0, 0])
            self._forget()
        sums = self._seconds[-1]
        sums[1] += 1
        self._judged += 1
        if is_toxic:
            sums[2] += 1
            self._toxic += 1
            self._counted.add(entry.seq)
            self._order.append((second, entry.seq))

    def _forget(self) -> None:
        oldest = self._now() // _STEP_US - SPAN_S
        while self._seconds and self._seconds[0][0] <= oldest:
            _second, judged, toxic = self._seconds.popleft()
            self._judged -= judged
            self._toxic -= toxic
        while self._order and self._order[0][0] <= oldest:
            self._counted.discard(self._order.popleft()[1])
