"""Every fault of the menu, by both ways: nothing twice, nothing lost unsaid."""

from __future__ import annotations

from collections import Counter

import pytest

from companion.domain.events import Chat, SuperChat
from companion.domain.views import ConnectionState
from tests.companion.platforms.youtube.conftest import MakeConnector
from tests.companion.platforms.youtube.faults import OUTCOMES, PROOFS, rows
from tests.companion.platforms.youtube.line import Line, running
from tests.support.emulators import youtube_script as script
from tests.support.emulators.youtube_control import YouTubeStream
from tests.support.fakes import FakeClock

WAYS = ["stream", "list"]
HEALS = [
    *(("stream", what) for what in ("drop", "500", "429", "slow", "garbage", "empty")),
    *(("list", what) for what in ("drop", "reset", "500", "429", "slow", "garbage")),
    *(("list", what) for what in ("empty", "half", "strange")),
]
NEEDS_A_PERSON = {"401": "log in again", "keyInvalid": "copied whole",
                  "accessNotConfigured": "YouTube Data API v3"}  # fmt: skip


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def begin(line: Line, stream: YouTubeStream, way: str) -> None:
    """Connect by a way, and hear one message and one payment."""
    if way == "list":
        await stream.fault("stream", "UNIMPLEMENTED")
    await stream.push(script.chat("before"), script.super_chat(5_000_000))
    await line.hears("before")


def paid(line: Line) -> int:
    """Return the micros paid, each payment once."""
    found = {e.id: e.amount_micros for e in line.events if isinstance(e, SuperChat)}
    return sum(found.values())


@pytest.mark.parametrize(("way", "what"), HEALS)
async def test_what_strikes_once_heals_by_itself_and_loses_nothing(
    way: str,
    what: str,
    connect: MakeConnector,
    youtube_stream: YouTubeStream,
    clock: FakeClock,
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await begin(line, youtube_stream, way)
        await youtube_stream.fault(way, what, times=1)
        await youtube_stream.push(script.chat("during"), script.super_chat(7_000_000))
        await youtube_stream.cut()
        await line.hears("during")
        await youtube_stream.chat("after")
        await line.hears("after")

        assert line.view.state is ConnectionState.LIVE
    assert line.once == ["before", "during", "after"]
    assert paid(line) == 12_000_000


async def test_a_stream_reset_in_mid_word_is_resumed(
    connect: MakeConnector, youtube_stream: YouTubeStream, clock: FakeClock
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await begin(line, youtube_stream, "stream")
        await youtube_stream.reset()
        await youtube_stream.seen("streams over")
        await youtube_stream.chat("during")
        await line.hears("during")

        assert line.states.count(ConnectionState.CONNECTING) == 2
    assert line.once == ["before", "during"]
    assert len(line.inlet.gaps) <= 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", NEEDS_A_PERSON)
async def test_a_refused_credential_asks_for_exactly_one_thing(
    way: str,
    what: str,
    connect: MakeConnector,
    youtube_stream: YouTubeStream,
    clock: FakeClock,
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await begin(line, youtube_stream, way)
        await youtube_stream.fault("any", what)
        await youtube_stream.cut()
        await line.until(lambda: line.view.state is ConnectionState.NEEDS_LOGIN)

        # gRPC has one code for several: the next call, by HTTP, says which it is.
        assert NEEDS_A_PERSON[what] in line.view.detail


@pytest.mark.parametrize("way", WAYS)
async def test_a_spent_day_waits_until_midnight_in_california(
    way: str,
    connect: MakeConnector,
    youtube_stream: YouTubeStream,
    clock: FakeClock,
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await begin(line, youtube_stream, way)
        await youtube_stream.fault("any", "403")
        await youtube_stream.cut()
        await line.until(lambda: line.view.state is ConnectionState.RATE_LIMITED)

        until = line.view.until
    # 20:00 in UTC is noon in California.
    assert until is not None
    assert abs(until - (1_767_297_600 + 12 * 3_600) * 1_000_000) < 60_000_000


async def test_too_many_streams_is_no_spent_day(
    connect: MakeConnector, youtube_stream: YouTubeStream, clock: FakeClock
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await begin(line, youtube_stream, "stream")
        await youtube_stream.fault("stream", "429", times=1)
        await youtube_stream.cut()
        await line.until(lambda: line.view.state is ConnectionState.RATE_LIMITED)
        assert line.view.until is not None
        wait = line.view.until - clock.now()
        await youtube_stream.chat("after")
        await line.hears("after")

    assert wait <= 60_000_000


@pytest.mark.parametrize("way", WAYS)
async def test_duplicates_have_the_same_id(
    way: str,
    connect: MakeConnector,
    youtube_stream: YouTubeStream,
    clock: FakeClock,
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await begin(line, youtube_stream, way)
        await youtube_stream.set(is_doubled=True)
        await youtube_stream.push(script.chat("twice"), script.super_chat(1_000_000))
        await line.until(lambda: paid(line) == 6_000_000)

    told = Counter(event.id for event in line.events if isinstance(event, Chat))
    assert line.once == ["before", "twice"]
    assert max(told.values()) == 2


@pytest.mark.parametrize("way", WAYS)
async def test_messages_in_another_order_are_all_there(
    way: str,
    connect: MakeConnector,
    youtube_stream: YouTubeStream,
    clock: FakeClock,
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await begin(line, youtube_stream, way)
        await youtube_stream.set(is_reversed=True)
        await youtube_stream.push(*(script.chat(f"n{number}") for number in range(9)))
        await line.until(lambda: len(line.once) == 10)

    assert sorted(line.once[1:]) == [f"n{number}" for number in range(9)]


@pytest.mark.parametrize("way", WAYS)
async def test_another_version_of_youtube_is_still_read(
    way: str,
    connect: MakeConnector,
    youtube_stream: YouTubeStream,
    clock: FakeClock,
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await begin(line, youtube_stream, way)
        await youtube_stream.set(has_drifted=True)
        await youtube_stream.push(script.chat("drifted"), script.super_chat(1_000_000))
        await line.until(lambda: paid(line) == 6_000_000)
        await line.hears("drifted")

        assert line.view.state is ConnectionState.LIVE


async def test_a_deaf_stream_is_opened_anew_and_the_gap_says_what_came_back(
    connect: MakeConnector, youtube_stream: YouTubeStream, clock: FakeClock
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await begin(line, youtube_stream, "stream")
        await youtube_stream.chat("live")
        await line.hears("live")
        await youtube_stream.cut("DEAF")
        await youtube_stream.push(script.chat("one"), script.chat("two"))
        await line.until(lambda: line.inlet.gaps)

    assert line.once == ["before", "live", "one", "two"]
    (gap,) = line.inlet.gaps
    assert gap.recovered == 2


async def test_a_quiet_chat_makes_no_gap(
    connect: MakeConnector, youtube_stream: YouTubeStream, clock: FakeClock
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await begin(line, youtube_stream, "stream")
        await youtube_stream.chat("live")
        await line.hears("live")
        await line.passing(400)

        # Said to be silent, and looked after: the stream was opened anew meanwhile.
        assert line.view.state is ConnectionState.SILENT
        assert line.states.count(ConnectionState.CONNECTING) == 1
        assert (await youtube_stream.state())["seen"]["stream"] == 3
    assert line.inlet.gaps == []


async def test_a_network_that_goes_deaf_is_noticed_and_recovered(
    connect: MakeConnector, youtube_stream: YouTubeStream, clock: FakeClock
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await begin(line, youtube_stream, "stream")
        await youtube_stream.world("deafen", on=True)
        try:
            await youtube_stream.chat("during")
            await line.passing(130)
        finally:
            await youtube_stream.world("deafen", on=False)
        await line.hears("during")

    assert line.once == ["before", "during"]


async def test_streams_that_break_at_once_lead_to_polling_and_back(
    connect: MakeConnector, youtube_stream: YouTubeStream, clock: FakeClock
) -> None:
    await youtube_stream.chat("before")
    async with running(connect(clock=clock), clock) as line:
        await youtube_stream.fault("stream", "UNAVAILABLE")
        await line.hears("before")
        state = await youtube_stream.state()
        assert state["seen"]["stream"] == 3
        assert state["seen"]["list"] >= 1

        await youtube_stream.mend()
        await youtube_stream.chat("by polling")
        await line.hears("by polling")
        assert "now and then" in line.connector.trouble
        await line.passing(600)
        await youtube_stream.seen("answers")
        await youtube_stream.chat("by stream")
        await line.hears("by stream")
        assert line.connector.trouble == ""

    assert line.once == ["before", "by polling", "by stream"]


async def test_asked_too_soon_waits_and_goes_on(
    connect: MakeConnector, youtube_stream: YouTubeStream, clock: FakeClock
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await begin(line, youtube_stream, "list")
        await youtube_stream.fault("list", "rateLimitExceeded", times=2)
        await youtube_stream.chat("after")
        await line.hears("after")

        assert ConnectionState.RATE_LIMITED not in line.states


@pytest.mark.parametrize(
    ("way", "what"), [("stream", "INVALID_ARGUMENT"), ("list", "invalidPageToken")]
)
async def test_a_token_that_is_refused_is_given_up_for_the_newest_messages(
    way: str,
    what: str,
    connect: MakeConnector,
    youtube_stream: YouTubeStream,
    clock: FakeClock,
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await begin(line, youtube_stream, way)
        await youtube_stream.fault(way, what, times=1)
        await youtube_stream.cut()
        await youtube_stream.chat("after")
        await line.hears("after")

    assert line.once == ["before", "after"]


def test_every_fault_of_the_table_has_its_test() -> None:
    assert PROOFS.keys() == OUTCOMES.keys()
    assert [row[0] for row in rows()] == list(OUTCOMES)
    missing = {name for name in PROOFS.values() if f"test_{name}" not in globals()}
    assert missing == set()
