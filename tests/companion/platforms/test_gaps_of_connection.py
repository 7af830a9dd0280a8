"""Stretches in which a connection could not hear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from companion.domain.errors import (
    ConnectionLost,
    NotLive,
)
from companion.domain.events import AnyEvent
from companion.domain.values import Platform
from companion.domain.views import ConnectionState, GapSums
from tests.companion.platforms.desk import Desk, desk_with, running
from tests.companion.platforms.scripted import (
    Accept,
    Forever,
    Pause,
    Scripted,
    Step,
    chat,
)
from tests.support.fakes import EPOCH, FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def test_a_gap_is_recorded_with_what_the_backlog_recovered(
    clock: FakeClock,
) -> None:
    def at(seconds: float) -> int:
        return EPOCH + round(seconds * 1_000_000)

    class Reconnecting(Scripted):
        """Comes back exactly when the back-off allows, with three of the gap."""

        async def events(self) -> AsyncIterator[AnyEvent]:
            self.attempts += 1
            self._is_connected = True
            if self.attempts == 1:
                yield chat("before", clock.now())
                await clock.sleep(5)
                raise ConnectionLost("cut")
            yield chat("before", at(0))
            for second in (1, 2, 3):
                yield chat(f"missed {second}", at(second))
            await clock.sleep(1)
            yield chat("live", clock.now())
            await asyncio.get_running_loop().create_future()

    desk = Desk(clock, Reconnecting(clock))
    async with running(desk):
        await clock.advance(10)

        (gap,) = desk.inlet.gaps
        assert desk.view.gap_sums == GapSums(count=1, recovered=gap.recovered)
        assert (gap.source, gap.platform) == ("tiktok:@mira", Platform.TIKTOK)
        assert gap.began == EPOCH
        assert at(5) <= gap.ended <= at(6.2)
        assert (gap.recovered, gap.unknown) == (3, None)
        assert [one.recovered for one in desk.view.gaps] == [3]
        assert desk.inlet.texts[-1] == "live"


async def test_a_gap_without_a_newer_event_is_recorded_after_five_seconds(
    clock: FakeClock,
) -> None:
    desk, _ = desk_with(
        clock, [chat("a", EPOCH), ConnectionLost("cut")], [Accept(), Forever()]
    )
    async with running(desk):
        await clock.advance(4)
        assert desk.inlet.gaps == []

        await clock.advance(4)

        assert len(desk.inlet.gaps) == 1


async def test_the_view_keeps_the_last_twenty_gaps(clock: FakeClock) -> None:
    flaky: list[Step] = [Accept(), Pause(12), ConnectionLost("cut")]
    desk, _ = desk_with(clock, flaky)
    async with running(desk):
        await clock.advance(600)

        assert len(desk.inlet.gaps) > 20
        assert len(desk.view.gaps) == 20
        assert desk.view.gaps[-1].ended == desk.inlet.gaps[-1].ended


async def test_a_first_connect_that_fails_is_no_gap(clock: FakeClock) -> None:
    desk, _ = desk_with(clock, [ConnectionLost("refused")], [chat("a"), Forever()])
    async with running(desk):
        await clock.advance(20)

        assert desk.inlet.gaps == []


async def test_a_stream_that_ended_while_we_were_away_closes_its_gap(
    clock: FakeClock,
) -> None:
    desk, _ = desk_with(
        clock, [chat("a"), ConnectionLost("cut")], [NotLive("Not live.")]
    )
    async with running(desk):
        await clock.advance(1.1)

        assert desk.view.state is ConnectionState.WAITING
        assert len(desk.inlet.gaps) == 1


async def test_closing_records_what_was_not_heard_to_the_end(clock: FakeClock) -> None:
    desk, _ = desk_with(clock, [chat("a"), ConnectionLost("cut")], [Forever()])
    async with running(desk):
        await clock.advance(30)
        desk.connection.close()

        assert [gap.ended for gap in desk.inlet.gaps] == [clock.now()]


class WithoutBacklog(Scripted):
    """One whose platform replays nothing, and that says so."""

    catching_up = False


async def test_a_gap_of_a_quiet_chat_is_stated_without_another_line(
    clock: FakeClock,
) -> None:
    connector = WithoutBacklog(
        clock, [chat("before"), ConnectionLost("cut")], [Accept(), Forever()]
    )
    desk = Desk(clock, connector)
    async with running(desk):
        await clock.advance(12)

        assert len(desk.inlet.gaps) == 1
        assert desk.view.gap_sums.count == 1
