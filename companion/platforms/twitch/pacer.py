"""Keeping within a rate: so many in so many seconds."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

from companion.domain.ports import Clock

WINDOW_S: Final = 30.0
PLAIN: Final = 20
"""Messages in the window for anybody."""

TRUSTED: Final = 100
"""Messages in the window for the Broadcaster and moderators."""


class Pacer:
    """Lets one caller after another pass, in their order, at most `allowed` in 30 s."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._passed: deque[float] = deque()
        self._turn = asyncio.Lock()

    async def passed(self, allowed: int) -> None:
        """Wait until one more fits into the window, and count it."""
        async with self._turn:
            while True:
                now = self._clock.monotonic()
                while self._passed and now - self._passed[0] >= WINDOW_S:
                    self._passed.popleft()
                if len(self._passed) < allowed:
                    self._passed.append(now)
                    return
                oldest = self._passed[len(self._passed) - allowed]
                await self._clock.sleep(max(WINDOW_S - (now - oldest), 0.001))
