"""A connector under observation, as a supervisor would run it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from types import TracebackType
from typing import Self

import psutil

from companion.domain.events import AnyEvent
from companion.platforms.tiktok.connector import TikTokConnector


class Hearing:
    """Runs one attempt and keeps what comes of it: `async with Hearing(connector)`."""

    def __init__(self, connector: TikTokConnector) -> None:
        self.connector = connector
        self.events: list[AnyEvent] = []
        self._more = asyncio.Condition()
        self._may_take = asyncio.Event()
        self._may_take.set()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._hear())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.cancel()

    async def _hear(self) -> None:
        async with aclosing(self.connector.events()) as events:
            async for event in events:
                await self._may_take.wait()
                async with self._more:
                    self.events.append(event)
                    self._more.notify_all()

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Take no event meanwhile."""
        self._may_take.clear()
        try:
            yield
        finally:
            self._may_take.set()

    async def at_least(self, count: int, *, within: float = 40.0) -> list[AnyEvent]:
        """Wait for that many events, and return all that have come."""
        async with asyncio.timeout(within), self._more:
            await self._more.wait_for(lambda: len(self.events) >= count)
        return self.events

    async def end(self, *, within: float = 40.0) -> None:
        """Wait for the end of the attempt; raises what events() raised."""
        assert self._task is not None
        async with asyncio.timeout(within):
            await asyncio.shield(self._task)

    async def cancel(self) -> None:
        """End the attempt from outside; what it raised meanwhile is not of interest."""
        assert self._task is not None
        self._task.cancel()
        await asyncio.wait({self._task})
        if not self._task.cancelled():
            self._task.exception()


async def until(is_so: Callable[[], object], *, within: float = 40.0) -> None:
    """Wait until something is so that no event tells."""
    async with asyncio.timeout(within):
        while not is_so():
            never = asyncio.get_running_loop().create_future()
            await asyncio.wait({never}, timeout=0.02)


def workers() -> list[psutil.Process]:
    """Return this process's TikTok workers that are alive."""
    found: Iterator[psutil.Process] = (
        child
        for child in psutil.Process().children(recursive=True)
        if "--worker" in child.cmdline()
    )
    return [child for child in found if child.status() != psutil.STATUS_ZOMBIE]
