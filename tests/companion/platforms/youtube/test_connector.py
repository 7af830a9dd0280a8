"""The whole way, from YouTube's answers to events: real gRPC, real client library."""

from __future__ import annotations

from companion.domain.events import Chat, StreamStatus, ViewerCount
from companion.platforms.youtube.connector import YouTubeConnector
from tests.companion.platforms.youtube.hearing import Hearing
from tests.support.emulators.youtube_control import YouTubeStream


async def test_chat_comes_by_the_stream(
    connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    await youtube_stream.chat("before")
    async with Hearing(connector) as hearing:
        await youtube_stream.seen("answers")
        sent = await youtube_stream.chat("hello")
        events = await hearing.at_least(2)
        await hearing.a(ViewerCount)
        assert connector.connected()
        await youtube_stream.end()
        await hearing.end()

    assert isinstance(events[1], Chat)
    assert events[1].id == f"youtube:{sent}"
    assert hearing.texts == ["before", "hello"]
    assert isinstance(hearing.said[-1], StreamStatus)
