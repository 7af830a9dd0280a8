"""One Viewer who writes too fast."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from companion.domain.entries import Reason, Verdict
from companion.moderation.memory import RuleMemory
from companion.moderation.rules.finding import Finding, Said
from companion.settings.moderation import FloodSettings


class Flood:
    """Finds the messages of a Viewer beyond so many within so many seconds."""

    def __init__(
        self, settings: FloodSettings, verdict: Verdict, memory: RuleMemory
    ) -> None:
        self._most: Final = settings.messages
        self._within: Final = round(settings.seconds * 1_000_000)
        self._verdict: Final = verdict
        self._messages: Final = memory.messages

    def find(self, said: Said) -> Iterable[Finding]:
        """Return one finding when the Viewer wrote too much lately."""
        times = self._messages.get(said.viewer.id)
        if times is None:
            times = deque[int]()
            self._messages.put(said.viewer.id, times)
        while times and (times[0] <= said.at - self._within or len(times) > self._most):
            times.popleft()
        times.append(said.at)
        if len(times) <= self._most:
            return ()
        return (Finding(self._verdict, Reason(rule="flood", detail=str(len(times)))),)
