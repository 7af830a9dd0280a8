"""The room's server: a page, a way in, a way to answer, and a socket that tells."""

from __future__ import annotations

import asyncio
import html
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Annotated, Final, Self

import msgspec
from aiohttp import WSCloseCode, WSMsgType, hdrs, web

from companion.domain.errors import ServerError
from companion.domain.events import Arrival, Chat
from companion.domain.ports import Clock, IdSource
from companion.domain.text import clean_text
from companion.domain.values import Platform, Timestamp
from companion.i18n import _
from companion.web.accepting import accept, is_in_use, listening_socket
from companion.web.api.route import body_of, reply
from companion.web.problems import Problem, problems
from companion.web.room.door import Door, new_code
from companion.web.room.guard import (
    CSP,
    MAX_BODY,
    RoomGuard,
    harden,
    names_of_machine,
)
from companion.web.room.people import MOST, People, Person
from companion.web.room.sent import Post, Sent
from companion.web.room.sight import Sights, written
from companion.web.room.words import page_words
from companion.web.socket_faults import socket_faults
from companion.web.static_files import file_response

SOURCE: Final = "room:local"
"""The source of what people in the room write."""

CHANNEL: Final = "room"

TOKEN: Final = "X-Room-Token"  # noqa: S105  # a header's name
"""The header that says who answers."""

FRAME: Final = 0.2
"""Seconds between two looks at what has changed."""

CLOSED: Final = 4410
"""Closes the sockets of a room that is shut."""

UNKNOWN: Final = 4401
"""Closes the socket of a token that nobody has."""

CODE_NEEDED: Final = 4403
"""Closes the socket of who must tell the code again: there is a new one."""

ELSEWHERE: Final = 4409
"""Closes the oldest socket of who has opened the page in too many tabs."""

FILES: Final = ("room.css", "room.js", "elements.js", "phone.js")
"""What the page asks for."""

_PAGE: Final = Path(__file__).parent / "page"
_SOCKETS_EACH: Final = 3
_FIRST_WORD_S: Final = 5.0
_CLOSE_WITHIN: Final = 1.0
_SLICE: Final = 0.01
"""Seconds for which pages are told one after the other before others have a turn."""

_UNSENT: Final = 32 * 1024


class JoinBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who comes in. token: of an earlier time, to stay the same person."""

    code: Annotated[str, msgspec.Meta(max_length=100)]
    name: Annotated[str, msgspec.Meta(max_length=200)]
    token: Annotated[str, msgspec.Meta(max_length=100)] = ""


class AnswerBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody writes. of: the interaction that it answers, "" for none."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    of: Annotated[str, msgspec.Meta(max_length=100)] = ""


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to who came in. room: whose token it is."""

    token: str
    name: str
    room: str


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to what was written."""

    text: str


class _Hello(msgspec.Struct, frozen=True):
    token: str


class _Socket(msgspec.Struct, eq=False):
    """One open page. sent: what it was told last."""

    ws: web.WebSocketResponse
    person: Person
    transport: asyncio.Transport | None
    sent: bytes = b""


class RoomServer:
    """Serves the page on the local network while the block runs.

    people: who has joined, also at an earlier time. sights: what they see. post: what
    they have sent. offer: takes what they write; may_answer: whether anything is
    recorded now. code: of before a restart, "" for a fresh one. port: 0 takes any free
    one. host: the address that it listens on, every one by default. Raises ServerError
    when it cannot listen.
    """

    def __init__(
        self,
        *,
        people: People,
        sights: Sights,
        post: Post,
        offer: Callable[[Arrival], None],
        may_answer: Callable[[], bool],
        clock: Clock,
        ids: IdSource,
        port: int,
        code: str = "",
        host: str = "0.0.0.0",  # noqa: S104  # the local network is what it is for
    ) -> None:
        self._people = people
        self._sights = sights
        self._post = post
        self._offer = offer
        self._may_answer = may_answer
        self._clock = clock
        self._ids = ids
        self._port = port
        self._host = host
        self._door = Door(code or new_code(ids), clock)
        self._sockets: dict[_Socket, None] = {}
        self._wake = asyncio.Event()
        self._running = AsyncExitStack()

    @property
    def code(self) -> str:
        """The code that lets people in."""
        return self._door.code

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._port

    def touch(self) -> None:
        """Something may look otherwise now."""
        self._wake.set()

    async def __aenter__(self) -> Self:
        """Listen."""
        async with AsyncExitStack() as starting:
            await self._start(starting)
            self._running = starting.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every socket at once, and free the port."""
        await self._running.aclose()

    async def _start(self, running: AsyncExitStack) -> None:
        listening = running.enter_context(_listening(self._host, self._port))
        self._port = listening.getsockname()[1]
        runner = web.AppRunner(self._app(), shutdown_timeout=_CLOSE_WITHIN)
        await runner.setup()
        running.push_async_callback(runner.cleanup)
        tasks = await running.enter_async_context(asyncio.TaskGroup())
        telling = tasks.create_task(self._tell())
        running.callback(telling.cancel)
        running.push_async_callback(self._say_goodbye)
        self.touch()  # a wheel may turn already
        await accept(running, runner, listening, is_for_network=True)

    def _app(self) -> web.Application:
        guard = RoomGuard(names_of_machine())
        app = web.Application(
            middlewares=[problems, guard.middleware], client_max_size=MAX_BODY
        )
        app.on_response_prepare.append(harden)
        app.add_routes(
            [
                web.get("/", self._page, allow_head=False),
                *(web.get(f"/{name}", self._file, allow_head=False) for name in FILES),
                web.get("/ws", self._socket, allow_head=False),
                web.post("/join", self._join),
                web.post("/answer", self._answer),
            ]
        )
        return app

    # The page.

    async def _page(self, request: web.Request) -> web.Response:
        words = html.escape(msgspec.json.encode(page_words()).decode(), quote=True)
        text = (_PAGE / "index.html").read_text("utf-8")
        return web.Response(
            text=text.replace("{room}", self._people.room).replace("{words}", words),
            content_type="text/html",
            headers={"Content-Security-Policy": CSP.format(host=request.host)},
        )

    async def _file(self, request: web.Request) -> web.Response:
        return file_response(request, _PAGE / request.path.removeprefix("/"))

    # In and out.

    async def _join(self, request: web.Request) -> web.Response:
        body = await body_of(request, JoinBody)
        self._door.check(body.code, request.remote or "")
        person, token = self._people.join(body.name, token=body.token)
        name, room = person.viewer.name, self._people.room
        return reply(Joined(token=token, name=name, room=room))

    async def _answer(self, request: web.Request) -> web.Response:
        person = self._people.of(request.headers.get(TOKEN, ""))
        if person is None or not person.is_in:
            raise Problem(401, _("Join first."))
        body = await body_of(request, AnswerBody)
        text = " ".join(clean_text(body.text).split())
        if not text:
            raise Problem(422, _("Write something."), field="text")
        if not self._may_answer():
            raise Problem(409, _("Nothing is on yet."))
        if body.of and not self._sights.takes(body.of):
            raise Problem(409, _("This has closed."))
        if not person.pace.take():
            raise Problem(
                429, _("One answer a second, please."), headers={"Retry-After": "1"}
            )
        self._hear(person, text, body.of)
        self.touch()
        return reply(Taken(text=text))

    def _hear(self, person: Person, text: str, of: str) -> None:
        event_id = f"{Platform.ROOM}:{self._ids.new_id()}"
        if of:
            sent = Sent(text=text, event_id=event_id, at=self._clock.monotonic())
            self._post.put(person.viewer.id, of, sent)
        chat = Chat(
            id=event_id,
            platform=Platform.ROOM,
            channel=CHANNEL,
            platform_at=self._clock.now(),
            viewer=person.viewer,
            text=text,
        )
        self._offer(Arrival(event=chat, source=SOURCE))

    # Sockets.

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if hdrs.SEC_WEBSOCKET_PROTOCOL in request.headers:
            raise Problem(400, _("This socket has no subprotocols."))
        if len(self._sockets) >= 2 * MOST:
            text = _("The room is full. Try again when somebody has left.")
            raise Problem(503, text, headers={"Retry-After": "10"})
        ws = web.WebSocketResponse(
            max_msg_size=MAX_BODY, compress=False, timeout=0.2, heartbeat=20.0
        )
        await ws.prepare(request)
        async with socket_faults(ws):
            try:
                person = await self._first_word(ws)
            except TimeoutError:
                # A telephone that slept is not one that nobody knows.
                await ws.close(code=WSCloseCode.TRY_AGAIN_LATER)
                return ws
            if person is None:
                await ws.close(code=UNKNOWN)
            elif not person.is_in:
                await ws.close(code=CODE_NEEDED)
            else:
                await self._make_place(person)
                await self._serve(ws, person, request.transport)
        return ws

    async def _first_word(self, ws: web.WebSocketResponse) -> Person | None:
        """Return who says hello with a token; None for anybody else.

        Raises TimeoutError when nothing is said.
        """
        async with asyncio.timeout(_FIRST_WORD_S):
            with suppress(TypeError, ValueError):
                raw = await ws.receive_str()
                return self._people.of(msgspec.json.decode(raw, type=_Hello).token)
        return None

    async def _make_place(self, person: Person) -> None:
        """Close their oldest page when they have as many as one may: newest wins."""
        pages = [page for page in self._sockets if page.person is person]
        if len(pages) >= _SOCKETS_EACH:
            await self._part(pages[: 1 - _SOCKETS_EACH], ELSEWHERE)

    async def _serve(
        self,
        ws: web.WebSocketResponse,
        person: Person,
        transport: asyncio.BaseTransport | None,
    ) -> None:
        wire = transport if isinstance(transport, asyncio.Transport) else None
        page = _Socket(ws, person, wire)
        self._sockets[page] = None
        person.open += 1
        try:
            await self._send(page, self._seen(page.person))
            # It has nothing more to say; whatever it says ends it.
            while (await ws.receive()).type in {WSMsgType.PING, WSMsgType.PONG}:
                pass
        finally:
            person.open -= 1
            person.seen_at = self._clock.monotonic()
            self._sockets.pop(page, None)

    def _seen(self, person: Person) -> bytes:
        return written(self._sights.of(person, self._sights.shown()))

    async def _send(self, page: _Socket, sight: bytes) -> None:
        if sight == page.sent:
            return
        wire = page.transport
        if wire is not None and wire.get_write_buffer_size() > _UNSENT:
            wire.abort()  # it takes nothing; waiting for it would keep up the others
            return
        page.sent = sight
        now = self._clock.now() // 1000
        message = b'{"kind":"view","now":%d,"view":%b}' % (now, sight)
        with suppress(ConnectionError):
            await page.ws.send_frame(message, WSMsgType.TEXT)

    async def _tell(self) -> None:
        """Tell every page what is new, for ever; also when the wheel has stopped."""
        rests_at: Timestamp | None = None
        async with asyncio.TaskGroup() as bells:
            while True:
                await self._wake.wait()
                self._wake.clear()
                await self._tell_all()
                before, rests_at = rests_at, self._sights.rests_at()
                if rests_at is not None and rests_at != before:
                    bells.create_task(self._touch_at(rests_at))
                await self._clock.sleep(FRAME)

    async def _touch_at(self, when: Timestamp) -> None:
        # By the clock of the day, as on the screen; somebody may set it meanwhile.
        while (left := when - self._clock.now()) > 0:
            await self._clock.sleep(left / 1_000_000)
        self.touch()

    async def _tell_all(self) -> None:
        """Tell every page what it does not know, in slices: others have turns too."""
        shown, began = self._sights.shown(), time.perf_counter()
        out = [page for page in self._sockets if not page.person.is_in]
        if out:
            await self._part(out, CODE_NEEDED)
        for page in list(self._sockets):
            await self._send(page, written(self._sights.of(page.person, shown)))
            if time.perf_counter() - began > _SLICE:
                await self._clock.sleep(0)
                shown, began = self._sights.shown(), time.perf_counter()

    async def _say_goodbye(self) -> None:
        """Tell all pages that the room is shut."""
        await self._part(list(self._sockets), CLOSED)

    async def _part(self, pages: Sequence[_Socket], code: int) -> None:
        """Close pages, and cut who does not listen."""
        closing = (page.ws.close(code=code, drain=False) for page in pages)
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_WITHIN):
                await asyncio.gather(*closing, return_exceptions=True)
        for page in pages:
            wire = page.transport
            if wire is not None and wire.get_write_buffer_size():
                wire.abort()
            elif wire is not None:
                wire.close()  # cutting it could take the goodbye back


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; raises ServerError when it cannot."""
    try:
        return listening_socket(host, port)
    except (OSError, OverflowError) as error:
        text = (
            _("Port {port} is already in use. Choose another one in Settings, Room.")
            if is_in_use(error)
            else _("Port {port} cannot be used: {reason}")
        )
        raise ServerError(text.format(port=port, reason=error)) from error
