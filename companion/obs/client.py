"""One connection to OBS: asks, is answered, and hears what happens there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Final, Self

import aiohttp

from companion.domain.errors import CompanionError
from companion.i18n import _
from companion.obs.errors import (
    ObsAbsent,
    ObsSlow,
    PasswordMissing,
    PasswordWrong,
    RequestRefused,
)
from companion.obs.protocol import (
    SUBPROTOCOL,
    Answer,
    BatchAnswer,
    CloseCode,
    Event,
    Events,
    Hello,
    Incoming,
    Request,
    batch,
    decoded,
    identify,
    request,
)

PATIENCE_S: Final = 5.0
"""Seconds that OBS may take to greet us and to answer; loading a scene collection
keeps it busy for two or three."""

_PING_S: Final = 10.0
_MAX_MESSAGE: Final = 16 * 1024 * 1024

log = logging.getLogger(__name__)

OnEvent = Callable[[Event], None]
"""Called on the loop for each event, in OBS's order; must not block or raise."""


class ObsClient:
    """A connection that OBS has accepted; use `async with ObsClient.open(...)`.

    version: of obs-websocket. is_protected: OBS asked for a password.
    """

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, hello: Hello, on_event: OnEvent
    ) -> None:
        self.version = hello.obs_web_socket_version
        self.is_protected = hello.authentication is not None
        self._socket = socket
        self._on_event = on_event
        self._ids = count(1)
        self._waiting: dict[str, asyncio.Future[Answer | BatchAnswer]] = {}
        self._over: CompanionError | None = None

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        address: str,
        password: str,
        *,
        events: Events = Events.NONE,
        on_event: OnEvent = lambda _event: None,
        patience_s: float = PATIENCE_S,
    ) -> AsyncIterator[Self]:
        """Connect and log in; the connection ends with the block.

        address: ws:// or wss://. password: "" for none. Raises ObsAbsent,
        PasswordMissing, PasswordWrong.
        """
        # OBS is asked directly: a proxy of the system has no business here.
        async with aiohttp.ClientSession(trust_env=False) as session:
            socket = await _connected(session, address, patience_s)
            try:
                client = await cls._greeted(
                    socket, password, events, on_event, patience_s
                )
                listening = asyncio.create_task(client.listen())
                try:
                    yield client
                finally:
                    listening.cancel()
                    await asyncio.wait((listening,))
            finally:
                await socket.close()

    @classmethod
    async def _greeted(
        cls,
        socket: aiohttp.ClientWebSocketResponse,
        password: str,
        events: Events,
        on_event: OnEvent,
        patience_s: float,
    ) -> Self:
        try:
            async with asyncio.timeout(patience_s):
                hello = await _next(socket)
                if not isinstance(hello, Hello):
                    raise ObsAbsent(_("What answers there is not OBS."))
                if hello.authentication is not None and not password:
                    raise PasswordMissing(_("OBS asks for its WebSocket password."))
                await socket.send_str(identify(hello, password, events))
                while not isinstance(await _next(socket), dict):
                    continue  # an event may come first
        except (TimeoutError, ConnectionError) as error:
            raise ObsAbsent(_("OBS does not greet back.")) from error
        return cls(socket, hello, on_event)

    async def call(
        self,
        kind: str,
        data: Mapping[str, Any] | None = None,
        *,
        patience_s: float = PATIENCE_S,
    ) -> Mapping[str, Any]:
        """Ask for one thing and return what OBS answers with.

        Raises RequestRefused, ObsSlow, ObsAbsent when the connection ends meanwhile.
        """
        wanted = Request(kind=kind, data=data or {})
        found = await self._asked(
            lambda request_id: request(request_id, wanted), patience_s
        )
        if not isinstance(found, Answer):
            raise RequestRefused(kind, 0, "answered as a batch")
        return granted(found)

    async def batch(
        self,
        wanted: Sequence[Request],
        *,
        halt: bool = False,
        patience_s: float = PATIENCE_S,
    ) -> Sequence[Answer]:
        """Ask for several things in one message; returns what became of each.

        halt: what follows a refused one is left out, of the answers too. Raises as
        call(), but nothing for a refused request.
        """
        if not wanted:
            return ()
        found = await self._asked(
            lambda request_id: batch(request_id, wanted, halt=halt), patience_s
        )
        if not isinstance(found, BatchAnswer):
            raise RequestRefused(wanted[0].kind, 0, "answered as one request")
        return found.results

    async def ended(self) -> CompanionError:
        """Wait until OBS ends the connection; returns why."""
        waiting: asyncio.Future[Answer | BatchAnswer] = self._new_future()
        self._waiting["end"] = waiting
        try:
            await waiting
        except CompanionError as error:
            return error
        finally:
            self._waiting.pop("end", None)
        return ObsAbsent(_("OBS has gone."))

    def _new_future(self) -> asyncio.Future[Answer | BatchAnswer]:
        future: asyncio.Future[Answer | BatchAnswer] = (
            asyncio.get_running_loop().create_future()
        )
        if self._over is not None:
            future.set_exception(self._over)
        return future

    async def _asked(
        self, message: Callable[[str], str], patience_s: float
    ) -> Answer | BatchAnswer:
        request_id = str(next(self._ids))
        waiting = self._new_future()
        self._waiting[request_id] = waiting
        try:
            async with asyncio.timeout(patience_s):
                if not waiting.done():
                    await self._socket.send_str(message(request_id))
                return await waiting
        except TimeoutError as error:
            raise ObsSlow(_("OBS does not answer.")) from error
        except ConnectionError as error:
            raise ObsAbsent(_("OBS has gone.")) from error
        finally:
            self._waiting.pop(request_id, None)
            if waiting.done() and not waiting.cancelled():
                waiting.exception()  # it has been told, or nobody waits any more

    async def listen(self) -> None:
        """Hand out what comes until the connection ends; `open` does it."""
        over: CompanionError = ObsAbsent(_("OBS has gone."))
        try:
            while True:
                self._take(await _next(self._socket))
        except CompanionError as error:
            over = error
        finally:
            self._over = over
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(over)

    def _take(self, message: Incoming) -> None:
        match message:
            case Event():
                self._tell(message)
            case Answer() | BatchAnswer():
                waiting = self._waiting.get(message.request_id)
                if waiting is not None and not waiting.done():
                    waiting.set_result(message)
            case _:
                log.debug("OBS sent what we do not know")

    def _tell(self, event: Event) -> None:
        try:
            self._on_event(event)
        except Exception:  # a listener's bug must not end the line
            log.exception("an event of OBS could not be taken: %s", event.event_type)


def granted(answer: Answer) -> Mapping[str, Any]:
    """Return what OBS answered with; raises RequestRefused when it said no."""
    if not answer.request_status.result:
        raise RequestRefused(
            answer.request_type,
            answer.request_status.code,
            answer.request_status.comment[:300],
        )
    return answer.data


async def _connected(
    session: aiohttp.ClientSession, address: str, patience_s: float
) -> aiohttp.ClientWebSocketResponse:
    try:
        async with asyncio.timeout(patience_s):
            return await session.ws_connect(
                address,
                protocols=(SUBPROTOCOL,),
                max_msg_size=_MAX_MESSAGE,
                heartbeat=_PING_S,
                timeout=aiohttp.ClientWSTimeout(ws_close=1),
            )
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        raise ObsAbsent(
            _("Nothing that is OBS answers on {address}.").format(address=address)
        ) from error


async def _next(socket: aiohttp.ClientWebSocketResponse) -> Incoming:
    """Return the next message. Raises ObsAbsent and PasswordWrong at the end."""
    message = await socket.receive()
    if message.type is aiohttp.WSMsgType.TEXT:
        try:
            return decoded(message.data)
        except ValueError as error:
            raise ObsAbsent(_("What answers there is not OBS.")) from error
    if socket.close_code == CloseCode.AUTHENTICATION_FAILED:
        raise PasswordWrong(_("OBS does not take this password."))
    if socket.close_code == CloseCode.SESSION_INVALIDATED:
        raise ObsAbsent(_("OBS has thrown Companion out; look at its connections."))
    raise ObsAbsent(_("OBS has gone."))
