"""When Python looks for garbage: seldom, and while hardly anything goes on.

Python's own collector visits everything there is whenever enough was allocated, which
is when a stream is busiest: with 10,000 people in a poll all waited for 0.2 s, several
times a minute. Nearly nothing here is in a cycle, and the rest can wait for a calm
moment. Whoever runs the program switches the automatic collector off and lets a
Collector look twice a second, from one thread.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final

from companion.domain.ports import Clock

INTERVAL_MS: Final = 500
"""How often is looked whether there is something to collect."""

OLD_EVERY: Final = 120
"""Looks between two collections of what is old, a minute: the survivors then stay."""

ALL_EVERY: Final = 7_200
"""Looks between two visits of everything there is, what stays included: an hour."""


class Collector:
    """Collects the young when it is due, and the old when hardly anything is new.

    What survives as old is not visited again for an hour, so that no pause grows with
    the people of a stream: it costs what the last minutes have added.
    """

    def __init__(self) -> None:
        self._since_old = 0
        self._since_all = 0

    def look(self) -> None:
        """Collect what is due; call it every INTERVAL_MS, always on one thread."""
        self._since_old += 1
        self._since_all += 1
        is_calm = gc.get_count()[0] <= gc.get_threshold()[0]
        if is_calm and self._since_all >= ALL_EVERY:
            gc.unfreeze()
            self._since_all = 0
            self._collect_old()
        elif self._since_old >= (OLD_EVERY if is_calm else ALL_EVERY):
            self._collect_old()
        elif not is_calm:
            gc.collect(1)

    def _collect_old(self) -> None:
        self._since_old = 0
        gc.collect()
        gc.freeze()


@contextmanager
def collecting_by_hand() -> Iterator[Callable[[], None]]:
    """Switch the automatic collector off until the block ends; gives what looks.

    What exists now is what the program is made of: only the hourly visit meets it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    gc.collect()
    gc.freeze()
    try:
        yield Collector().look
    finally:
        gc.unfreeze()
        gc.collect()
        if was_enabled:
            gc.enable()


@asynccontextmanager
async def collecting(clock: Clock) -> AsyncIterator[None]:
    """Look for garbage between two steps of this loop, until the block ends."""

    async def look_on() -> None:
        while True:
            await clock.sleep(INTERVAL_MS / 1_000)
            look()

    with collecting_by_hand() as look:
        looking = asyncio.create_task(look_on(), name="garbage")
        try:
            yield
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking
