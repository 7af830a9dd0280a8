"""A connection that hears nothing although people watch."""

from __future__ import annotations

import pytest

from companion.domain.errors import (
    RateLimited,
)
from companion.domain.views import ConnectionState
from companion.platforms.connection import CONNECT_WITHIN_S
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
from tests.support.fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


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


class Asking(Scripted):
    """One that asks how many watch, beside its chat."""

    asks_viewers = True


async def test_how_many_watch_asked_beside_the_chat_is_no_sign_of_life(
    clock: FakeClock,
) -> None:
    asked: list[Step] = [step for _ in range(9) for step in (watching(40), Pause(10))]
    connector = Asking(clock, [*asked, Forever()])
    desk = Desk(clock, connector)
    async with running(desk):
        await clock.advance(29)
        assert desk.view.state is ConnectionState.LIVE
        assert desk.view.viewers == 40
        assert desk.view.last_event_at is None

        await clock.advance(2)

        assert desk.view.state is ConnectionState.SILENT


class Mending(Scripted):
    """One that finds out by itself why nothing comes."""

    mends_silence = True


async def test_one_that_mends_its_silence_is_called_silent_and_let_be(
    clock: FakeClock,
) -> None:
    steps: list[Step] = [watching(40), Pause(300), chat("back"), Forever()]
    connector = Mending(clock, steps)
    desk = Desk(clock, connector)
    async with running(desk):
        await clock.advance(31)
        silent = desk.view.state
        await clock.advance(200)
        assert desk.view.state is silent is ConnectionState.SILENT
        assert connector.attempts == 1

        await clock.advance(80)

        assert desk.view.state is ConnectionState.LIVE
        assert not desk.inlet.gaps


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
