"""Twelve hours of a stream, on a clock that jumps: the day's units last, both ways.

The real connector, the real client library and real gRPC talk to the emulator, which
counts units by a table of its own.
"""

from __future__ import annotations

import asyncio

import pytest

from companion.domain.errors import PlatformError, RateLimited
from companion.domain.events import Chat
from companion.platforms.youtube.connector import YouTubeConnector
from companion.platforms.youtube.settings import YouTubeSettings
from tests.companion.platforms.youtube.conftest import MakeConnector
from tests.support.emulators.youtube_control import YouTubeStream
from tests.support.fakes import FakeClock

HOURS = 12
SLEEPERS = 2
"""The chat and the viewers: when both wait, nothing is on its way."""


class Day:
    """Runs attempts one after another, as a supervisor does, and lets time jump."""

    def __init__(self, connector: YouTubeConnector, clock: FakeClock) -> None:
        self.connector = connector
        self.clock = clock
        self.chats: dict[str, str] = {}
        self.attempts = 0
        self.budgets: list[str] = []

    async def pass_by(self, hours: float) -> None:
        task = asyncio.create_task(self._attempts())
        end = self.clock.monotonic() + hours * 3_600
        try:
            while self.clock.monotonic() < end:
                await self._quiet(task)
                await self.clock.advance(min(self._next_s(), 60.0))
                self.budgets.append(self.connector.budget)
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def _attempts(self) -> None:
        while True:
            self.attempts += 1
            try:
                async for event in self.connector.events():
                    if isinstance(event, Chat):
                        self.chats[event.id] = event.text
            except RateLimited as limit:
                await self._sleeping(limit.retry_after)
            except PlatformError:
                await self._sleeping(2.0)

    async def _sleeping(self, seconds: float) -> None:
        # Nothing else sleeps meanwhile: these two stand for the two halves.
        await asyncio.gather(*(self.clock.sleep(seconds) for _ in range(SLEEPERS)))

    async def _quiet(self, task: asyncio.Task[None]) -> None:
        async with asyncio.timeout(20):
            while self.clock.sleeping < SLEEPERS:
                if task.done():
                    task.result()
                await asyncio.sleep(0.0005)

    def _next_s(self) -> float:
        wakes = [at for at, _n, future in self.clock._sleepers if not future.done()]
        return max(0.01, (min(wakes) - self.clock.now()) / 1_000_000)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def day(connect: MakeConnector, settings: YouTubeSettings, clock: FakeClock) -> Day:
    usual = settings.model_copy(
        update={"units_per_day": 10_000, "planned_hours": float(HOURS)}
    )
    return Day(connect(clock=clock, settings=usual), clock)


async def test_twelve_hours_by_the_stream_stay_within_the_units(
    day: Day, youtube_stream: YouTubeStream, youtube_key: str
) -> None:
    await youtube_stream.chat("first")
    await day.pass_by(HOURS - 0.1)
    await youtube_stream.chat("last")
    await day.pass_by(0.2)
    units = await youtube_stream.units(youtube_key)

    assert units["spent"] <= 10_000 - 1_500
    assert units["calls"]["stream"] < 100
    assert list(day.chats.values()) == ["first", "last"]


async def test_twelve_hours_of_polling_stay_within_the_units(
    day: Day, youtube_stream: YouTubeStream, youtube_key: str
) -> None:
    await youtube_stream.fault("stream", "UNIMPLEMENTED")
    await youtube_stream.set(polling_ms=1_100)
    await youtube_stream.chat("first")
    await day.pass_by(HOURS - 0.1)
    await youtube_stream.chat("last")
    await day.pass_by(0.2)
    units = await youtube_stream.units(youtube_key)

    assert units["spent"] <= 10_000 - 1_500
    # The units are used, not saved: the chat is asked for as often as they allow.
    assert units["calls"]["list"] > 1_000
    assert list(day.chats.values()) == ["first", "last"]
    # But for the first moments, and the last ones before the units are new.
    told = sum("asked every" in line for line in day.budgets)
    assert told >= 0.99 * len(day.budgets)


async def test_a_stream_that_is_closed_every_minute_stays_within_the_units(
    day: Day, youtube_stream: YouTubeStream, youtube_key: str
) -> None:
    for number in range(40):
        await youtube_stream.chat(f"n{number}")
        await day.pass_by(1 / 60)
        await youtube_stream.cut("OK")
    units = await youtube_stream.units(youtube_key)

    # Forty minutes of twelve hours may cost an eighteenth of the day, and a burst.
    assert units["spent"] <= 10_000 / 12
    assert len(day.chats) == 40
