"""How long tests wait for what must come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

PATIENCE_S: Final = 30.0
"""Seconds. Long, for a busy machine is late with everything and wrong in nothing; who
waits in vain has found a fault, and one that is told after half a minute is as good."""

PATIENCE_MS: Final = int(PATIENCE_S * 1000)
"""The same, for libraries that count in milliseconds."""


async def soonest(
    enough_s: float, once: Callable[[], Awaitable[float]], *, tries: int = 3
) -> float:
    """Return the shortest of a few tries; one that is short enough ends them.

    What a machine can when nothing disturbs it: a busy one is late now and then.
    once: does it, and returns the seconds that it took.
    """
    shortest = await once()
    for _again in range(tries - 1):
        if shortest < enough_s:
            break
        shortest = min(shortest, await once())
    return shortest
