"""A door that closes after so many events: for runs of a fixed length."""

from __future__ import annotations

import asyncio

from companion.domain.entries import Gap
from companion.domain.events import Arrival
from companion.domain.ports import Inlet


class CountedInlet:
    """Lets `limit` arrivals in and no more; `closed` is set when the last one is in."""

    def __init__(self, inlet: Inlet, *, limit: int) -> None:
        self._inlet = inlet
        self._left = limit
        self.closed = asyncio.Event()
        if not limit:
            self.closed.set()

    def offer(self, arrival: Arrival) -> None:
        """Take it, unless the door is closed."""
        if self._count():
            self._inlet.offer(arrival)

    async def put(self, arrival: Arrival) -> None:
        """Take it, waiting for room; behind the closed door it waits for ever."""
        if not self._count():
            await asyncio.Event().wait()
        await self._inlet.put(arrival)
        if not self._left:
            self.closed.set()

    def gap(self, gap: Gap) -> None:
        """Record a gap, unless the door is closed."""
        if self._left:
            self._inlet.gap(gap)

    def _count(self) -> bool:
        if not self._left:
            return False
        self._left -= 1
        return True
