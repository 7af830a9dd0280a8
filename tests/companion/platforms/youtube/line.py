"""One supervised connection to the emulator, on a clock that the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random

from companion.domain.events import AnyEvent, Chat
from companion.domain.views import ConnectionState, ConnectionView
from companion.platforms.connection import Connection
from companion.platforms.youtube.connector import YouTubeConnector
from companion.settings.models import ConnectionSettings
from tests.companion.platforms.scripted import KeptInlet
from tests.support.fakes import FakeClock

STEP_S = 0.25
REAL_S = 0.005
PATIENCE_S = 30.0


class Line:
    """A connection that runs; time passes only in the methods of this class."""

    def __init__(self, connector: YouTubeConnector, clock: FakeClock) -> None:
        self.clock = clock
        self.inlet = KeptInlet()
        self.connector = connector
        self.states: list[ConnectionState] = []
        self.connection = Connection(
            connector,
            clock=clock,
            random=Random(7),
            inlet=self.inlet,
            on_change=self._changed,
            settings=ConnectionSettings(backoff_first_s=1.0, backoff_max_s=4.0),
        )

    def _changed(self) -> None:
        state = self.connection.view().state
        if not self.states or self.states[-1] is not state:
            self.states.append(state)

    @property
    def view(self) -> ConnectionView:
        return self.connection.view()

    @property
    def events(self) -> list[AnyEvent]:
        return [arrival.event for arrival in self.inlet.arrivals]

    @property
    def once(self) -> list[str]:
        """What was said, each message once, as the ledger would keep it."""
        chats = {e.id: e.text for e in self.events if isinstance(e, Chat)}
        return list(chats.values())

    async def until(self, is_so: Callable[[], object]) -> None:
        """Let time pass, 50 times as fast as it does, until something is so."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not is_so():
                    await asyncio.sleep(REAL_S)
                    await self.clock.advance(STEP_S)
        except TimeoutError:
            raise AssertionError(f"{self.view}: {self.once}") from None

    async def passing(self, seconds: float) -> None:
        """Let time pass."""
        end = self.clock.monotonic() + seconds
        await self.until(lambda: self.clock.monotonic() >= end)

    async def live(self) -> None:
        await self.until(lambda: self.view.state is ConnectionState.LIVE)

    async def hears(self, text: str) -> None:
        await self.until(lambda: text in self.once)


@asynccontextmanager
async def running(connector: YouTubeConnector, clock: FakeClock) -> AsyncIterator[Line]:
    """Run a connection; it is closed afterwards."""
    line = Line(connector, clock)
    task = asyncio.create_task(line.connection.run())
    try:
        yield line
    finally:
        task.cancel()
        await asyncio.wait({task})
