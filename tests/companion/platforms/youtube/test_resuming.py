"""A stream cut for a minute: everything comes back, and the gap says how much."""

from __future__ import annotations

import pytest

from companion.domain.events import Chat, Membership
from companion.domain.views import ConnectionState
from companion.platforms.youtube.listening import Progress
from tests.companion.platforms.youtube.conftest import MakeConnector
from tests.companion.platforms.youtube.line import running
from tests.support.emulators import youtube_script as script
from tests.support.emulators.youtube_control import YouTubeStream
from tests.support.fakes import FakeClock

MISSED = 100
"""More than the newest messages that an answer without a page token holds."""


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def test_a_cut_of_a_minute_is_resumed_by_page_token_and_says_recovered_n(
    connect: MakeConnector, youtube_stream: YouTubeStream, clock: FakeClock
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await line.live()
        await youtube_stream.push(*(script.chat(f"before {n}") for n in range(3)))
        await line.hears("before 2")
        await youtube_stream.fault("any", "drop")
        await youtube_stream.cut()
        began = clock.now()
        await line.passing(20)
        await youtube_stream.push(*(script.chat(f"missed {n}") for n in range(MISSED)))
        await youtube_stream.push(script.gifting(5), script.super_chat(3_000_000))
        await line.passing(40)
        await youtube_stream.mend()
        await line.hears(f"missed {MISSED - 1}")
        await line.until(lambda: line.inlet.gaps)
        await youtube_stream.chat("after")
        await line.hears("after")

        assert line.view.state is ConnectionState.LIVE

    (gap,) = line.inlet.gaps
    assert gap.recovered == MISSED + 2
    assert gap.ended - gap.began >= 60_000_000
    assert abs(gap.began - began) < 30_000_000
    chats = [event.id for event in line.events if isinstance(event, Chat)]
    assert len(chats) == len(set(chats)) == 3 + MISSED + 1
    assert sum(isinstance(event, Membership) for event in line.events) == 1
    tokens = (await youtube_stream.state())["requests"]
    assert tokens[-1]["token"] != ""


async def test_a_stream_that_youtube_closes_politely_is_no_gap(
    connect: MakeConnector, youtube_stream: YouTubeStream, clock: FakeClock
) -> None:
    async with running(connect(clock=clock), clock) as line:
        await line.live()
        await youtube_stream.chat("one")
        await line.hears("one")
        await youtube_stream.cut("OK")
        await youtube_stream.chat("two")
        await line.hears("two")

        assert line.states.count(ConnectionState.LIVE) == 1
    assert line.once == ["one", "two"]
    assert line.inlet.gaps == []


def test_a_message_from_the_future_makes_nothing_old() -> None:
    progress = Progress()
    now = 1_767_297_600_000_000
    progress.heard(now - 2_000_000, now=now)
    progress.heard(now + 10**15, now=now)

    assert not progress.is_backlog(now + 5_000_000, opened=now)
    assert progress.is_backlog(now - 5_000_000, opened=now)
