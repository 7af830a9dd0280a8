"""The ledger's newest entries, read once for all clients of the stream."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.ports import Clock, Engine
from companion.web.api.shapes import Sight, entry_object
from companion.web.wire import encode

_PAGE: Final = 1000
_KEPT: Final = 4096
_LOOK_AGAIN: Final = 0.25

_log = logging.getLogger(__name__)


class Line:
    """An entry as one message; its text is made once for each sight of it."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self._texts: dict[Sight, bytes] = {}

    def text(self, sight: Sight) -> bytes:
        """Return the entry in JSON as far as `sight` allows."""
        text = self._texts.get(sight)
        if text is None:
            text = self._texts[sight] = encode(entry_object(self.entry, sight))
        return text


class EntryFeed:
    """Wakes whoever follows the ledger, and keeps its newest lines at hand.

    Not every entry is announced (what is blocked at once is not), so while somebody
    follows, the ledger is also asked four times a second.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._kept: deque[Line] = deque()
        self._complete_after = 0
        self._last = 0
        self._followers = 0
        self._starting = asyncio.Lock()
        self._followed = asyncio.Event()
        self._heard = asyncio.Event()
        self._grown = asyncio.Event()

    def touch(self) -> None:
        """Something changed in the engine; there may be new entries."""
        self._heard.set()

    async def run(self) -> None:
        """Read the ledger while somebody follows it; cancel to stop."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look_again())
            while True:
                await self._heard.wait()
                self._heard.clear()
                if self._followers:
                    await self._read_safely()

    @asynccontextmanager
    async def followed(self) -> AsyncIterator[int]:
        """Follow the ledger for a while; gives the seq of its newest entry."""
        async with self._starting:
            if not self._followers:
                self._kept.clear()
                self._last = self._complete_after = await newest_seq(self._engine)
            self._followers += 1
            self._followed.set()
        try:
            yield self._last
        finally:
            self._followers -= 1
            if not self._followers:
                self._followed.clear()

    async def after(self, seq: int) -> Sequence[Line]:
        """Return the next lines after `seq`, waiting until there are any."""
        while True:
            grown = self._grown
            if seq >= self._complete_after:
                found = [line for line in self._kept if line.entry.seq > seq]
            else:
                page = await entries_after(self._engine, seq)
                found = [Line(entry) for entry in page]
            if found:
                return found
            await grown.wait()

    async def _look_again(self) -> None:
        while True:
            await self._followed.wait()
            await self._clock.sleep(_LOOK_AGAIN)
            self._heard.set()

    async def _read_safely(self) -> None:
        try:
            await self._read()
        except Exception:  # noqa: BLE001  # the next look may find the ledger well
            _log.exception("the ledger could not be read")

    async def _read(self) -> None:
        while entries := await entries_after(self._engine, self._last):
            self._kept.extend(Line(entry) for entry in entries)
            self._last = entries[-1].seq
            while len(self._kept) > _KEPT:
                self._complete_after = self._kept.popleft().entry.seq
            self._grown.set()
            self._grown = asyncio.Event()


async def entries_after(
    engine: Engine, seq: int, *, limit: int = _PAGE
) -> Sequence[Entry]:
    """Return the session's entries after `seq`; none before the first session."""
    try:
        return await engine.entries(after=seq, limit=limit)
    except CommandError:
        return ()


async def newest_seq(engine: Engine) -> int:
    """Return the seq of the session's last entry, 0 when there is none.

    Asks for single entries further and further on, then ever closer: a session of a
    million entries needs some forty questions.
    """
    last, step = 0, 1
    while found := await entries_after(engine, last + step - 1, limit=1):
        last, step = found[0].seq, step * 2
    while step:
        found = await entries_after(engine, last + step - 1, limit=1)
        if found:
            last = found[0].seq
        else:
            step //= 2
    return last
