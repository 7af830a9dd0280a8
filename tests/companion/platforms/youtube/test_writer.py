"""Writing and moderating: what is sent, what is refused, and what it costs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from companion.domain.errors import CommandError, LoginRequired, RateLimited
from companion.domain.events import Chat, ChatDeleted, ViewerCount
from companion.domain.ports import ChatWriter
from companion.platforms.store import FolderStore
from companion.platforms.youtube.connector import YouTubeConnector
from companion.platforms.youtube.settings import YouTubeSettings
from companion.platforms.youtube.writer import BETWEEN_TEXTS_S
from tests.companion.platforms.youtube.conftest import MakeConnector
from tests.companion.platforms.youtube.hearing import Hearing
from tests.support.emulators.youtube_control import YouTubeStream
from tests.support.emulators.youtube_script import ANN, BEN
from tests.support.fakes import FakeClock

ANN_ID = f"youtube:{ANN.id}"
BEN_ID = f"youtube:{BEN.id}"


@pytest.fixture
def logged_in(settings: YouTubeSettings) -> YouTubeSettings:
    return settings.model_copy(update={"token": "fixed-token-1"})


@pytest.fixture
def writer(
    connect: MakeConnector, logged_in: YouTubeSettings, tmp_path: Path
) -> YouTubeConnector:
    return connect(settings=logged_in, store=FolderStore(tmp_path))


@pytest.fixture
async def line(
    writer: YouTubeConnector, youtube_stream: YouTubeStream
) -> AsyncIterator[Hearing]:
    """A connection that runs, with one chat of Ann's."""
    await youtube_stream.chat("hello")
    async with Hearing(writer) as hearing:
        await hearing.at_least(1)
        yield hearing


def test_a_connector_is_a_chat_writer(writer: YouTubeConnector) -> None:
    assert isinstance(writer, ChatWriter)
    assert writer.text_limit == 200


async def test_a_text_is_sent_and_comes_back_with_the_id_that_was_told(
    writer: YouTubeConnector, line: Hearing
) -> None:
    sent = await writer.send("welcome all")
    events = await line.at_least(2)

    assert isinstance(events[1], Chat)
    assert (events[1].id, events[1].text) == (sent, "welcome all")


async def test_two_texts_keep_their_distance(
    connect: MakeConnector, logged_in: YouTubeSettings, youtube_stream: YouTubeStream
) -> None:
    clock = FakeClock()
    writer = connect(settings=logged_in, clock=clock)
    await youtube_stream.chat("hello")
    async with Hearing(writer) as hearing:
        await hearing.at_least(1)
        await writer.send("one")
        second = asyncio.create_task(writer.send("two"))
        await clock.advance(BETWEEN_TEXTS_S - 0.1)
        await youtube_stream.seen("insert", 1)
        assert not second.done()
        await clock.advance(0.2)
        await second

    assert (await youtube_stream.state())["seen"]["insert"] == 2


async def test_a_text_that_is_too_long_is_refused_before_it_costs(
    writer: YouTubeConnector, line: Hearing, youtube_stream: YouTubeStream
) -> None:
    with pytest.raises(CommandError, match="200"):
        await writer.send("x" * 201)
    with pytest.raises(CommandError):
        await writer.send("  ")

    assert "insert" not in (await youtube_stream.state())["seen"]


async def test_a_message_is_deleted_and_said_to_be(
    writer: YouTubeConnector, line: Hearing
) -> None:
    await writer.delete(line.said[0].id)
    deletion = await line.a(ChatDeleted)

    assert deletion.targets == (line.said[0].id,)


@pytest.mark.parametrize("nothing", ["", "youtube:", "youtube: ", "twitch:1", "LCC.1"])
async def test_nothing_is_never_deleted(
    nothing: str, writer: YouTubeConnector, line: Hearing, youtube_stream: YouTubeStream
) -> None:
    with pytest.raises(ValueError, match=nothing.strip() or "^$"):
        await writer.delete(nothing)

    assert "delete" not in (await youtube_stream.state())["seen"]


async def test_a_timeout_and_a_ban_are_what_youtube_hears(
    writer: YouTubeConnector, line: Hearing, youtube_stream: YouTubeStream
) -> None:
    await writer.time_out(ANN_ID, seconds=300)
    await writer.ban(BEN_ID)
    first, second = (await youtube_stream.state())["bans"].values()

    assert (first["type"], first["banDurationSeconds"]) == ("temporary", "300")
    assert first["bannedUserDetails"]["channelId"] == ANN.id
    assert second["type"] == "permanent"


@pytest.mark.parametrize("seconds", [0, -1, 1_209_601])
async def test_a_timeout_has_its_limits(
    seconds: int, writer: YouTubeConnector, line: Hearing
) -> None:
    with pytest.raises(ValueError, match=str(seconds)):
        await writer.time_out(ANN_ID, seconds=seconds)


async def test_a_ban_is_lifted_also_after_a_restart(
    connect: MakeConnector,
    logged_in: YouTubeSettings,
    tmp_path: Path,
    writer: YouTubeConnector,
    line: Hearing,
    youtube_stream: YouTubeStream,
) -> None:
    await writer.ban(BEN_ID)
    await line.cancel()
    again = connect(settings=logged_in, store=FolderStore(tmp_path))
    async with Hearing(again) as hearing:
        await hearing.at_least(1)
        await again.unban(BEN_ID)

    assert (await youtube_stream.state())["bans"] == {}


async def test_a_ban_made_elsewhere_cannot_be_lifted_and_says_where(
    writer: YouTubeConnector, line: Hearing
) -> None:
    with pytest.raises(CommandError, match="YouTube Studio"):
        await writer.unban(BEN_ID)


@pytest.mark.parametrize(
    ("what", "error", "says"),
    [
        ("forbidden", CommandError, "forbidden"),
        ("insufficientPermissions", CommandError, "insufficientPermissions"),
        ("messageTextInvalid", CommandError, "messageTextInvalid"),
        ("liveChatEnded", CommandError, "over"),
        ("notFound", CommandError, "gone"),
        ("rateLimitExceeded", RateLimited, "less often"),
        ("quotaExceeded", RateLimited, "midnight"),
        ("401", LoginRequired, "log in again"),
    ],
)
async def test_a_refusal_says_why(
    what: str,
    error: type[Exception],
    says: str,
    writer: YouTubeConnector,
    line: Hearing,
    youtube_stream: YouTubeStream,
) -> None:
    await youtube_stream.fault("insert", what)

    with pytest.raises(error, match=says):
        await writer.send("hello")


async def test_a_key_can_only_read_and_says_so(
    connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    await youtube_stream.chat("hello")
    async with Hearing(connector) as hearing:
        await hearing.at_least(1)
        assert "login" in connector.cannot_write
        with pytest.raises(LoginRequired, match="can only read"):
            await connector.send("hello")


async def test_nothing_is_written_to_a_stream_that_is_not_connected(
    writer: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    assert writer.cannot_write == "This stream is not connected."
    with pytest.raises(CommandError, match="not connected"):
        await writer.send("hello")


async def test_writing_is_counted_and_ends_with_the_units(
    connect: MakeConnector, logged_in: YouTubeSettings, youtube_stream: YouTubeStream
) -> None:
    few = logged_in.model_copy(update={"units_per_day": 100, "reserve_units": 50})
    writer = connect(settings=few)
    await youtube_stream.chat("hello")
    async with Hearing(writer) as hearing:
        await hearing.a(ViewerCount)
        before = writer.quota_view
        await writer.ban(ANN_ID)
        after = writer.quota_view
        with pytest.raises(RateLimited, match="no units left"):
            await writer.ban(BEN_ID)

    assert before is not None
    assert after is not None
    assert after.spent - before.spent == 50
