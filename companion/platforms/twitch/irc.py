"""Reading a chat without a login: anonymous IRC over a WebSocket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from companion.domain.errors import (
    ConnectionLost,
    PlatformError,
    ProtocolChanged,
    RateLimited,
    TargetUnknown,
)
from companion.domain.events import UnknownEvent
from companion.domain.ports import Clock
from companion.domain.values import Platform
from companion.i18n import _
from companion.platforms.twitch.irc_message import IrcMessage, irc_message
from companion.platforms.twitch.irc_parse import told_by
from companion.platforms.twitch.told import IRC, InForce, Told

PING_EVERY_S: Final = 20.0
ANSWER_WITHIN_S: Final = 10.0
"""After a PING of ours; Twitch answers at once, or is not there any more."""

JOIN_WITHIN_S: Final = 15.0

QUIET_S: Final = 60.0
LONGEST_QUIET_S: Final = 600.0
"""A room from which nothing came for so long is left and joined again: it costs a
moment, and shows whether it would be heard. Twice as long after each time."""

_LARGEST_FRAME: Final = 1 << 20
_KEPT_UNREADABLE: Final = 20

_log = logging.getLogger(__name__)


class IrcReading:
    """One attempt at one channel; `is_joined` once Twitch let us in.

    on_room: called with the channel's id when Twitch first tells it.
    """

    def __init__(
        self,
        channel: str,
        *,
        address: str,
        clock: Clock,
        was_joined: bool,
        on_room: Callable[[str], None] = lambda _id: None,
    ) -> None:
        self._channel = channel
        self._on_room = on_room
        self._room_id = ""
        self._address = address
        self._clock = clock
        self._was_joined = was_joined
        self._heard_at = self._room_at = clock.monotonic()
        self._patience_s = QUIET_S
        self._lost = ""
        self._unreadable = 0
        self._is_rejoining = False
        self.is_joined = False
        self.is_answered = False
        """Whether Twitch answered anything at all."""

    async def told(
        self, *, stop: asyncio.Event
    ) -> AsyncGenerator[Told | InForce, None]:
        """Join, and yield what is told until `stop` is set or the socket closes.

        Raises ConnectionLost, RateLimited, and TargetUnknown when Twitch is well and
        lets nobody into that chat.
        """
        socket = await self._connected()
        watch = [
            asyncio.create_task(self._keep_alive(socket)),
            asyncio.create_task(_close_at(stop, socket)),
        ]
        try:
            await self._say(
                socket,
                "CAP REQ :twitch.tv/tags twitch.tv/commands",
                "PASS SCHMOOPIIE",
                f"NICK justinfan{10_000 + self._clock.now() % 80_000}",
                f"JOIN #{self._channel}",
                "PING :joining",
            )
            async for data in socket:
                for line in self._lines(data):
                    # One by one: a line that ends the reading takes none with it.
                    for told in await self._line(socket, line):
                        yield told
            if not stop.is_set():
                raise self._failure("1000")
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 1006
            if not stop.is_set():
                raise self._failure(str(code)) from closed
        finally:
            self.is_joined = False
            for task in watch:
                task.cancel()
            await asyncio.gather(*watch, return_exceptions=True)
            with suppress(OSError, WebSocketException):
                await asyncio.shield(socket.close())

    async def _connected(self) -> ClientConnection:
        try:
            return await connect(
                self._address,
                open_timeout=10,
                close_timeout=1,
                ping_interval=None,
                max_size=_LARGEST_FRAME,
            )
        except InvalidStatus as error:
            status = error.response.status_code
            if status == 429:
                text = _("Twitch takes no more connections for now.")
                raise RateLimited(text, retry_after=60.0) from error
            detail = f"HTTP {status}"
        except (OSError, WebSocketException) as error:
            detail = type(error).__name__
        text = _("Twitch's chat cannot be reached ({detail}).")
        raise ConnectionLost(text.format(detail=detail))

    async def _say(self, socket: ClientConnection, *lines: str) -> None:
        await socket.send("".join(f"{line}\r\n" for line in lines))

    def _lines(self, data: str | bytes) -> list[str]:
        """Return the lines of a frame, which show that Twitch is there."""
        self._heard_at = self._clock.monotonic()
        text = data if isinstance(data, str) else data.decode("utf-8", "replace")
        return [line for line in text.split("\r\n") if line]

    async def _line(
        self, socket: ClientConnection, line: str
    ) -> tuple[Told | InForce, ...]:
        try:
            message = irc_message(line)
            if message.command in _CONTROL:
                await self._control(socket, message)
                return ()
            if not self._is_ours(message):
                return ()
            told = told_by(message, channel=self._channel, at=self._clock.now())
        except ProtocolChanged as error:
            return self._kept(error)
        self._note_room(message.tags.get("room-id", ""))
        return (*self._came_in(message.command, has_news=bool(told)), *told)

    def _note_room(self, id_: str) -> None:
        if id_ and not self._room_id:
            self._room_id = id_
            self._on_room(id_)

    def _came_in(self, command: str, *, has_news: bool) -> tuple[InForce, ...]:
        """Take what shows that the room is heard; at first that we are let in."""
        self._room_at = self._clock.monotonic()
        if command in _WELCOMES:
            self._is_rejoining = False
        elif has_news:
            self._patience_s = QUIET_S
        if self.is_joined:
            return ()
        self.is_joined = True
        return (InForce(sources=frozenset({IRC})),)

    def _is_ours(self, message: IrcMessage) -> bool:
        return f"#{self._channel}" in message.parameters[:2]

    async def _control(self, socket: ClientConnection, message: IrcMessage) -> None:
        match message.command:
            case "PING":
                await self._say(socket, f"PONG :{(message.parameters or ('',))[-1]}")
            case "PONG":
                self.is_answered = True
            case "RECONNECT":
                # The room's gap is stated by whoever reconnects.
                raise ConnectionLost(_("Twitch restarts this server of its chat."))
            case "NOTICE":
                self._noticed(message)

    def _noticed(self, message: IrcMessage) -> None:
        kind = message.tags.get("msg-id", "")
        if kind in _GONE:
            text = _("Twitch has closed the channel {name}.")
            raise TargetUnknown(text.format(name=self._channel))
        _log.info("Twitch's chat notices: %s", kind or "without a kind")

    def _kept(self, error: ProtocolChanged) -> tuple[Told, ...]:
        """Return what could not be read as an event, the first few times."""
        self._unreadable += 1
        if self._unreadable == 1:
            _log.warning("twitch:%s sent what we cannot read: %s", self._channel, error)
        if self._unreadable > _KEPT_UNREADABLE:
            return ()
        event = UnknownEvent(
            id=f"twitch:unreadable/{self._clock.now()}/{self._unreadable}",
            platform=Platform.TWITCH,
            channel=self._channel,
            name=str(error)[:100],
            payload={"irc": error.payload.decode("utf-8", "replace")},
        )
        return (Told(event=event, via=IRC),)

    async def _keep_alive(self, socket: ClientConnection) -> None:
        """Ask now and then whether Twitch is there; close the socket when it is not."""
        await self._clock.sleep(JOIN_WITHIN_S)
        if not self.is_joined:
            await self._give_up(socket, _("it does not let us into this chat"))
            return
        while True:
            asked = self._clock.monotonic()
            await self._say(socket, "PING :companion")
            answer = asyncio.ensure_future(await socket.ping())
            await self._clock.sleep(ANSWER_WITHIN_S)
            # A server that never answered the chat's own PING is asked by the socket's.
            is_there = not self.is_answered and answer.done()
            if self._heard_at < asked and not is_there:
                await self._give_up(socket, _("it does not answer any more"))
                return
            if self._is_rejoining:
                await self._give_up(socket, _("it does not let us into this chat"))
                return
            if self._clock.monotonic() - self._room_at >= self._patience_s:
                await self._join_again(socket)
            await self._clock.sleep(PING_EVERY_S - ANSWER_WITHIN_S)

    async def _join_again(self, socket: ClientConnection) -> None:
        """Find out whether a room that is quiet would still be heard."""
        self._is_rejoining = True
        self._room_at = self._clock.monotonic()
        self._patience_s = min(self._patience_s * 2, LONGEST_QUIET_S)
        room = f"#{self._channel}"
        await self._say(socket, f"PART {room}", f"JOIN {room}")

    async def _give_up(self, socket: ClientConnection, why: str) -> None:
        self._lost = why
        await socket.close()

    def _failure(self, code: str) -> PlatformError:
        never = not self.is_joined and not self._was_joined
        if self._lost and never and self.is_answered:
            text = _("Twitch knows no chat of {name}; is it spelled right?")
            return TargetUnknown(text.format(name=self._channel))
        return ConnectionLost(self._why(code))

    def _why(self, code: str) -> str:
        detail = self._lost or code
        return _("Twitch's chat broke off ({detail}).").format(detail=detail)


_WELCOMES: Final = frozenset({"JOIN", "366", "ROOMSTATE"})
_CONTROL: Final = frozenset({"PING", "PONG", "RECONNECT", "NOTICE"})
_GONE: Final = frozenset({"msg_channel_suspended", "tos_ban", "msg_banned"})


async def _close_at(stop: asyncio.Event, socket: ClientConnection) -> None:
    await stop.wait()
    await socket.close()
