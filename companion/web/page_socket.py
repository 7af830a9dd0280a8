"""One connected overlay page: what waits for it, and what it says of itself."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final, Literal

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from companion.domain.ports import Clock
from companion.web.frames import envelope, retraction
from companion.web.throttle import Bucket

MAX_FRAME: Final = 4096
"""Longest frame that a page may send, in bytes."""

SILENCE_LIMIT: Final = 30.0
"""Seconds without a sign of life after which a page is cut."""

MISSED_LIMIT: Final = 100
"""Frames in a row (5 s of them) that a page may be too slow for."""

_RETRACTED_LIMIT: Final = 1000


class AliveData(msgspec.Struct, frozen=True):
    """visible: OBS shows the source. seq: last message drawn. obs: its version."""

    visible: bool = True
    seq: int = 0
    obs: str | None = None


class Alive(msgspec.Struct, frozen=True):
    """What a page says every 10 s, and whenever it is shown or hidden."""

    kind: Literal["alive"]
    v: int = 1
    visible: bool | None = None
    data: AliveData = AliveData()

    @property
    def is_visible(self) -> bool:
        """Whether viewers can see the page."""
        return self.data.visible if self.visible is None else self.visible


_ALIVE = msgspec.json.Decoder(Alive)


class PageSocket:
    """Sends what is offered, newest state only, and listens for heartbeats.

    A page that is too slow for a frame gets the next one instead; one that stays too
    slow is cut, and starts again from a snapshot when it comes back.
    """

    def __init__(
        self, ws: web.WebSocketResponse, transport: asyncio.Transport, clock: Clock
    ) -> None:
        self._ws = ws
        self._transport = transport
        self._clock = clock
        self._incoming = Bucket(clock, per_second=5, burst=20)
        self._waiting: list[tuple[str, bytes]] = []
        self._retracted: list[int] = []
        self._wake = asyncio.Event()
        self._seq = 0
        self._missed = 0
        self._heard_at = clock.monotonic()
        self._is_visible: bool | None = None
        self.was_cut = False

    @property
    def is_showing(self) -> bool:
        """Whether the page has said that viewers see it."""
        return self._is_visible is True

    @property
    def silence(self) -> float:
        """Seconds since the page was last heard."""
        return self._clock.monotonic() - self._heard_at

    def offer(self, kind: Literal["snapshot", "update"], data: bytes) -> bool:
        """Send a whole state, in place of older ones that still wait.

        Returns whether an older one fell out, and cuts a page that is too slow.
        """
        before = len(self._waiting)
        if kind == "snapshot":
            self._waiting.clear()
            self._retracted.clear()
        else:
            self._waiting = [item for item in self._waiting if item[0] != "update"]
        fell_out = len(self._waiting) < before
        self._waiting.append((kind, data))
        self._missed = self._missed + 1 if fell_out else 0
        if self._missed > MISSED_LIMIT:
            self.cut()
        self._wake.set()
        return fell_out

    def retract(self, seqs: list[int]) -> None:
        """Take entries off the page, before anything newer is sent."""
        self._retracted.extend(seqs)
        if len(self._retracted) > _RETRACTED_LIMIT:
            self.cut()
        # States that wait stay: when they hold these entries, a newer one follows.
        self._waiting = [item for item in self._waiting if item[0] != "retract"]
        self._waiting.append(("retract", retraction(self._retracted)))
        self._wake.set()

    def ping(self) -> None:
        """Ask a quiet page whether it is still there."""
        if all(kind != "ping" for kind, _data in self._waiting):
            self._waiting.append(("ping", b""))
            self._wake.set()

    def cut(self) -> None:
        """Break the connection at once; nothing that waits is sent any more."""
        self.was_cut = True
        self._transport.abort()

    async def close(self) -> None:
        """Say goodbye: the server stops, or the link is no longer valid."""
        await self._ws.close(code=WSCloseCode.GOING_AWAY)

    async def run(self) -> None:
        """Serve the page until it goes."""
        async with asyncio.TaskGroup() as tasks:
            writer = tasks.create_task(self._write())
            try:
                await self._read()
            finally:
                writer.cancel()

    async def _write(self) -> None:
        with suppress(ConnectionError):  # the page has gone; _read ends by itself
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._waiting:
                    await self._send(*self._waiting.pop(0))

    async def _send(self, kind: str, data: bytes) -> None:
        if kind == "ping":
            await self._ws.ping()
            return
        if kind == "retract":
            self._retracted.clear()
        self._seq += 1
        await self._ws.send_frame(envelope(self._seq, kind, data), WSMsgType.TEXT)

    async def _read(self) -> None:
        with suppress(ConnectionError):  # the page went while it was answered
            await self._listen()

    async def _listen(self) -> None:
        while True:
            message = await self._ws.receive()
            if message.type not in (WSMsgType.TEXT, WSMsgType.PING, WSMsgType.PONG):
                await self._refuse(message.type)
                return
            self._heard_at = self._clock.monotonic()
            if not self._incoming.take():
                await self._ws.close(code=WSCloseCode.POLICY_VIOLATION)
                return
            if message.type is WSMsgType.PING:
                await self._ws.pong(message.data)
            elif message.type is WSMsgType.TEXT and not self._take(message.data):
                await self._ws.close(code=WSCloseCode.INVALID_TEXT)
                return

    async def _refuse(self, kind: WSMsgType) -> None:
        if kind is WSMsgType.BINARY:
            await self._ws.close(code=WSCloseCode.UNSUPPORTED_DATA)

    def _take(self, raw: str) -> bool:
        """Return whether a frame was a heartbeat, and remember what it said."""
        try:
            self._is_visible = _ALIVE.decode(raw).is_visible
        except (msgspec.DecodeError, RecursionError):
            return False
        return True
