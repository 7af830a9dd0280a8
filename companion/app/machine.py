"""The real clock, ids and chance: the only place that touches them."""

from __future__ import annotations

import asyncio
import base64
import random
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Final

from companion.domain.ports import Clock, IdSource, Random
from companion.domain.values import Timestamp

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"


_STEP_US: Final = 1_000_000
"""A clock that is set by less is left to itself."""


def _ticks_ns() -> int:
    """Return nanoseconds that only ever rise, also while the computer sleeps."""
    # Windows' monotonic clock does so; Linux and macOS have another one that does.
    if sys.platform == "linux":
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    elif sys.platform == "darwin":  # noqa: RET505  # mypy knows only these as not here
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    else:
        return time.monotonic_ns()


class SystemClock:
    """The machine's clock; where somebody sets that, it goes on as if nobody had.

    Set back, a poll would stay open by as much, and what counts would lie before its
    beginning; set forward, all that has a time would end at once.
    wall, ticks: nanoseconds since 1970 UTC, and ones that only ever rise.
    """

    def __init__(
        self,
        *,
        wall: Callable[[], int] = time.time_ns,  # noqa: TID251  # this is the one Clock
        ticks: Callable[[], int] = _ticks_ns,
    ) -> None:
        self._wall, self._ticks = wall, ticks
        self._read = wall() // 1000, ticks() // 1000
        self._ahead = 0
        self._lock = Lock()

    def now(self) -> Timestamp:
        """Return microseconds since 1970 UTC, as they pass."""
        with self._lock:  # threads ask, too
            return self._look() + self._ahead

    def catch_up(self, least: Timestamp = 0) -> None:
        """Go on from the computer's clock or from `least`, whichever is latest."""
        with self._lock:
            wall = self._look()
            self._ahead = max(0, self._ahead, least - wall)

    def _look(self) -> int:
        """Return what the computer's clock shows; notes by what it was set."""
        before, ticked = self._read
        self._read = wall, ticks = self._wall() // 1000, self._ticks() // 1000
        set_by = (wall - before) - (ticks - ticked)
        if abs(set_by) > _STEP_US:
            self._ahead -= set_by
        return wall

    def monotonic(self) -> float:
        """Return seconds that only ever rise."""
        return time.monotonic()  # noqa: TID251  # this is the one Clock

    async def sleep(self, seconds: float) -> None:
        """Wait; seconds >= 0."""
        await asyncio.sleep(seconds)  # noqa: TID251  # this is the one Clock


class SystemIds:
    """Ids and secrets from the operating system."""

    def __init__(self) -> None:
        self._salts: Iterator[bytes] = iter(())

    def new_id(self) -> str:
        """Return 26 characters that sort by time: 48 bits of it, 80 of chance."""
        milliseconds = time.time_ns() // 1_000_000  # noqa: TID251  # an id is a time
        number = (milliseconds << 80) | secrets.randbits(80)
        return "".join(
            _ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5)
        )

    def new_token(self) -> str:
        """Return 128 secret bits as 22 characters that are safe in a link."""
        raw = secrets.token_bytes(16)  # noqa: TID251  # this is the one IdSource
        return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")

    def new_salt(self) -> bytes:
        """Return 16 secret bytes."""
        # Fetched by the page: a flood needs thousands a second, and asking the system
        # costs more than all the hashing that follows.
        salt = next(self._salts, None)
        if salt is None:
            page = secrets.token_bytes(4096)  # noqa: TID251  # this is the one IdSource
            self._salts = (page[at : at + 16] for at in range(0, len(page), 16))
            salt = next(self._salts)
        return salt


@dataclass(frozen=True, kw_only=True)
class Machine:
    """Time, ids and chance, handed to whoever needs them."""

    clock: Clock
    ids: IdSource
    chance: Random


def make_machine() -> Machine:
    """Return this machine's own."""
    return Machine(clock=SystemClock(), ids=SystemIds(), chance=random.Random())  # noqa: S311  # jitter, no secrets
