"""A connector under observation, as a supervisor would run it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from types import TracebackType
from typing import Self

from companion.domain.events import AnyEvent, ViewerCount
from companion.platforms.twitch.connector import TwitchConnector


class Hearing:
    """Runs one attempt and keeps what comes of it: `async with Hearing(connector)`.

    events: all but ViewerCounts, which are asked for and come at any time.
    """

    def __init__(self, connector: TwitchConnector) -> None:
        self.connector = connector
        self.events: list[AnyEvent] = []
        self.counts: list[ViewerCount] = []
        self._more = asyncio.Condition()
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
        async with aclosing(self.connector.events()) as events:  # type: ignore[type-var]  # it is a generator
            async for event in events:
                async with self._more:
                    if isinstance(event, ViewerCount):
                        self.counts.append(event)
                    else:
                        self.events.append(event)
                    self._more.notify_all()

    async def connected(self, *, within: float = 20.0) -> None:
        """Wait until the connector says that it is."""
        await self.until(self.connector.connected, within=within)

    async def until(self, there: Callable[[], bool], *, within: float = 20.0) -> None:
        """Wait until something holds; fails with what the attempt raised."""
        assert self._task is not None
        async with asyncio.timeout(within):
            while not there():
                if self._task.done():
                    self._task.result()
                    raise AssertionError("the attempt ended")
                await asyncio.sleep(0.01)

    async def at_least(self, count: int, *, within: float = 20.0) -> list[AnyEvent]:
        """Wait for that many events, and return all that have come."""
        await self.until(lambda: len(self.events) >= count, within=within)
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
