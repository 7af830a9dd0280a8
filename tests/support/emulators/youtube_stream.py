"""The YouTube emulator's stream: gRPC behind a relay whose connections can be cut."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from typing import Any

import grpc
import grpc.aio

from tests.support.emulators import youtube_schema as schema
from tests.support.emulators.youtube_world import Video, World

MENU = {"401": "UNAUTHENTICATED", "403": "RESOURCE_EXHAUSTED",
        "429": "RESOURCE_EXHAUSTED", "500": "INTERNAL", "drop": "UNAVAILABLE",
        "quotaExceeded": "RESOURCE_EXHAUSTED", "forbidden": "PERMISSION_DENIED",
        "keyInvalid": "UNAUTHENTICATED", "authError": "UNAUTHENTICATED",
        "accessNotConfigured": "PERMISSION_DENIED"}  # fmt: skip


class Streams:
    """StreamList, pushing what comes to each chat's history."""

    def __init__(self, world: World) -> None:
        self._world = world

    def handler(self) -> grpc.GenericRpcHandler:
        method = grpc.unary_stream_rpc_method_handler(
            self.stream_list, request_deserializer=schema.Request.FromString
        )
        return grpc.method_handlers_generic_handler(
            schema.METHODS, {"StreamList": method}
        )

    async def stream_list(self, request: Any, context: Any) -> AsyncIterator[bytes]:
        headers = dict(context.invocation_metadata())
        who, reason = self._world.who(headers)
        video = self._world.by_chat(request.live_chat_id)
        if video is not None:
            await video.count("stream")
            video.requests.append({"token": request.page_token})
        if reason:
            await _abort(context, MENU[reason])
        what = video.fault("stream") if video is not None else None
        if what in {"silence", "slow"}:
            await asyncio.sleep(3_600 if what == "silence" else 1.0)
        elif what is not None and what not in {"garbage", "empty"}:
            await _abort(context, MENU.get(what, what))
        if not self._world.spend(who, "stream"):
            await _abort(context, "RESOURCE_EXHAUSTED")
        if video is None:
            await _abort(context, "NOT_FOUND")
            return
        if video.state == "ended" or video.is_chat_off:
            await _abort(context, "FAILED_PRECONDITION")
        if what == "garbage":
            yield b"\xff\xff\xff garbage"
        if what == "empty":
            return
        cut: asyncio.Queue[str] = asyncio.Queue()
        video.cuts.append(cut)
        try:
            async for answer in self._pushed(video, request, cut, context):
                yield answer
        finally:
            video.cuts.remove(cut)
            await video.count("streams over")

    async def _pushed(
        self, video: Video, request: Any, cut: asyncio.Queue[str], context: Any
    ) -> AsyncIterator[bytes]:
        await context.send_initial_metadata(())
        token, most = request.page_token, request.max_results or 500
        polls, is_first = None, True
        while True:
            if not cut.empty():
                code = cut.get_nowait()
                if code == "OK":
                    return
                if code == "DEAF":
                    await asyncio.sleep(3_600)
                await _abort(context, code)
            items, token = video.after(token, most)
            has_news = items or video.active_poll != polls or is_first
            polls = video.active_poll
            if has_news or video.offline_at:
                yield answer_of(video, items, token)
                await video.count("answers")
                is_first = False
            if video.offline_at:
                return
            if items:
                continue
            async with video.changed:
                if not self._has_news(video, token, polls) and cut.empty():
                    await video.changed.wait()

    @staticmethod
    def _has_news(video: Video, token: str, polls: object) -> bool:
        position = int(token.rpartition("-")[2])
        is_more = position < len(video.history) and not video.is_silent
        return is_more or video.active_poll != polls or bool(video.offline_at)


def answer_of(video: Video, items: list[dict[str, Any]], token: str) -> bytes:
    """Return an answer's bytes."""
    response = schema.Response(kind="youtube#liveChatMessageListResponse")
    response.next_page_token = token
    if not video.has_drifted:
        response.page_info.results_per_page = len(items)
    if video.offline_at:
        response.offline_at = video.offline_at
    if video.active_poll is not None:
        response.active_poll_item.CopyFrom(schema.encoded(video.active_poll))
    for item in items:
        response.items.append(schema.encoded(item))
    return bytes(response.SerializeToString())


async def _abort(context: Any, code: str) -> None:
    await context.abort(grpc.StatusCode[code], f"emulated: {code}")


class Relay:
    """A port in front of another: what is between can be reset, or go deaf."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._writers: set[asyncio.StreamWriter] = set()
        self._open = asyncio.Event()
        self._open.set()
        self.port = 0

    async def start(self) -> None:
        server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._server = server

    async def _relay(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError):
            other, beyond = await asyncio.open_connection("127.0.0.1", self._to)
            self._writers |= {writer, beyond}
            try:
                await asyncio.gather(
                    self._copy(reader, beyond), self._copy(other, writer)
                )
            finally:
                self._writers -= {writer, beyond}
                writer.close()
                beyond.close()

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            while data := await reader.read(65_536):
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    def reset(self) -> None:
        """Cut every connection with a TCP reset."""
        for writer in list(self._writers):
            raw = writer.get_extra_info("socket")
            if raw is not None:
                linger = struct.pack("ii", 1, 0)
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()

    def deafen(self, on: bool) -> None:
        """Pass nothing on any more, with every connection open."""
        if on:
            self._open.clear()
        else:
            self._open.set()
