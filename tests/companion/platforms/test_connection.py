from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Iterator

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
from companion.domain.values import Platform
from companion.domain.views import ConnectionState
from tests.companion.platforms.desk import Desk, desk_with, running
from tests.companion.platforms.scripted import (
    Accept,
    Forever,
    Pause,
    Scripted,
    Step,
    chat,
    watching,
)
from tests.support.fakes import EPOCH, FakeClock, settle


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


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
