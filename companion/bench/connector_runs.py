"""One class for each way of reading: what its library does alone, and what ours does.

A library is imported where it is first used, so that one that is missing is missed
there alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import warnings
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final, Protocol

import msgspec

from companion.app.machine import SystemClock
from companion.bench import connector_load as load
from companion.platforms.twitch.irc import IrcReading
from companion.platforms.youtube.pages import PageReader

PUSHED: Final = 2
"""Messages in one answer of the stream: a lively chat is pushed by ones and twos."""

POLLED: Final = 200
"""Messages in one poll: a lively chat, asked every few seconds."""

_HEAVY: Final = (
    "companion.platforms.tiktok.listening",
    "companion.platforms.twitch.throughput",
    "companion.platforms.youtube.stream",
    "googleapiclient.discovery",
)


class Both(Protocol):
    """Reads the same bytes in two ways; both return how many events came of it."""

    async def bare(self) -> int:
        """Read with the library alone."""

    async def ours(self) -> int:
        """Read as the connector does."""


def warm_up() -> None:
    """Import what is heavy; what is not installed is found out later."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in _HEAVY:
            with contextlib.suppress(ModuleNotFoundError):
                importlib.import_module(name)


class TikTok:
    """Responses of ten messages, from the library's own hands."""

    def __init__(self, responses: int) -> None:
        self._count = responses

    @cached_property
    def _responses(self) -> Sequence[Any]:
        return load.tiktok_responses(self._count)

    @cached_property
    def _library(self) -> tuple[Any, list[object]]:
        """Return the library's client, made once, and what its listeners heard."""
        from TikTokLive.client.client import TikTokLiveClient  # noqa: PLC0415  # heavy
        from TikTokLive.events import (  # noqa: PLC0415  # heavy
            CommentEvent,
            GiftEvent,
            JoinEvent,
            LikeEvent,
        )

        heard: list[object] = []
        client = TikTokLiveClient("bench")
        for kind in (CommentEvent, GiftEvent, JoinEvent, LikeEvent):
            client.add_listener(kind, heard.append)
        return client, heard

    async def bare(self) -> int:
        """Let the library make and emit its events, as its loop does."""
        client, heard = self._library
        heard.clear()
        for response in self._responses:
            async for event in client._parse_webcast_response(response):  # noqa: SLF001  # its own loop
                client.emit(event.get_type(), event)
        return len(heard)

    @cached_property
    def _worker(self) -> tuple[Any, list[int]]:
        """Return the worker's client, made once, and how many events it has sent."""
        from companion.platforms.tiktok.listening import (  # noqa: PLC0415  # heavy
            RoomClient,
        )
        from companion.platforms.tiktok.messages import (  # noqa: PLC0415  # beside it
            Connect,
            Heard,
            Report,
        )

        sent: list[int] = []

        async def send(report: Report) -> None:
            msgspec.msgpack.encode(report)
            sent.append(len(report.events) if isinstance(report, Heard) else 0)

        url = "http://127.0.0.1"
        order = Connect(name="bench", app_url=url, webcast_url=url, sign_url=url)
        return RoomClient(order, send), sent

    async def ours(self) -> int:
        """Read as the worker does, up to the bytes for the parent."""
        client, sent = self._worker
        sent.clear()
        for response in self._responses:
            async for _event in client._parse_webcast_response(response):  # noqa: SLF001  # as above
                pass
        await client.outbox.flush()
        return sum(sent)


class EventSub:
    """Notifications as text, off the socket."""

    def __init__(self, count: int) -> None:
        self._count = count

    @cached_property
    def _frames(self) -> list[str]:
        from companion.platforms.twitch import throughput  # noqa: PLC0415  # heavy

        return throughput.sample_frames(self._count)

    async def bare(self) -> int:
        """Let twitchio make its models and dispatch them."""
        from companion.platforms.twitch import throughput  # noqa: PLC0415  # heavy

        frames = self._frames
        await throughput.library_per_s(frames, timer=SystemClock().monotonic)
        return len(frames)

    async def ours(self) -> int:
        """Read as the connector does, up to what counts."""
        from companion.platforms.twitch import throughput  # noqa: PLC0415  # heavy

        frames, clock = self._frames, SystemClock()
        await throughput.ours_per_s(frames, timer=clock.monotonic, clock=clock)
        return len(frames)


class Irc:
    """Lines over a WebSocket, one a frame."""

    def __init__(self, port: int, lines: int) -> None:
        self._address = f"ws://127.0.0.1:{port}"
        self._lines = lines

    async def bare(self) -> int:
        """Read with websockets, and split each line as little as can be."""
        from websockets.asyncio.client import connect  # noqa: PLC0415  # as the others

        said = []
        async with connect(self._address, compression=None) as socket:
            async for frame in socket:
                text = frame if isinstance(frame, str) else frame.decode()
                said += [_split(line) for line in text.split("\r\n") if line]
                if len(said) == self._lines:
                    break
        return len(said)

    async def ours(self) -> int:
        """Read as the connector does, up to the events."""
        reading = IrcReading(
            load.CHANNEL, address=self._address, clock=SystemClock(), was_joined=True
        )
        count = 0
        async with contextlib.aclosing(reading.told(stop=asyncio.Event())) as told:
            async for _one in told:
                count += 1
                if count == self._lines:
                    break
        return count


def _split(line: str) -> tuple[dict[str, str], str, str]:
    written, _space, rest = line[1:].partition(" ")
    tags = dict(tag.partition("=")[::2] for tag in written.split(";"))
    sender, _command, _channel, text = rest.split(" ", 3)
    return tags, sender, text[1:]


class Rest:
    """Polls of liveChatMessages.list, through the library's own request."""

    def __init__(self, pages: int) -> None:
        self._pages = pages

    @cached_property
    def _service(self) -> Any:  # noqa: ANN401  # the library has no types
        from googleapiclient.discovery import build  # noqa: PLC0415  # heavy

        logging.getLogger("googleapiclient").setLevel(logging.ERROR)
        return build(
            "youtube",
            "v3",
            http=_Memory(load.rest_answer(POLLED)),
            static_discovery=True,
            cache_discovery=False,
        )

    def _request(self) -> Any:  # noqa: ANN401  # the library has no types
        return self._service.liveChatMessages().list(
            liveChatId="chat", part="id,snippet,authorDetails", maxResults=2_000
        )

    async def bare(self) -> int:
        """Let the library decode each answer."""
        return sum(
            len(self._request().execute()["items"]) for _page in range(self._pages)
        )

    async def ours(self) -> int:
        """Read as the connector does: the body as it came, then its events."""
        reader, count = _reader(), 0
        for _page in range(self._pages):
            request = self._request()
            request.postproc = _body
            count += len(reader.polled_raw(request.execute()).events)
        return count


class _Memory:
    """HTTP that answers from memory, as httplib2 would."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def request(self, *_asked: object, **_more: object) -> tuple[object, bytes]:
        """Return the answer that there is."""
        from httplib2 import Response  # noqa: PLC0415  # comes with the library

        return Response({"status": "200", "content-type": "application/json"}), (
            self._body
        )


def _body(_response: object, content: bytes) -> bytes:
    return content


class Stream:
    """Answers of gRPC's StreamList, off the socket, few messages in each."""

    def __init__(self, port: int, answers: int) -> None:
        self._target = f"127.0.0.1:{port}"
        self._answers = answers

    async def bare(self) -> int:
        """Read with grpcio's classes and protobuf's, and read the fields."""
        import grpc.aio  # noqa: PLC0415  # heavy

        from companion.platforms.youtube import schema  # noqa: PLC0415  # heavy

        count = 0
        async with grpc.aio.insecure_channel(self._target) as channel:
            call = channel.unary_stream(
                schema.METHOD,
                request_serializer=schema.ListRequest.SerializeToString,
                response_deserializer=schema.ListResponse.FromString,
            )
            async for answer in call(schema.ListRequest(live_chat_id="chat")):
                count += len([_fields(message) for message in answer.items])
        return count

    async def ours(self) -> int:
        """Read as the connector does, up to the events."""
        from companion.platforms.youtube.stream import (  # noqa: PLC0415  # as above
            ChatStream,
        )

        reader, count = _reader(), 0
        stream = ChatStream(target=self._target, is_plain=True, headers={})
        async with stream:
            stream.open("chat", "")
            while (answer := await stream.read()) is not None:
                count += len(reader.streamed(answer).events)
        return count


class Decoding:
    """The same answers in memory, and large ones: what the socket costs is left out."""

    def __init__(self, pages: int) -> None:
        self._pages = pages

    @cached_property
    def _answer(self) -> bytes:
        return load.stream_answer(POLLED)

    async def bare(self) -> int:
        """Decode with protobuf, and read the fields."""
        from companion.platforms.youtube import schema  # noqa: PLC0415  # heavy

        return self._each(
            lambda: [
                _fields(message)
                for message in schema.ListResponse.FromString(self._answer).items
            ]
        )

    async def ours(self) -> int:
        """Decode as the connector does, up to the events."""
        from companion.platforms.youtube import schema  # noqa: PLC0415  # heavy

        reader, read = _reader(), schema.ListResponse.FromString
        return self._each(lambda: reader.streamed(read(self._answer)).events)

    def _each(self, read: Callable[[], Sequence[object]]) -> int:
        return sum(len(read()) for _page in range(self._pages))


def _fields(message: Any) -> tuple[object, ...]:  # noqa: ANN401  # made from a table
    """Return what anybody needs of a message: what was said, when, and by whom."""
    snippet, author = message.snippet, message.author_details
    return (
        message.id,
        snippet.type,
        snippet.published_at,
        snippet.text_message_details.message_text,
        author.channel_id,
        author.display_name,
        author.profile_image_url,
        author.is_chat_owner,
        author.is_chat_moderator,
        author.is_chat_sponsor,
        author.is_verified,
    )


def _reader() -> PageReader:
    return PageReader(channel="UCmira0000000000000000M", video="live0000001")
