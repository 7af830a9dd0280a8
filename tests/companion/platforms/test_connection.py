from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from random import Random

import pytest

from companion.domain.errors import (
    ConnectionLost,
    DiskFull,
    LoginRequired,
    NotLive,
    ProtocolChanged,
    RateLimited,
    TargetUnknown,
    WorkerError,
)
from companion.domain.events import AnyEvent, Like
from companion.domain.ports import Connector
from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView
from companion.platforms.connection import CONNECT_WITHIN_S, Connection
from companion.settings.models import ConnectionSettings
from tests.companion.platforms.scripted import (
    Accept,
    Forever,
    KeptInlet,
    Pause,
    Scripted,
    Step,
    chat,
    watching,
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


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def desk_with(clock: FakeClock, *attempts: list[Step]) -> tuple[Desk, Scripted]:
    connector = Scripted(clock, *attempts)
    return Desk(clock, connector), connector


def lines(count: int) -> list[Step]:
    return [chat(f"line {number}", EPOCH) for number in range(count)]


async def test_it_is_connecting_until_the_platform_accepts(clock: FakeClock) -> None:
    desk, _ = desk_with(clock, [Pause(3), Accept(), Forever()])
    async with running(desk):
        assert desk.view.state is ConnectionState.CONNECTING
        assert desk.view.attempt == 1

        await clock.advance(3.2)

        assert desk.view.state is ConnectionState.LIVE
        assert desk.view.attempt == 0


async def test_events_go_to_the_inlet_and_are_counted(clock: FakeClock) -> None:
    desk, _ = desk_with(clock, [chat("a"), Pause(2), chat("b"), Forever()])
    async with running(desk):
        await clock.advance(5)

        assert desk.inlet.texts == ["a", "b"]
        assert {one.source for one in desk.inlet.arrivals} == {"tiktok:@mira"}
        assert desk.view.heard == 2
        assert desk.view.last_event_at == EPOCH + 2_000_000
        assert desk.states == [ConnectionState.CONNECTING, ConnectionState.LIVE]


async def test_a_source_that_can_wait_waits_for_room(clock: FakeClock) -> None:
    desk, connector = desk_with(clock, [watching(9), chat("a"), chat("b"), Forever()])
    connector.can_wait = True
    desk.inlet.room = asyncio.Event()
    async with running(desk):
        await clock.advance(300)
        assert (desk.inlet.waited, desk.inlet.texts) == (1, [])
        assert desk.view.state is ConnectionState.LIVE, "we are slow, not the room"

        desk.inlet.room.set()
        await settle()

        assert desk.inlet.texts == ["a", "b"]


@pytest.mark.parametrize("error", [ConnectionLost("cut"), WorkerError("worker gone")])
async def test_a_lost_connection_is_tried_again(
    clock: FakeClock, error: Exception
) -> None:
    desk, connector = desk_with(clock, [chat("a"), error], [chat("b"), Forever()])
    async with running(desk):
        view = desk.view
        assert view.state is ConnectionState.CONNECTING
        assert str(error) in view.detail
        assert view.until is not None
        assert EPOCH <= view.until <= EPOCH + 1_000_000

        await clock.advance(1.1)

        assert desk.inlet.texts == ["a", "b"]
        assert desk.view.state is ConnectionState.LIVE
        assert (desk.view.detail, desk.view.until) == ("", None)
        assert connector.attempts == 2


async def test_waits_grow_while_it_fails_and_stay_within_a_minute(
    clock: FakeClock,
) -> None:
    desk, connector = desk_with(clock, [ConnectionLost("refused")])
    waits: list[float] = []
    async with running(desk):
        for _ in range(40):
            until = desk.view.until
            assert until is not None
            waits.append((until - clock.now()) / 1_000_000)
            assert desk.view.attempt == connector.attempts
            await clock.advance(waits[-1] + 0.001)

    bounds = [min(60.0, 2.0**n) for n in range(40)]
    assert all(wait <= bound for wait, bound in zip(waits, bounds, strict=True))
    assert max(waits[7:]) > 30


async def test_a_server_that_accepts_and_hangs_up_does_not_reset_the_wait(
    clock: FakeClock,
) -> None:
    desk, connector = desk_with(clock, [chat("old", EPOCH), ConnectionLost("bye")])
    async with running(desk):
        await clock.advance(600)

    assert connector.attempts < 50


async def test_a_connection_that_proved_itself_comes_back_soon(
    clock: FakeClock,
) -> None:
    refused: list[list[Step]] = [[ConnectionLost("refused")] for _ in range(12)]
    desk, connector = desk_with(
        clock, *refused, [Accept(), Pause(30), ConnectionLost("cut")], [Forever()]
    )
    async with running(desk):
        while connector.attempts < 13:
            await clock.advance(1)
        await clock.advance(30.2)
        until = desk.view.until

        assert until is not None
        assert until <= clock.now() + 1_000_000


async def test_a_rate_limit_waits_as_long_as_the_platform_asks(
    clock: FakeClock,
) -> None:
    desk, connector = desk_with(
        clock, [RateLimited("Ask later.", retry_after=90)], [Accept(), Forever()]
    )
    async with running(desk):
        assert desk.view.state is ConnectionState.RATE_LIMITED
        assert desk.view.detail == "Ask later."
        assert desk.view.until == EPOCH + 90_000_000

        await clock.advance(89.9)
        assert connector.attempts == 1
        await clock.advance(0.4)
        assert connector.attempts == 2
        assert desk.view.state is ConnectionState.LIVE


@pytest.mark.parametrize(
    ("asked", "waited"),
    [(0, 1), (-5, 1), (math.nan, 60), (math.inf, 60), (1e9, 86_400)],
)
async def test_a_nonsense_rate_limit_is_bounded(
    clock: FakeClock, asked: float, waited: float
) -> None:
    desk, _ = desk_with(clock, [RateLimited("Ask later.", retry_after=asked)])
    async with running(desk):
        assert desk.view.until == EPOCH + waited * 1_000_000


async def test_a_channel_that_is_not_live_is_polled_slowly(clock: FakeClock) -> None:
    off = [NotLive("@mira is not live.")]
    desk, connector = desk_with(clock, off, off, [chat("hi"), Forever()])
    async with running(desk):
        assert desk.view.state is ConnectionState.WAITING
        await clock.advance(29.9)
        assert connector.attempts == 1

        await clock.advance(0.2)
        assert connector.attempts == 2
        await clock.advance(30)

        assert desk.view.state is ConnectionState.LIVE
        assert desk.states == [
            ConnectionState.CONNECTING,
            ConnectionState.WAITING,
            ConnectionState.LIVE,
        ], "a look at the channel does not make the pill flicker"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (LoginRequired("Log in first."), ConnectionState.NEEDS_LOGIN),
        (TargetUnknown("No such channel."), ConnectionState.OFFLINE),
        (DiskFull("The disk is full."), ConnectionState.OFFLINE),
    ],
)
async def test_what_only_a_person_can_mend_stops(
    clock: FakeClock, error: Exception, state: ConnectionState
) -> None:
    desk, connector = desk_with(clock, [error])
    async with running(desk):
        await clock.advance(1_000)

        assert (desk.view.state, desk.view.detail) == (state, str(error))
        assert connector.attempts == 1
        assert desk.task is not None
        assert desk.task.done()


async def test_a_stream_that_ends_is_not_tried_again(clock: FakeClock) -> None:
    desk, connector = desk_with(clock, [watching(50), chat("bye")])
    async with running(desk):
        await clock.advance(1_000)

        assert desk.view.state is ConnectionState.ENDED
        assert desk.view.viewers is None
        assert connector.attempts == 1


async def test_a_bug_in_a_connector_is_logged_and_survived(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    desk, _ = desk_with(clock, [chat("a"), KeyError("secret")], [chat("b"), Forever()])
    with caplog.at_level(logging.ERROR):
        async with running(desk):
            assert "KeyError" in desk.view.detail
            assert "secret" not in desk.view.detail
            await clock.advance(1.1)
            assert desk.inlet.texts == ["a", "b"]

    assert [record.exc_info is not None for record in caplog.records] == [True]


async def test_a_connector_that_raises_before_its_first_step_is_survived(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Scripted):
        def events(self) -> AsyncIterator[AnyEvent]:
            self.attempts += 1
            raise TypeError("no iterator")

    connector = Broken(clock)
    desk = Desk(clock, connector)
    async with running(desk):
        await clock.advance(1.1)

        assert connector.attempts >= 2
        assert "TypeError" in desk.view.detail


async def test_a_connector_that_cannot_say_whether_it_is_connected_is_survived(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Scripted):
        def connected(self) -> bool:
            raise ZeroDivisionError

    desk = Desk(clock, Broken(clock, [Forever()]))
    async with running(desk):
        await clock.advance(0.2)

        assert desk.view.state is ConnectionState.CONNECTING
        assert "ZeroDivisionError" in desk.view.detail
        assert desk.view.until is not None

    assert caplog.records


async def test_a_task_cancelled_inside_a_connector_is_a_lost_connection(
    clock: FakeClock,
) -> None:
    desk, _ = desk_with(clock, [asyncio.CancelledError()], [chat("b"), Forever()])
    async with running(desk):
        assert desk.view.state is ConnectionState.CONNECTING
        await clock.advance(1.1)

        assert desk.inlet.texts == ["b"]


class Unreadable(Scripted):
    """Raises without ending, as an iterator that is no generator can."""

    def __init__(self, clock: FakeClock, script: list[AnyEvent | Exception]) -> None:
        super().__init__(clock)
        self._left: Iterator[AnyEvent | Exception] = iter(script)

    def events(self) -> AsyncIterator[AnyEvent]:
        self.attempts += 1
        self._is_connected = True
        return self

    def __aiter__(self) -> AsyncIterator[AnyEvent]:
        return self

    async def __anext__(self) -> AnyEvent:
        step = next(self._left, None)
        if step is None:
            await asyncio.get_running_loop().create_future()
        if isinstance(step, Exception):
            raise step
        assert step is not None
        return step


async def test_what_cannot_be_read_is_kept_skipped_and_reported_once(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    changed = ProtocolChanged("field 7 is new", payload=b"\x01\x02")
    connector = Unreadable(clock, [chat("a"), changed, changed, chat("b")])
    desk = Desk(clock, connector)
    async with running(desk):
        assert desk.inlet.texts == ["a", "b"]
        assert connector.attempts == 1
        assert desk.view.state is ConnectionState.LIVE
        assert desk.view.detail.startswith("2 messages could not be read")
        assert list(desk.connection.hearing.payloads) == [b"\x01\x02"] * 2

    assert len(caplog.records) == 1


async def test_a_generator_that_could_not_read_is_started_again(
    clock: FakeClock,
) -> None:
    changed = ProtocolChanged("field 7 is new", payload=b"")
    desk, _ = desk_with(clock, [chat("a"), changed], [chat("b"), Forever()])
    async with running(desk):
        assert desk.view.state is ConnectionState.CONNECTING, "not ended"
        await clock.advance(1.1)

        assert desk.inlet.texts == ["a", "b"]


async def test_a_connection_that_sends_only_the_unreadable_is_given_up(
    clock: FakeClock,
) -> None:
    connector = Unreadable(clock, [ProtocolChanged("?")] * 1_000)
    desk = Desk(clock, connector)
    async with running(desk):
        await settle(200)

        assert desk.view.state is ConnectionState.CONNECTING
        assert desk.view.until is not None


async def test_silence_with_viewers_is_told_and_a_reconnect_is_tried(
    clock: FakeClock,
) -> None:
    quiet: list[Step] = [Accept(), Forever()]
    desk, connector = desk_with(clock, [watching(40), Forever()], quiet)
    async with running(desk):
        await clock.advance(29)
        assert desk.view.state is ConnectionState.LIVE

        await clock.advance(2)

        assert desk.view.state is ConnectionState.SILENT
        assert desk.view.detail
        assert (connector.attempts, connector.closed) == (2, 1)


async def test_silent_lasts_until_an_event_comes(clock: FakeClock) -> None:
    desk, _ = desk_with(
        clock,
        [watching(40), Forever()],
        [Accept(), Pause(20), chat("back"), Forever()],
    )
    async with running(desk):
        await clock.advance(45)
        assert desk.view.state is ConnectionState.SILENT, "an open socket proves little"

        await clock.advance(10)

        assert desk.view.state is ConnectionState.LIVE
        assert desk.view.detail == ""


async def test_reconnects_of_a_silent_room_become_rarer(clock: FakeClock) -> None:
    desk, connector = desk_with(clock, [watching(40), Forever()], [Accept(), Forever()])
    async with running(desk):
        await clock.advance(3_600)

    assert 6 <= connector.attempts <= 12


async def test_a_silent_room_whose_reconnect_fails_says_so(clock: FakeClock) -> None:
    desk, _ = desk_with(
        clock,
        [watching(40), Forever()],
        [RateLimited("Ask later.", retry_after=60)],
        [Accept(), Forever()],
    )
    async with running(desk):
        await clock.advance(32)
        assert desk.view.state is ConnectionState.RATE_LIMITED

        await clock.advance(61)

        assert desk.view.state is ConnectionState.SILENT


@pytest.mark.parametrize("steps", [[Accept()], [watching(0)]])
async def test_a_room_without_viewers_is_never_silent(
    clock: FakeClock, steps: list[Step]
) -> None:
    desk, connector = desk_with(clock, [*steps, Forever()])
    async with running(desk):
        await clock.advance(600)

        assert desk.view.state is ConnectionState.LIVE
        assert connector.attempts == 1


async def test_an_attempt_that_hangs_is_given_up(clock: FakeClock) -> None:
    desk, connector = desk_with(clock, [Forever()], [chat("a"), Forever()])
    async with running(desk):
        await clock.advance(CONNECT_WITHIN_S - 1)
        assert connector.attempts == 1

        await clock.advance(2.2)

        assert desk.inlet.texts == ["a"]


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


async def test_viewers_are_the_sum_over_platforms(clock: FakeClock) -> None:
    other = watching(7)
    desk, _ = desk_with(
        clock,
        [
            watching(40),
            type(other)(
                id="twitch:1", platform=Platform.TWITCH, channel="mira", viewers=7
            ),
            watching(50),
            Forever(),
        ],
    )
    async with running(desk):
        assert desk.view.viewers == 57


async def test_the_share_heard_follows_from_the_rooms_total(clock: FakeClock) -> None:
    def like(count: int, total: int) -> Like:
        return Like(
            id=f"tiktok:{total}",
            platform=Platform.TIKTOK,
            channel="@mira",
            count=count,
            room_total=total,
        )

    desk, _ = desk_with(clock, [like(10, 10), like(10, 40), Forever()])
    async with running(desk):
        assert desk.view.heard_share == pytest.approx(0.5)


async def test_what_a_connector_knows_of_its_budget_is_shown(clock: FakeClock) -> None:
    class Budgeted(Scripted):
        budget = "412 left today"

    desk = Desk(clock, Budgeted(clock, [Forever()]))

    assert desk.view.budget == "412 left today"


async def test_cancelling_ends_attempt_and_watchdog(clock: FakeClock) -> None:
    before = asyncio.all_tasks()
    desk, connector = desk_with(clock, [chat("a"), Forever()])
    async with running(desk):
        assert len(asyncio.all_tasks() - before) == 3

    assert asyncio.all_tasks() == before
    assert connector.closed == 1
