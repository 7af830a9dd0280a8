"""One connection on a table: what tests of connections share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from companion.domain.ports import Connector
from companion.domain.views import ConnectionState, ConnectionView
from companion.platforms.connection import Connection
from companion.settings.models import ConnectionSettings
from tests.companion.platforms.scripted import (
    KeptInlet,
    Scripted,
    Step,
    chat,
)
from tests.support.fakes import EPOCH, FakeClock, settle


class Desk:
    """One connection on a table: script in, state and events out."""

    def __init__(self, clock: FakeClock, connector: Connector) -> None:
        self.clock = clock
        self.inlet = KeptInlet()
        self.changes = 0
        self.states: list[ConnectionState] = []
        self.connection = Connection(
            connector,
            clock=clock,
            random=Random(7),
            inlet=self.inlet,
            on_change=self._changed,
            settings=ConnectionSettings(),
        )
        self.task: asyncio.Task[None] | None = None

    def _changed(self) -> None:
        self.changes += 1
        state = self.connection.view().state
        if not self.states or self.states[-1] is not state:
            self.states.append(state)

    @property
    def view(self) -> ConnectionView:
        return self.connection.view()


@asynccontextmanager
async def running(desk: Desk) -> AsyncIterator[Desk]:
    desk.task = asyncio.create_task(desk.connection.run())
    await settle()
    try:
        yield desk
    finally:
        desk.task.cancel()
        await asyncio.wait({desk.task})


def desk_with(clock: FakeClock, *attempts: list[Step]) -> tuple[Desk, Scripted]:
    connector = Scripted(clock, *attempts)
    return Desk(clock, connector), connector


def lines(count: int) -> list[Step]:
    return [chat(f"line {number}", EPOCH) for number in range(count)]
