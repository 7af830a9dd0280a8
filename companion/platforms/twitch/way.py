"""A reading that runs ahead of whoever takes what it tells.

So that one way of reading goes on until the next one tells something, and nothing is
missed between them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Final

from companion.platforms.twitch.told import InForce, Told

Reading = AsyncGenerator[Told | InForce, None]

_MOST_WAITING: Final = 20_000


class _Over:
    """The reading's end; error: what it raised."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error


class Way:
    """Runs one reading in a task of its own, from the moment it is made.

    begin: makes the reading, given the event that stops it. is_login: whether it reads
    with a login. ready: set when it has told something, or is over.
    """

    def __init__(
        self, begin: Callable[[asyncio.Event], Reading], *, is_login: bool
    ) -> None:
        self.is_login = is_login
        self.ready = asyncio.Event()
        self.is_fruitless = False
        """Whether it is over, told nothing and raised nothing."""

        self._stop = asyncio.Event()
        self._queue: asyncio.Queue[Told | InForce | _Over] = asyncio.Queue(
            _MOST_WAITING
        )
        self._task = asyncio.create_task(self._run(begin(self._stop)))

    async def told(self) -> Reading:
        """Yield what is told until the reading is over; raises what it raised."""
        while not isinstance(item := await self._queue.get(), _Over):
            yield item
        if item.error is not None:
            raise item.error

    def stop(self) -> None:
        """Ask the reading to end; what it told until then is still yielded."""
        self._stop.set()

    async def close(self) -> None:
        """End it at once."""
        self._task.cancel()
        await asyncio.wait({self._task})

    async def _run(self, reading: Reading) -> None:
        error: Exception | None = None
        try:
            async with aclosing(reading) as told:
                async for item in told:
                    await self._queue.put(item)
                    self.ready.set()
        except Exception as raised:  # noqa: BLE001  # whoever takes what is told gets it
            error = raised
        self.is_fruitless = error is None and not self.ready.is_set()
        await self._queue.put(_Over(error))
        self.ready.set()
