"""TikTokLive's client, with its messages read once and handed on under back-pressure.

Only the worker imports this: the library takes one to two seconds and 59 MB.
"""

from __future__ import annotations

import asyncio
import base64
import sys
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import httpx
from TikTokLive.client.client import TikTokLiveClient
from TikTokLive.client.web.web_settings import WebDefaults

from companion.domain.errors import ProtocolChanged
from companion.domain.events import AnyEvent, StreamStatus, UnknownEvent
from companion.domain.values import Platform
from companion.platforms.tiktok.messages import (
    Connect,
    Connected,
    Heard,
    Refused,
    Report,
)
from companion.platforms.tiktok.parse import OtherRoom, parse

HTTP_TIMEOUT_S: Final = 15.0

QUEUE_FRAMES: Final = 2
"""Frames that may wait in the socket; with the usual 32 a busy loop is 300 ms late."""

BATCH: Final = 500
"""Events in one message to the parent, at most."""

WAITING: Final = 2_000
"""Events that may wait for the parent before the socket is no longer read."""

KEPT_UNREADABLE: Final = 20
"""Unreadable messages of one name that are kept per attempt; the rest is counted."""

_KEPT_BYTES: Final = 16 * 1024
_NO_EVENTS: Final[tuple[object, ...]] = ()


class Outbox:
    """Events on their way to the parent: in order, in batches, never dropped.

    While one batch is being written the next one gathers, so that a quiet stream is
    passed on at once and a busy one in few messages.
    """

    def __init__(self, send: Callable[[Report], Awaitable[None]]) -> None:
        self._send = send
        self._waiting: list[AnyEvent] = []
        self._writing: asyncio.Task[None] | None = None
        self._has_room = asyncio.Event()
        self._has_room.set()

    def add(self, events: tuple[AnyEvent, ...]) -> None:
        """Take events; call room() now and then."""
        self._waiting.extend(events)
        if self._waiting and (self._writing is None or self._writing.done()):
            self._writing = asyncio.create_task(self._write())
        if len(self._waiting) >= WAITING:
            self._has_room.clear()

    async def room(self) -> None:
        """Wait until the parent has caught up; WorkerError when it is gone."""
        await self._has_room.wait()
        if self._writing is not None and self._writing.done():
            self._writing.result()

    async def flush(self) -> None:
        """Wait until everything is written; WorkerError when the parent is gone."""
        while self._writing is not None and (self._waiting or not self._writing.done()):
            await self._writing

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                if len(self._waiting) < WAITING:
                    self._has_room.set()
                await self._send(Heard(events=tuple(batch)))
        finally:
            self._has_room.set()


class RoomClient(TikTokLiveClient):  # type: ignore[misc]  # the library has no types
    """TikTokLive up to the messages; they are read here, and each one once.

    The library would build every message whole, follows and shares twice, and emit it
    to listeners, of which one that raises ends the connection. Overridden is the one
    method through which every response passes.
    """

    def __init__(
        self, order: Connect, send: Callable[[Report], Awaitable[None]]
    ) -> None:
        WebDefaults.tiktok_app_url = order.app_url
        WebDefaults.tiktok_webcast_url = order.webcast_url
        WebDefaults.tiktok_sign_url = order.sign_url
        super().__init__(
            order.name,
            web_kwargs={
                "httpx_kwargs": {"timeout": HTTP_TIMEOUT_S},
                "signer_kwargs": {
                    "sign_api_base": order.sign_url,
                    "sign_api_key": order.sign_key or None,
                },
            },
            ws_kwargs={"max_queue": QUEUE_FRAMES, "close_timeout": 1},
        )
        self._verify_sign_server(order.sign_url)
        self._channel = f"@{order.name}"
        self._report = send
        self._unreadable: Counter[str] = Counter()
        self._refused = self._refused_told = 0
        self._pinned = 0
        self._farewell: asyncio.Task[None] | None = None
        self.outbox = Outbox(send)
        self.is_connected = False
        """Whether TikTok has accepted the connection at any time."""
        self.has_ended = False
        """Whether TikTok has said that the stream is over."""

    async def leave(self) -> None:
        """Close everything; the library's own close() fails while a loop runs."""
        await self.disconnect()
        await self.web.close()
        await self.web.signer.client.aclose()

    async def is_age_restricted(self) -> bool:
        """Ask TikTok; no when it does not answer clearly."""
        if self.room_id is None:
            return False
        url = f"{WebDefaults.tiktok_webcast_url}/room/info/"
        try:
            answer = (await self.web.get(url=url)).json()
        except (httpx.HTTPError, ValueError):
            return False
        # The library also takes an empty answer for one; so does a block look.
        data = answer.get("data") if isinstance(answer, dict) else None
        return isinstance(data, dict) and "prompts" in data

    async def _parse_webcast_response(
        self,
        response: Any,  # noqa: ANN401  # the library has no types
    ) -> AsyncIterator[object]:
        if not self.is_connected:
            self.is_connected = True
            # Kept here: the library forgets the room's number when it disconnects.
            self._pinned = self.room_id or 0
            await self._report(Connected(room=str(self.room_id)))
        for message in response.messages:
            self._hear(message.method, message.payload, message.msg_id)
        await self.outbox.room()
        if self._refused > self._refused_told:
            self._refused_told = self._refused
            await self._report(Refused(count=self._refused))
        if self.has_ended and self._farewell is None:
            # Not awaited: this very loop must go on reading until the socket is closed.
            self._farewell = asyncio.create_task(self.disconnect())
        for event in _NO_EVENTS:  # nothing is left for the library to emit
            yield event

    def _hear(self, method: str, payload: bytes, message_id: int) -> None:
        try:
            events = parse(
                method,
                payload,
                channel=self._channel,
                message_id=message_id,
                room=self._pinned,
            )
        except OtherRoom:
            # TikTok scrolls on to other streams; their gifts are none of ours.
            self._refused += 1
            return
        except ProtocolChanged as error:
            events = self._kept(method, error, message_id)
        except Exception:  # noqa: BLE001  # a bug here must not end the connection
            traceback.print_exc()
            return
        self.outbox.add(events)
        if any(isinstance(e, StreamStatus) and e.status == "ended" for e in events):
            self.has_ended = True

    def _kept(
        self, method: str, error: ProtocolChanged, message_id: int
    ) -> tuple[AnyEvent, ...]:
        """Report once; keep the first ones as they came, to be read later perhaps."""
        self._unreadable[method] += 1
        count = self._unreadable[method]
        if count == 1:
            sys.stderr.write(f"TikTok has changed: {error}\n")
        if count > KEPT_UNREADABLE or not message_id:
            return ()
        raw = base64.b64encode(error.payload[:_KEPT_BYTES]).decode("ascii")
        return (
            UnknownEvent(
                id=f"tiktok:{message_id}",
                platform=Platform.TIKTOK,
                channel=self._channel,
                name=method,
                payload={"base64": raw},
            ),
        )

    def _verify_sign_server(self, sign_url: str) -> None:
        """Check the sign server's certificate, which the library leaves unchecked.

        It is told the key, and it names the server that the chat is read from.
        """
        signer = self.web.signer
        headers = {"User-Agent": "TikTokLive.py"}
        if signer.sign_api_key:
            headers["X-Api-Key"] = signer.sign_api_key
        checked = httpx.AsyncClient(
            base_url=sign_url, headers=headers, timeout=HTTP_TIMEOUT_S
        )
        signer.sdk_client.set_async_httpx_client(checked)
