"""The front door: a bounded queue that sheds what matters least, and never money."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from companion.domain.entries import AnyNote, Entry, Gap
from companion.domain.events import Arrival, Chat, Join, Like

CAPACITY: Final = 20_000
"""Events that may wait: ten seconds of a flood, some 20 MB."""

_SHEDDABLE: Final = (Join, Like, Chat)
"""What goes first under overload, in this order."""


class Ticket:
    """One thing on its way to the ledger, and who waits for its Entry.

    item: an arrival, or a note of ours. A repeat resolves `done` with None.
    """

    __slots__ = ("done", "item")

    def __init__(
        self, item: Arrival | AnyNote, done: asyncio.Future[Entry | None] | None = None
    ) -> None:
        self.item = item
        self.done = done


class _Mark:
    """A place in the line; `passed` is resolved when all before it is done with."""

    __slots__ = ("passed",)

    def __init__(self, passed: asyncio.Future[None]) -> None:
        self.passed = passed


class Intake:
    """Where connectors leave arrivals, in order, until the pipeline takes them.

    on_shed(source): called for every event that was dropped under overload.
    """

    def __init__(
        self, *, on_shed: Callable[[str], None], capacity: int = CAPACITY
    ) -> None:
        self._on_shed = on_shed
        self._capacity = capacity
        self._tickets: deque[Ticket | _Mark | None] = deque()
        self._waiting: dict[type, deque[int]] = {kind: deque() for kind in _SHEDDABLE}
        self._taken = 0
        self._size = 0
        self._in_work = 0
        self._holes = 0
        self._passing: list[_Mark] = []
        self._filled = asyncio.Event()
        self._drained = asyncio.Event()
        self._drained.set()

    def __len__(self) -> int:
        return self._size

    @property
    def unsettled(self) -> int:
        """Return how many were left here and are not done with."""
        return self._size + self._in_work

    def offer(self, arrival: Arrival) -> None:
        """Take it now; under overload sheds joins, then likes, then chat, counted."""
        if self._size >= self._capacity and not self._make_room(arrival):
            return
        self._add(Ticket(arrival))

    async def put(self, arrival: Arrival) -> None:
        """Take it, waiting for room: for sources that can wait."""
        while self._size >= max(1, self._capacity // 10):
            self._drained.clear()
            await self._drained.wait()
        self._add(Ticket(arrival))

    def gap(self, gap: Gap) -> None:
        """Record a stretch in which a connection could not hear."""
        self._add(Ticket(gap))

    async def submit(self, item: Arrival | AnyNote) -> Entry | None:
        """Take it and wait for its Entry; None when it was a repeat."""
        done: asyncio.Future[Entry | None] = asyncio.get_running_loop().create_future()
        self._add(Ticket(item, done))
        return await done

    async def take(self, limit: int) -> list[Ticket]:
        """Wait until there is something, then return up to `limit` tickets in order."""
        while not self._size:
            self._filled.clear()
            await self._filled.wait()
        batch: list[Ticket] = []
        while self._tickets:
            if isinstance(self._tickets[0], Ticket) and len(batch) == limit:
                break
            ticket = self._tickets.popleft()
            self._taken += 1
            if isinstance(ticket, Ticket):
                batch.append(ticket)
            elif ticket is not None:
                self._passing.append(ticket)
            else:
                self._holes -= 1
        self._forget_taken()
        self._size -= len(batch)
        self._in_work += len(batch)
        self._drained.set()
        return batch

    def settle(self, count: int) -> None:
        """Note that `count` tickets that were taken are done with."""
        self._in_work -= count
        if self._in_work:
            return
        for mark in self._passing:
            if not mark.passed.done():
                mark.passed.set_result(None)
        self._passing.clear()

    async def passed(self) -> None:
        """Wait until everything that was left here so far is done with."""
        if not self._size and not self._in_work:
            return
        mark = _Mark(asyncio.get_running_loop().create_future())
        if self._size:
            self._tickets.append(mark)
        else:
            self._passing.append(mark)
        await mark.passed

    def _add(self, ticket: Ticket) -> None:
        kind = _kind_of(ticket)
        if kind is not None:
            self._waiting[kind].append(self._taken + len(self._tickets))
        self._tickets.append(ticket)
        self._size += 1
        self._filled.set()

    def _make_room(self, arrival: Arrival) -> bool:
        """Drop the oldest of the least important kind; return whether to go on.

        False: the newcomer itself matters least, and was dropped. Money always goes
        on, even when there is nothing left to drop.
        """
        for kind in _SHEDDABLE:
            if self._waiting[kind]:
                self._drop(self._waiting[kind].popleft())
                return True
            if isinstance(arrival.event, kind):
                self._on_shed(arrival.source)
                return False
        return True

    def _drop(self, position: int) -> None:
        index = position - self._taken
        ticket = self._tickets[index]
        self._tickets[index] = None
        self._size -= 1
        self._holes += 1
        if self._holes > self._capacity:
            self._close_up()
        if isinstance(ticket, Ticket) and isinstance(ticket.item, Arrival):
            self._on_shed(ticket.item.source)

    def _close_up(self) -> None:
        """Close the holes: nobody takes anything while the ledger refuses."""
        self._tickets = deque(one for one in self._tickets if one is not None)
        self._holes = 0
        for positions in self._waiting.values():
            positions.clear()
        for index, ticket in enumerate(self._tickets):
            kind = _kind_of(ticket) if isinstance(ticket, Ticket) else None
            if kind is not None:
                self._waiting[kind].append(self._taken + index)

    def _forget_taken(self) -> None:
        for positions in self._waiting.values():
            while positions and positions[0] < self._taken:
                positions.popleft()


def _kind_of(ticket: Ticket) -> type | None:
    """Return under which kind a ticket may be shed; None: never."""
    if ticket.done is not None or not isinstance(ticket.item, Arrival):
        return None
    kind = type(ticket.item.event)
    return kind if kind in _SHEDDABLE else None
