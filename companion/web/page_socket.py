"""One connected overlay page: what waits for it, and what it says of itself."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Annotated, Final, Literal, NamedTuple

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from companion.domain.ports import Clock
from companion.domain.studio import PageView
from companion.web.frames import envelope, retraction
from companion.web.throttle import Bucket

MAX_FRAME: Final = 8192
"""Longest frame that a page may send, in bytes."""

SILENCE_LIMIT: Final = 30.0
"""Seconds without a sign of life after which a page is cut."""

MISSED_LIMIT: Final = 100
"""Frames in a row (5 s of them) that a page may be too slow for."""

LINK_IS_DEAD: Final = 4404
"""Closes the socket of a page whose link was replaced: it empties and stays so."""

_RETRACTED_LIMIT: Final = 1000


Milliseconds = Annotated[float, msgspec.Meta(ge=0, le=3_600_000)]


class PartAlive(msgspec.Struct, frozen=True):
    """What a stage says of one of its parts; as in AliveData."""

    visible: bool = True
    delay: Milliseconds | None = None


class AliveData(msgspec.Struct, frozen=True):
    """What a page tells of itself.

    visible: OBS shows the source. seq: last message drawn. obs: version of its browser
    plug-in. delay: milliseconds from a message to its drawing, the longest since the
    last time. parts: overlays within the page.
    """

    visible: bool = True
    seq: int = 0
    obs: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    delay: Milliseconds | None = None
    parts: dict[str, PartAlive] = {}


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


class _Waiting(NamedTuple):
    kind: str
    data: bytes
    part: str = ""

    @property
    def is_state(self) -> bool:
        return self.kind in ("snapshot", "update")


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
        self._waiting: list[_Waiting] = []
        self._retracted: list[int] = []
        self._wake = asyncio.Event()
        self._seq = 0
        self._missed: dict[str, int] = {}
        self._heard_at = clock.monotonic()
        self._since = self._heard_on = clock.now()
        self._alive: Alive | None = None
        self.parts: tuple[str, ...] = ()
        self.was_cut = False

    @property
    def is_showing(self) -> bool:
        """Whether the page has said that viewers see it."""
        return self._alive is not None and self._alive.is_visible

    def is_part_showing(self, part: str) -> bool:
        """Whether the page of a stage has said that viewers see one of its parts."""
        return self.is_showing and self._part(part).visible

    def _part(self, part: str) -> PartAlive:
        heard = self._alive.data.parts if self._alive else {}
        return heard.get(part, PartAlive(visible=False))

    def view(self, overlay: str, *, stage: str = "") -> PageView:
        """Return the page as people see it; stage: whose part the overlay is here."""
        data = self._alive.data if self._alive else AliveData()
        return PageView(
            overlay=overlay,
            since=self._since,
            heard_at=self._heard_on,
            is_showing=self.is_part_showing(overlay) if stage else self.is_showing,
            obs=data.obs or "",
            delay_ms=self._part(overlay).delay if stage else data.delay,
            stage=stage,
        )

    @property
    def silence(self) -> float:
        """Seconds since the page was last heard."""
        return self._clock.monotonic() - self._heard_at

    def offer(
        self, kind: Literal["snapshot", "update"], data: bytes, part: str = ""
    ) -> bool:
        """Send a whole state, in place of older ones of that part that still wait.

        Returns whether an older one fell out, and cuts a page that is too slow.
        """
        before = len(self._waiting)
        stale = {"update"} if kind == "update" else {"update", "snapshot"}
        self._waiting = [
            one for one in self._waiting if one.part != part or one.kind not in stale
        ]
        fell_out = len(self._waiting) < before
        self._waiting.append(_Waiting(kind, data, part))
        missed = self._missed[part] = self._missed.get(part, 0) + 1 if fell_out else 0
        if missed > MISSED_LIMIT:
            self.cut()
        self._wake.set()
        return fell_out

    def drop(self, part: str) -> None:
        """Send nothing more of a part: the stage no longer shows it."""
        self._missed.pop(part, None)
        self._waiting = [
            one for one in self._waiting if one.part != part or not one.is_state
        ]

    def retract(self, seqs: list[int]) -> None:
        """Take entries off the page and its parts, before anything newer is sent."""
        self._retracted.extend(seqs)
        if len(self._retracted) > _RETRACTED_LIMIT:
            self.cut()
        # States that wait stay: when they hold these entries, a newer one follows.
        self._waiting = [one for one in self._waiting if one.kind != "retract"]
        self._waiting.append(_Waiting("retract", retraction(self._retracted)))
        self._wake.set()

    def ping(self) -> None:
        """Ask a quiet page whether it is still there."""
        if all(one.kind != "ping" for one in self._waiting):
            self._waiting.append(_Waiting("ping", b""))
            self._wake.set()

    def cut(self) -> None:
        """Break the connection at once; nothing that waits is sent any more."""
        self.was_cut = True
        self._transport.abort()

    async def close(self, code: int = WSCloseCode.GOING_AWAY) -> None:
        """Say goodbye: the server stops, or (LINK_IS_DEAD) the link is of no use."""
        await self._ws.close(code=code)

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
                    await self._send(self._waiting.pop(0))

    async def _send(self, one: _Waiting) -> None:
        if one.kind == "ping":
            await self._ws.ping()
            return
        if one.kind == "retract":
            self._retracted.clear()
        self._seq += 1
        message = envelope(self._seq, one.kind, one.data, one.part)
        await self._ws.send_frame(message, WSMsgType.TEXT)

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
            self._heard_on = self._clock.now()
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
            self._alive = _ALIVE.decode(raw)
        except (msgspec.DecodeError, RecursionError):
            return False
        return True
