"""Reading with a login: EventSub, over twitchio's WebSocket.

Only a connection that is really made with a login imports this, and with it twitchio.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Coroutine
from contextlib import suppress
from typing import Any, Final, Protocol

from aiohttp import WSServerHandshakeError
from twitchio import Client
from twitchio.eventsub.websockets import Websocket
from twitchio.exceptions import TwitchioException

from companion.domain.errors import (
    ConnectionLost,
    PlatformError,
    ProtocolChanged,
    RateLimited,
)
from companion.domain.events import UnknownEvent, ViewerCount
from companion.domain.ports import Clock
from companion.domain.text import clean_name
from companion.domain.values import Platform
from companion.i18n import _
from companion.platforms.twitch.api import Channel, Refusal, TwitchApi
from companion.platforms.twitch.login import Token, TwitchLogin
from companion.platforms.twitch.parse import parse
from companion.platforms.twitch.reconcile import Reconciler
from companion.platforms.twitch.told import InForce, Told
from companion.platforms.twitch.wanted import ESSENTIAL, possible

KEEPALIVE_S: Final = 10
VIEWERS_EVERY_S: Final = 20.0
CLOSE_WITHIN_S: Final = 1.0
GRACE_S: Final = 1.0
"""For what Twitch sent to the old socket before it knew the new one."""

_MOST_WAITING: Final = 20_000
_KEPT_UNREADABLE: Final = 20
_MOST_GARBLED: Final = 100

_log = logging.getLogger(__name__)

# It logs whole notifications, and warns of a web server that we never start.
logging.getLogger("twitchio").setLevel(logging.ERROR)

Item = Told | InForce | PlatformError | None


class _Sink(Protocol):
    """Who hears what happens on a socket."""

    def notified(self, data: dict[str, Any]) -> None: ...
    def revoked(self, subscription: dict[str, Any]) -> None: ...
    def moving(self, address: str) -> None: ...
    def closed(self, socket: Socket, why: str) -> None: ...
    def garbled(self, error: BaseException) -> bool: ...


class Socket(Websocket):
    """twitchio's WebSocket without its own models and its own way of reconnecting.

    After one failed request its reconnect leaves it deaf, silently, and what came
    meanwhile is told to nobody: here a broken socket is an error for the supervisor.
    """

    def __init__(self, *, sink: _Sink, client: Client, token_for: str) -> None:
        super().__init__(
            client=client,
            token_for=token_for,
            http=client.http,
            keep_alive_timeout=KEEPALIVE_S,
            reconnect_attempts=None,
        )
        self._sink = sink

    async def connect(
        self,
        *,
        url: str | None = None,
        reconnect: bool = False,
        fail_once: bool = False,
    ) -> None:
        """Connect and wait for the welcome."""
        await super().connect(url=url, reconnect=reconnect, fail_once=fail_once)
        if self._listen_task is not None:
            self._listen_task.add_done_callback(self._listened)

    async def close(self, cleanup: bool = True, *, reassociate: bool = True) -> None:
        """Close, and say so; the code is known only before."""
        code = self._socket.close_code if self._socket is not None else None
        await super().close(cleanup, reassociate=reassociate)
        self._sink.closed(self, str(code or 1006))

    async def shut(self) -> None:
        """Close quietly and soon, even when nobody answers any more."""
        tasks = [one for one in (self._keep_alive_task, self._listen_task) if one]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._socket is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_WITHIN_S):
                    await self._socket.close()

    async def _create_connection_task(self) -> None:
        # Closing from here would cancel the very task that closes.
        code = self._socket.close_code if self._socket is not None else None
        self._sink.closed(self, str(code or 1006))

    async def _process_notification(self, data: Any) -> None:  # noqa: ANN401  # JSON
        self._sink.notified(data)

    async def _process_revocation(self, data: Any) -> None:  # noqa: ANN401  # JSON
        self._sink.revoked(data["payload"]["subscription"])

    async def _process_reconnect(self, data: Any) -> None:  # noqa: ANN401  # JSON
        # Not awaited: this socket must be read until the other one is welcomed.
        self._sink.moving(data["payload"]["session"]["reconnect_url"])

    def _listened(self, task: asyncio.Task[None]) -> None:
        """Go on listening after a message that twitchio stumbled over."""
        if task.cancelled() or (error := task.exception()) is None:
            return
        if self._sink.garbled(error) and self._socket is not None:
            self._listen_task = asyncio.create_task(self._listen())
            self._listen_task.add_done_callback(self._listened)


class EventSubReading:
    """One attempt at one channel with a login; `is_reading` once chat is told."""

    def __init__(
        self,
        channel: Channel,
        *,
        token: Token,
        login: TwitchLogin,
        api: TwitchApi,
        address: str,
        clock: Clock,
    ) -> None:
        self._channel = channel
        self._login = login
        self._api = api
        self._address = address
        self._clock = clock
        self._client = Client(
            client_id=token.client_id, bot_id=token.user_id, fetch_client_user=False
        )
        self._account_id = token.user_id
        wanted, self.lacking = possible(
            scopes=token.scopes, is_broadcaster=token.user_id == channel.id
        )
        self.subscriptions = Reconciler(
            wanted, api=api, channel_id=channel.id, account_id=token.user_id
        )
        self._queue: asyncio.Queue[Item] = asyncio.Queue()
        self._early: list[Told] = []
        self._told_sources: frozenset[str] | None = None
        self._socket: Socket | None = None
        self._open: list[Socket] = []
        self.sessions: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._unreadable = 0
        self._garbled = 0
        self.is_reading = False

    async def told(
        self, *, stop: asyncio.Event
    ) -> AsyncGenerator[Told | InForce, None]:
        """Subscribe, and yield what is told until `stop` is set.

        Raises ConnectionLost, RateLimited, LoginRequired.
        """
        try:
            await self._connect(
                f"{self._address}?keepalive_timeout_seconds={KEEPALIVE_S}"
            )
            self._start(self._reconcile())
            self._start(self._stop_at(stop))
            while (item := await self._queue.get()) is not None:
                if isinstance(item, PlatformError):
                    raise item
                yield item
        finally:
            self.is_reading = False
            await self._end()

    # What happens on a socket

    def notified(self, data: dict[str, Any]) -> None:
        """Take a notification."""
        if self._queue.qsize() >= _MOST_WAITING:
            self._fail(ConnectionLost(_("More came than could be taken.")))
            return
        try:
            told = parse(data, channel=self._channel.login)
        except ProtocolChanged as error:
            told = self._kept(error)
        for one in told:
            if self._told_sources is None:
                self._early.append(one)
            else:
                self._queue.put_nowait(one)

    def revoked(self, subscription: dict[str, Any]) -> None:
        """Take the news that Twitch ended a subscription."""
        type_, status = str(subscription["type"]), str(subscription["status"])
        _log.warning("Twitch ended %s: %s", type_, clean_name(status)[:60])
        if status == "authorization_revoked":
            self._start(self._check_login())
            return
        self.subscriptions.revoked(type_, status)
        self._tell_sources()
        if ESSENTIAL not in self.subscriptions.in_force:
            text = _("Twitch does not tell the chat any more ({why}).")
            self._fail(ConnectionLost(text.format(why=clean_name(status)[:60])))

    def moving(self, address: str) -> None:
        """Take the request to connect anew, elsewhere."""
        self._start(self._move(address))

    def closed(self, socket: Socket, why: str) -> None:
        """Take the news that a socket is closed; final for the one in use."""
        if socket is self._socket:
            text = _("Twitch closed the connection ({why}).")
            self._fail(ConnectionLost(text.format(why=_CODES.get(why, why))))

    def garbled(self, error: BaseException) -> bool:
        """Take the news of a message that is none; returns whether to read on."""
        self._garbled += 1
        if self._garbled == 1:
            name = self._channel.login
            _log.warning("twitch:%s sent no message: %s", name, type(error).__name__)
        if self._garbled < _MOST_GARBLED:
            return True
        self._fail(ConnectionLost(_("Twitch sends what cannot be read.")))
        return False

    # The tasks

    async def _connect(self, address: str) -> None:
        socket = Socket(sink=self, client=self._client, token_for=self._account_id)
        self._open.append(socket)
        try:
            await socket.connect(url=address, fail_once=True)
        except TwitchioException as error:
            raise _not_connected(error) from error
        if socket.session_id is None:
            raise ConnectionLost(_("Twitch does not welcome the connection."))
        self._socket = socket
        self.sessions.append(socket.session_id)

    async def _move(self, address: str) -> None:
        old = self._socket
        await self._connect(address)
        self._wake.set()
        await self._clock.sleep(GRACE_S)
        if old is not None:
            await old.shut()

    async def _reconcile(self) -> None:
        """Compare what is subscribed with what is wanted, again and again."""
        while True:
            await self.subscriptions.round(tuple(self.sessions))
            self._tell_sources()
            if not self.is_reading:
                self.is_reading = True
                self._start(self._count_viewers())
            await self._pause(self.subscriptions.wait_s())

    async def _pause(self, seconds: float) -> None:
        """Wait so long, or until a new welcome."""
        timer = asyncio.ensure_future(self._clock.sleep(seconds))
        woken = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({timer, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            woken.cancel()
        self._wake.clear()

    async def _count_viewers(self) -> None:
        while True:
            try:
                viewers = await self._api.viewers(self._channel.id)
            except (ConnectionLost, RateLimited, Refusal):
                _log.debug("Twitch does not say how many watch")
            else:
                self._queue.put_nowait(self._watching(viewers))
            await self._clock.sleep(VIEWERS_EVERY_S)

    def _watching(self, viewers: int) -> Told:
        now = self._clock.now()
        event = ViewerCount(
            id=f"twitch:viewers/{now}",
            platform=Platform.TWITCH,
            channel=self._channel.login,
            viewers=viewers,
        )
        return Told(event=event, via="helix")

    async def _check_login(self) -> None:
        """Find out whether the login itself is gone, or only a subscription."""
        await self._login.account()
        self._wake.set()

    async def _stop_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._queue.put_nowait(None)

    # The parts

    def _tell_sources(self) -> None:
        sources = frozenset(self.subscriptions.in_force)
        if sources == self._told_sources:
            return
        self._told_sources = sources
        self._queue.put_nowait(InForce(sources=sources))
        for one in self._early:
            self._queue.put_nowait(one)
        self._early.clear()

    def _kept(self, error: ProtocolChanged) -> tuple[Told, ...]:
        """Return what could not be read as an event, the first few times."""
        self._unreadable += 1
        if self._unreadable == 1:
            name = self._channel.login
            _log.warning("twitch:%s sent what we cannot read: %s", name, error)
        if self._unreadable > _KEPT_UNREADABLE:
            return ()
        event = UnknownEvent(
            id=f"twitch:unreadable/{self._clock.now()}/{self._unreadable}",
            platform=Platform.TWITCH,
            channel=self._channel.login,
            name=clean_name(str(error))[:100],
            payload={"json": error.payload[:20_000].decode("utf-8", "replace")},
        )
        return (Told(event=event, via="eventsub"),)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except PlatformError as error:
            self._fail(error)
        except Exception:  # noqa: BLE001  # logged; whoever reads is told
            _log.exception("Reading twitch:%s hit a bug of ours", self._channel.login)
            text = _("A fault in Companion broke the connection.")
            self._fail(ConnectionLost(text))

    def _fail(self, error: PlatformError) -> None:
        self._queue.put_nowait(error)

    async def _end(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._socket = None
        for socket in self._open:
            await socket.shut()


def _not_connected(error: TwitchioException) -> PlatformError:
    cause = error.__cause__
    if isinstance(cause, WSServerHandshakeError):
        if cause.status == 429:
            text = _("Twitch takes no more connections for now.")
            return RateLimited(text, retry_after=60.0)
        detail = f"HTTP {cause.status}"
    else:
        detail = type(cause or error).__name__
    text = _("Twitch's notifications cannot be reached ({detail}).")
    return ConnectionLost(text.format(detail=detail))


_CODES: Final = {
    "4000": "4000 internal error",
    "4001": "4001 inbound traffic",
    "4002": "4002 ping-pong",
    "4003": "4003 unused",
    "4004": "4004 reconnect too late",
    "4005": "4005 network timeout",
    "4006": "4006 network error",
    "4007": "4007 invalid reconnect",
}
