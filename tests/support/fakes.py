"""Fakes for the three things that are never real in a test: time, ids, chance."""

from __future__ import annotations

import asyncio
import heapq
import itertools

from companion.domain.values import Timestamp

EPOCH: Timestamp = 1_767_297_600_000_000
"""2026-01-01T20:00:00Z, a New Year's evening stream."""


class FakeClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: Timestamp = EPOCH) -> None:
        self._start = now
        self._now = now
        self._ahead = 0
        self._sleepers: list[tuple[Timestamp, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def now(self) -> Timestamp:
        return self._now + self._ahead

    def catch_up(self, least: Timestamp = 0) -> None:
        self._ahead = max(self._ahead, least - self._now)

    def monotonic(self) -> float:
        return (self._now - self._start) / 1_000_000

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await _yield_once()
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        wake = self._now + round(seconds * 1_000_000)
        heapq.heappush(self._sleepers, (wake, next(self._order), future))
        await future

    @property
    def sleeping(self) -> int:
        """How many coroutines wait for time to pass."""
        return sum(not future.done() for _, _, future in self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Move time, waking sleepers in order and letting each run."""
        end = self._now + round(seconds * 1_000_000)
        while self._sleepers and self._sleepers[0][0] <= end:
            wake, _, future = heapq.heappop(self._sleepers)
            self._now = max(self._now, wake)
            if not future.done():
                future.set_result(None)
            await settle()
        self._now = end
        await settle()

    async def leap(self, seconds: float) -> None:
        """Move time at once, as for a computer that slept: who waited wakes only then.

        Hours take no longer than seconds, though something wakes every second.
        """
        self._now += round(seconds * 1_000_000)
        await self.advance(0)


class FakeIds:
    """Ids, tokens and salts that count up."""

    def __init__(self) -> None:
        self._count = itertools.count(1)

    def new_id(self) -> str:
        return f"id-{next(self._count):06d}"

    def new_token(self) -> str:
        return f"token-{next(self._count):032d}"

    def new_salt(self) -> bytes:
        return next(self._count).to_bytes(16, "big")


async def _yield_once() -> None:
    await asyncio.sleep(0)


async def settle(rounds: int = 20) -> None:
    """Let every coroutine that can run do so."""
    for _ in range(rounds):
        await asyncio.sleep(0)
