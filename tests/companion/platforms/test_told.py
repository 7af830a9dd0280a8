"""What a connector says about itself is seen while the connection is live."""

from __future__ import annotations

import pytest

from companion.domain.errors import ConnectionLost, LoginRequired, ProtocolChanged
from companion.domain.views import ConnectionState
from companion.platforms.hearing import Told, told_by
from tests.companion.platforms.desk import Desk, desk_with, running
from tests.companion.platforms.scripted import (
    Accept,
    Forever,
    Pause,
    Scripted,
    Telling,
    chat,
    likes,
)
from tests.support.fakes import EPOCH, FakeClock

LIMITED = "Twitch took the login back; chat is read without it."


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def test_a_connector_that_says_nothing_has_nothing_to_say(clock: FakeClock) -> None:
    assert told_by(Scripted(clock, [])) == Told(budget="", trouble="", refused=0)


async def test_a_reduced_connection_is_live_and_says_what_is_missing(
    clock: FakeClock,
) -> None:
    connector = Telling(clock, [chat("a"), Forever()])
    desk = Desk(clock, connector)
    async with running(desk):
        assert desk.view.detail == ""
        changes = desk.changes
        connector.trouble = LIMITED

        await clock.advance(5)

        assert desk.changes == changes + 1, "listeners are told, once, within 5 s"
        assert (desk.view.state, desk.view.detail) == (ConnectionState.LIVE, LIMITED)


async def test_a_trouble_that_is_over_is_not_shown_any_more(clock: FakeClock) -> None:
    connector = Telling(clock, [chat("a"), Forever()])
    connector.trouble = LIMITED
    desk = Desk(clock, connector)
    async with running(desk):
        assert desk.view.detail == LIMITED
        connector.trouble = ""

        await clock.advance(2)

        assert desk.view.detail == ""


async def test_trouble_and_what_could_not_be_read_stand_together(
    clock: FakeClock,
) -> None:
    class Changed(Telling):
        """Sends what cannot be read, and then goes on."""

    connector = Changed(
        clock, [chat("a"), ProtocolChanged("new field")], [chat("b"), Forever()]
    )
    connector.trouble = LIMITED
    desk = Desk(clock, connector)
    async with running(desk):
        await clock.advance(10)

        assert desk.view.detail.startswith(f"{LIMITED} 1 message")


async def test_why_a_connection_is_down_comes_before_what_it_lacks(
    clock: FakeClock,
) -> None:
    connector = Telling(clock, [chat("a"), ConnectionLost("cut")], [Forever()])
    connector.trouble = LIMITED
    desk = Desk(clock, connector)
    async with running(desk):
        assert desk.view.detail == "Connection lost: cut"


async def test_why_it_is_down_stands_until_a_try_succeeds(clock: FakeClock) -> None:
    desk, _ = desk_with(
        clock,
        [ConnectionLost("the sign server is down")],
        [Pause(5), Accept(), Forever()],
    )
    async with running(desk):
        await clock.advance(2)
        assert desk.view.until is None, "it is trying"
        assert "sign server" in desk.view.detail

        await clock.advance(6)

        assert (desk.view.state, desk.view.detail) == (ConnectionState.LIVE, "")


async def test_a_login_that_is_refused_in_mid_stream_asks_for_it_at_once(
    clock: FakeClock,
) -> None:
    desk, _ = desk_with(clock, [chat("a"), Pause(1), LoginRequired("Log in again.")])
    async with running(desk):
        await clock.advance(5)

        assert desk.view.state is ConnectionState.NEEDS_LOGIN
        assert desk.view.detail == "Log in again."


async def test_a_budget_that_changes_is_shown(clock: FakeClock) -> None:
    connector = Telling(clock, [chat("a"), Forever()])
    desk = Desk(clock, connector)
    async with running(desk):
        connector.budget = "9,000 of 10,000 units left"
        changes = desk.changes

        await clock.advance(2)

        assert desk.changes == changes + 1
        assert desk.view.budget == "9,000 of 10,000 units left"


async def test_refused_events_are_counted_over_restarts_of_a_connection(
    clock: FakeClock,
) -> None:
    first, second = Telling(clock, [Forever()]), Telling(clock, [Forever()])
    desk = Desk(clock, first)
    first.refused = 3
    desk.connection.adopt(second)
    second.refused = 4

    assert desk.view.refused == 7


async def test_the_view_has_the_rooms_likes_beside_those_heard(
    clock: FakeClock,
) -> None:
    desk, _ = desk_with(clock, [likes(10, 5_010), likes(5, 5_035), Forever()])
    async with running(desk):
        assert (desk.view.room_likes, desk.view.heard_likes) == (5_035, 15)
        assert desk.view.heard_share == pytest.approx(15 / 35)


async def test_a_gap_says_how_many_likes_the_rooms_total_saw(clock: FakeClock) -> None:
    desk, _ = desk_with(
        clock,
        [likes(10, 1_000, EPOCH), ConnectionLost("cut")],
        [likes(10, 1_110, EPOCH + 9_000_000), Forever()],
    )
    async with running(desk):
        await clock.advance(5)

        assert [gap.unknown for gap in desk.view.gaps] == [100]
        assert [gap.unknown for gap in desk.inlet.gaps] == [100]
