"""Where the window's thread and the engine's thread meet; nowhere else do they."""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from itertools import count, groupby
from typing import Any, TypeVar, overload

from PySide6.QtCore import QObject, QTimer

from companion.domain.entries import Entry
from companion.domain.errors import CommandError, CompanionError
from companion.domain.events import Chat, Join, Like
from companion.domain.ports import Engine, EngineListener
from companion.domain.views import ConnectionView, Review, SessionView, Shown
from companion.i18n import _

T = TypeVar("T")

CAPACITY = 4_000
"""Items that may wait for the window; a third of a second at 12,000 a second."""

DRAIN_MS = 33
"""How often the window takes what waits: 30 times a second."""

_log = logging.getLogger(__name__)

_Item = tuple[int, str, Any]


class Mailbox:
    """What the engine said and the window has not taken yet; safe for two threads.

    Order is kept. Above `capacity` items the oldest chat, like or join falls out and
    is counted; states, sessions, money and retractions never do.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._number = count()
        self._kept: deque[_Item] = deque()
        self._sheddable: deque[_Item] = deque()
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """Return how many items fell out since the start."""
        return self._dropped

    def put(self, method: str, items: Iterable[Any]) -> None:
        """Leave items for the listener's `method`; never waits for the window."""
        with self._lock:
            for item in items:
                waiting = self._sheddable if _is_sheddable(item) else self._kept
                waiting.append((next(self._number), method, item))
            excess = len(self._kept) + len(self._sheddable) - self._capacity
            for _unused in range(min(excess, len(self._sheddable))):
                self._sheddable.popleft()
                self._dropped += 1

    def take(self) -> list[tuple[str, list[Any]]]:
        """Return and forget what waits: runs of items for one method, in order."""
        with self._lock:
            kept, self._kept = self._kept, deque()
            sheddable, self._sheddable = self._sheddable, deque()
        in_order = sorted([*kept, *sheddable], key=lambda item: item[0])
        return [
            (method, [item for _number, _method, item in run])
            for method, run in groupby(in_order, key=lambda item: item[1])
        ]


def _is_sheddable(item: object) -> bool:
    if not isinstance(item, Shown):
        return False
    entry: Entry = item.entry
    return isinstance(entry.body, Chat | Like | Join)


class Bridge(QObject):
    """Engine to window: a mailbox emptied on a timer. Window to engine: `call`.

    Made and used on the window's thread; only its inbox runs on the engine's. Without
    an engine it keeps what is asked until one is attached: the window can be there
    before the engine is.
    """

    def __init__(
        self,
        engine: Engine | None = None,
        engine_loop: asyncio.AbstractEventLoop | None = None,
        *,
        capacity: int = CAPACITY,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._attached = asyncio.Event()
        self._is_closed = False
        self._engine: Engine | None = None
        self._engine_loop: asyncio.AbstractEventLoop | None = None
        if engine is not None and engine_loop is not None:
            self.attach(engine, engine_loop)
        self._mailbox = Mailbox(capacity)
        self._listeners: list[EngineListener] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._stop_hearing: Callable[[], None] | None = None
        self._on_failure: Callable[[CompanionError], object] = _log_failure
        self._timer = QTimer(self)
        self._timer.setInterval(DRAIN_MS)
        self._timer.timeout.connect(self.drain)

    @property
    def dropped(self) -> int:
        """Return how many chats, likes and joins the window was too slow for."""
        return self._mailbox.dropped

    async def answered(self) -> None:
        """Wait until everything is answered, what answers ask in turn included."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def inbox(self) -> EngineListener:
        """Return what the engine speaks to, on whatever thread."""
        return _Inbox(self._mailbox)

    def attach(self, engine: Engine, engine_loop: asyncio.AbstractEventLoop) -> None:
        """Take the engine and the loop that its methods run on."""
        self._engine, self._engine_loop = engine, engine_loop
        self._attached.set()

    async def open(self) -> None:
        """Begin to hear the engine."""
        inbox = self.inbox
        self._stop_hearing = await self.call(lambda engine: engine.listen(inbox))
        self._timer.start()

    async def close(self) -> None:
        """Stop hearing, and end what was asked and is not answered yet."""
        self._is_closed = True
        self._timer.stop()
        stop_hearing, self._stop_hearing = self._stop_hearing, None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if stop_hearing is not None:
            await self.call(lambda _engine: stop_hearing())

    def listen(self, listener: EngineListener) -> Callable[[], None]:
        """Deliver to `listener`, in batches, on this thread; returns how to stop."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def drain(self) -> None:
        """Deliver what waits. A listener's fault is logged; the others go on."""
        for method, items in self._mailbox.take():
            for listener in tuple(self._listeners):
                try:
                    _deliver(listener, method, items)
                except Exception:  # noqa: BLE001  # our fault; it stays in that pane
                    _log.exception("%s failed in %s", type(listener).__name__, method)

    @overload
    async def call(self, ask: Callable[[Engine], Coroutine[Any, Any, T]]) -> T: ...

    @overload
    async def call(self, ask: Callable[[Engine], T]) -> T: ...

    async def call(self, ask: Callable[[Engine], object]) -> object:
        """Ask the engine on its thread and wait without blocking the window.

        Raises whatever the engine raises; CommandError when it is closed already.
        """
        await self._attached.wait()
        engine, engine_loop = self._engine, self._engine_loop
        if engine is None or engine_loop is None:
            raise CommandError(_("Companion is closing."))

        async def on_engine_thread() -> object:
            answer = ask(engine)
            return await answer if inspect.isawaitable(answer) else answer

        asked = on_engine_thread()
        try:
            future = asyncio.run_coroutine_threadsafe(asked, engine_loop)
        except RuntimeError as error:  # the loop is closed
            asked.close()
            raise CommandError(_("Companion is closing.")) from error
        return await asyncio.wrap_future(future)

    def ask(
        self,
        ask: Callable[[Engine], Awaitable[T] | T],
        *,
        then: Callable[[T], object] | None = None,
        failed: Callable[[CompanionError], object] | None = None,
    ) -> None:
        """Ask from a slot: `then` gets the answer, `failed` the error, both later.

        Without `failed` the error goes where `on_failure` says. Anything that is no
        CompanionError is our bug: logged with its traceback. After `close` nothing is
        asked any more.
        """
        self.begin(ask, then=then, failed=failed)

    def begin(
        self,
        ask: Callable[[Engine], Awaitable[T] | T],
        *,
        then: Callable[[T], object] | None = None,
        failed: Callable[[CompanionError], object] | None = None,
    ) -> Callable[[], object]:
        """Ask as `ask` does; returns what cancels it, on the engine's thread too.

        What is cancelled answers nothing.
        """
        if self._is_closed:
            return lambda: None
        coroutine = self._ask(ask, then, failed)
        task = asyncio.get_event_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task.cancel

    def on_failure(self, handler: Callable[[CompanionError], object]) -> None:
        """Choose who tells the person about errors that nobody else took."""
        self._on_failure = handler

    async def _ask(
        self,
        ask: Callable[[Engine], Awaitable[T] | T],
        then: Callable[[T], object] | None,
        failed: Callable[[CompanionError], object] | None,
    ) -> None:
        try:
            answer: Any = await self.call(ask)
            if then is not None:
                then(answer)
        except CompanionError as error:
            (failed or self._on_failure)(error)
        except Exception:  # noqa: BLE001  # our bug: told to the log
            _log.exception("a request of the window failed")


class _Inbox:
    """The EngineListener that fills the mailbox; runs on the engine's thread."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def shown(self, items: Sequence[Shown]) -> None:
        self._mailbox.put("shown", items)

    def reviewing(self, items: Sequence[Review]) -> None:
        self._mailbox.put("reviewing", items)

    def retracted(self, seqs: Sequence[int]) -> None:
        self._mailbox.put("retracted", seqs)

    def connections(self, items: Sequence[ConnectionView]) -> None:
        self._mailbox.put("connections", (tuple(items),))

    def session(self, view: SessionView | None) -> None:
        self._mailbox.put("session", (view,))

    def alarm(self, text: str) -> None:
        self._mailbox.put("alarm", (text,))


def _deliver(listener: EngineListener, method: str, items: list[Any]) -> None:
    """Hand over a run: lists where the port takes lists, else the newest value."""
    match method:
        case "shown":
            listener.shown(items)
        case "reviewing":
            listener.reviewing(items)
        case "retracted":
            listener.retracted(items)
        case "connections":
            listener.connections(items[-1])
        case "session":
            for view in items:
                listener.session(view)
        case "alarm":
            for text in items:
                listener.alarm(text)


def _log_failure(error: CompanionError) -> None:
    _log.warning("%s: %s", type(error).__name__, error)
