"""What the tiles remember of the running session: rates, peaks, the last values."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from companion.domain.values import Timestamp
from companion.domain.views import Totals

SAMPLE_EVERY: Final = 5_000_000
"""Microseconds between two points of a sparkline; 24 of them are two minutes."""

POINTS: Final = 24
_MINUTE: Final = 60_000_000
_USUAL_NEEDS: Final = 5

_SERIES = ("watching", "diamonds", "likes", "rate", "follows")


class Trends:
    """Fed with totals about once a second; answers what the tiles show beside them."""

    def __init__(self) -> None:
        self._session = ""
        self._chats: deque[tuple[Timestamp, int]] = deque()
        self._series: dict[str, deque[float]] = {}
        self._sampled_at: Timestamp = 0
        self._minutes: list[int] = []
        self._minute_at: Timestamp = 0
        self._peak = 0
        self._peak_at: Timestamp | None = None
        self._begin("")

    @property
    def chats_per_minute(self) -> int:
        """Return the chats of the last 60 seconds, or since the session began."""
        if not self._chats:
            return 0
        return self._chats[-1][1] - self._chats[0][1]

    @property
    def usual_chats(self) -> tuple[int, int] | None:
        """Return the middle half of all minutes so far; None before five of them."""
        if len(self._minutes) < _USUAL_NEEDS:
            return None
        ordered = sorted(self._minutes)
        quarter = len(ordered) // 4
        return ordered[quarter], ordered[-1 - quarter]

    @property
    def peak_at(self) -> Timestamp | None:
        """Return when most people watched; None when that was before we looked."""
        return self._peak_at

    def series(self, name: str) -> Sequence[float]:
        """Return the last values of "watching", "diamonds", "likes", "rate", "follows".

        Oldest first, at most 24, five seconds apart.
        """
        return tuple(self._series[name])

    def take(self, session: str, totals: Totals, *, at: Timestamp) -> None:
        """Take the totals of session `session` (its id) as they stand at `at`."""
        if session != self._session:
            self._begin(session)
            self._peak = totals.watching_peak or 0
        self._take_chats(totals.chats, at)
        self._take_peak(totals, at)
        self._take_samples(totals, at)

    def _begin(self, session: str) -> None:
        self._session = session
        self._chats.clear()
        self._series = {name: deque(maxlen=POINTS) for name in _SERIES}
        self._sampled_at = 0
        self._minutes.clear()
        self._minute_at = 0
        self._peak = 0
        self._peak_at = None

    def _take_chats(self, chats: int, at: Timestamp) -> None:
        self._chats.append((at, chats))
        while len(self._chats) > 1 and self._chats[1][0] <= at - _MINUTE:
            self._chats.popleft()
        if not self._minute_at:
            self._minute_at = at
        elif at - self._minute_at >= _MINUTE:
            self._minutes.append(self.chats_per_minute)
            self._minute_at = at

    def _take_peak(self, totals: Totals, at: Timestamp) -> None:
        if (totals.watching_peak or 0) > self._peak:
            self._peak = totals.watching_peak or 0
            self._peak_at = at

    def _take_samples(self, totals: Totals, at: Timestamp) -> None:
        values = {
            "watching": float(totals.watching or 0),
            "diamonds": float(totals.diamonds),
            "likes": float(totals.likes_room or totals.likes),
            "rate": float(self.chats_per_minute),
            "follows": float(totals.follows),
        }
        is_due = not self._sampled_at or at - self._sampled_at >= SAMPLE_EVERY
        for name, value in values.items():
            if is_due:
                self._series[name].append(value)
            else:
                self._series[name][-1] = value
        if is_due:
            self._sampled_at = at
