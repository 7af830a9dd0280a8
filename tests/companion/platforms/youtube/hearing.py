"""A connector under observation, as a supervisor would run it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import aclosing
from types import TracebackType
from typing import Self, TypeVar

from companion.domain.events import AnyEvent, Chat, StreamEvent, ViewerCount
from companion.platforms.youtube.connector import YouTubeConnector

Kind = TypeVar("Kind", bound=StreamEvent)


class Hearing:
    """Runs one attempt and keeps what comes of it: `async with Hearing(connector)`."""

    def __init__(self, connector: YouTubeConnector) -> None:
        self.connector = connector
        self.events: list[AnyEvent] = []
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
        async with aclosing(self.connector.events()) as events:
            async for event in events:
                async with self._more:
                    self.events.append(event)
                    self._more.notify_all()

    @property
    def said(self) -> list[AnyEvent]:
        """Everything but the numbers of viewers, which come when they come."""
        return [event for event in self.events if not isinstance(event, ViewerCount)]

    @property
    def texts(self) -> list[str]:
        return texts(self.events)

    async def at_least(self, count: int, *, within: float = 40.0) -> list[AnyEvent]:
        """Wait for that many events but viewer counts; return all of them."""
        await self._until(lambda: len(self.said) >= count, within)
        return self.said

    async def a(self, kind: type[Kind], *, within: float = 40.0) -> Kind:
        """Wait for an event of a kind; return the first one."""
        await self._until(lambda: any(type(one) is kind for one in self.events), within)
        return next(one for one in self.events if isinstance(one, kind))

    async def _until(self, is_there: object, within: float) -> None:
        async with asyncio.timeout(within), self._more:
            assert callable(is_there)
            waiting = asyncio.ensure_future(self._more.wait_for(is_there))
            assert self._task is not None
            await asyncio.wait(
                {waiting, self._task}, return_when=asyncio.FIRST_COMPLETED
            )
            if not waiting.done():
                waiting.cancel()
                await asyncio.wait({waiting})
                if not is_there():
                    self._task.result()
                    raise AssertionError(f"it ended with {self.events}")

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


def texts(events: Iterable[AnyEvent]) -> list[str]:
    """Return what was said, in order."""
    return [event.text for event in events if isinstance(event, Chat)]
