"""Who must wait: cooldowns for all and for each Viewer, and a guard against loops."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Final

from companion.domain.values import Timestamp

_SECOND: Final = 1_000_000
_MOST: Final = 50_000
"""Viewers and commands that are remembered; the longest ago are forgotten first."""

LOOPS: Final = ((8, 60 * _SECOND), (20, 600 * _SECOND))
"""(answers, within microseconds): who is answered so often is taken for a bot."""

LOOP_REST_US: Final = 300 * _SECOND
"""For so long who is taken for a bot is left alone."""


class Cooldowns:
    """When what was answered last: for all in one chat, and for each Viewer."""

    def __init__(self) -> None:
        self._until: OrderedDict[tuple[str, str], Timestamp] = OrderedDict()

    def left(self, command: str, whose: str, now: Timestamp) -> float:
        """Return seconds that are left, 0 when there is none.

        whose: the chat's or the Viewer's id.
        """
        return max(0, self._until.get((command, whose), 0) - now) / _SECOND

    def begin(
        self, command: str, whose: str, seconds: float, *, now: Timestamp
    ) -> None:
        """Let it rest for so many seconds from now on."""
        if seconds <= 0:
            return
        self._until[command, whose] = now + round(seconds * _SECOND)
        self._until.move_to_end((command, whose))
        if len(self._until) > _MOST:
            self._until.popitem(last=False)


class LoopGuard:
    """Leaves alone who is answered too often: two bots would go on for ever."""

    def __init__(self) -> None:
        self._answered: OrderedDict[str, deque[Timestamp]] = OrderedDict()
        self._rests: OrderedDict[str, Timestamp] = OrderedDict()

    def rests(self, viewer_id: str, now: Timestamp) -> bool:
        """Return whether a Viewer is left alone now."""
        return self._rests.get(viewer_id, 0) > now

    def note(self, viewer_id: str, now: Timestamp) -> None:
        """Take note that a Viewer is answered."""
        most = max(answers for answers, _within in LOOPS)
        times = self._answered.setdefault(viewer_id, deque(maxlen=most))
        self._answered.move_to_end(viewer_id)
        times.append(now)
        if any(
            len(times) >= answers and now - times[-answers] <= within
            for answers, within in LOOPS
        ):
            times.clear()
            self._rests[viewer_id] = now + LOOP_REST_US
        for kept in (self._answered, self._rests):
            if len(kept) > _MOST:
                kept.popitem(last=False)
