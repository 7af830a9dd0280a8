"""Tells every overlay page what changed, at most 20 times a second.

Nothing runs while nothing happens: a frame is made when the engine says that
something changed, one JSON text per overlay and frame for all its pages.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from types import TracebackType
from typing import Final, Self

import msgspec

from companion.domain.ports import Clock
from companion.web.frames import Stage
from companion.web.page_socket import SILENCE_LIMIT, PageSocket

FRAME: Final = 0.05
"""Seconds between two frames of one overlay."""

TEST_SECONDS: Final = 5.0
"""How long a preview stays on a page that it was sent to as a test."""

_WATCH: Final = 10.0

# Sums of fractions are not exact: a frame that is due by this little is due.
_SLACK: Final = 0.000_5

_log = logging.getLogger(__name__)


class FrameCounts(msgspec.Struct):
    """What the hub has done so far.

    sent: states handed to pages. skipped: states that a slow page never got, because
    a newer one came first. unchanged: frames that would have said nothing new. cut:
    pages whose connection was broken because they were too slow or silent.
    """

    sent: int = 0
    skipped: int = 0
    unchanged: int = 0
    cut: int = 0


class Hub:
    """Holds the connected pages and tells them what is new.

    Use it as `async with`: leaving ends its tasks and says goodbye to the pages.
    """

    def __init__(self, stages: Mapping[str, Stage], clock: Clock) -> None:
        self.counts = FrameCounts()
        self._stages = stages
        self._clock = clock
        self._pages: dict[str, set[PageSocket]] = {name: set() for name in stages}
        self._changed: set[str] = set()
        self._tests: dict[str, int] = {}
        self._wakers: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._framed_at = clock.monotonic() - FRAME
        self._framing = False
        self._watching = False
        self._running = AsyncExitStack()
        self._tasks: asyncio.TaskGroup
        self._owned: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Start; until then nothing is sent."""
        self._tasks = await self._running.enter_async_context(asyncio.TaskGroup())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End every task and close every page's socket."""
        for task in list(self._owned):
            task.cancel()
        pages = [page for pages in self._pages.values() for page in pages]
        await asyncio.gather(*(page.close() for page in pages), return_exceptions=True)
        await self._running.aclose()

    def touch(self) -> None:
        """Something changed: look at every overlay that is open somewhere."""
        self._look_at(name for name, pages in self._pages.items() if pages)

    def _look_at(self, names: Iterable[str]) -> None:
        self._changed.update(names)
        if self._changed and not self._framing:
            self._framing = True
            self._start(self._frame())

    def retract(self, seqs: Sequence[int]) -> None:
        """Take entries off every page at once, then send the state without them."""
        for name, pages in self._pages.items():
            if not pages:
                continue
            for page in pages:
                page.retract(list(seqs))
            self._isolated(name, self._send_state)

    def refresh(self, name: str) -> None:
        """Send everything again: settings, language or link changed."""
        self._isolated(name, self._forget_sent)
        for page in self._pages[name]:
            self._isolated(name, partial(self._greet, page))

    def show_test(self, name: str) -> None:
        """Show an overlay's preview, marked as a test, for TEST_SECONDS."""
        self._stages[name].begin_test()
        self._tests[name] = self._tests.get(name, 0) + 1
        self._isolated(name, self._send_state)
        self._start(self._end_test(name, self._tests[name]))

    async def serve(self, name: str, page: PageSocket) -> None:
        """Keep a page up to date until it goes."""
        if not self._pages[name]:
            self._stages[name].change()  # so that the next frame says only what is new
        self._greet(page, name)
        self._pages[name].add(page)
        self._watch_pages()
        try:
            await page.run()
        finally:
            self._pages[name].discard(page)
            self.counts.cut += page.was_cut

    async def close_pages(self, name: str) -> None:
        """End an overlay's connections: its link is no longer valid."""
        await asyncio.gather(*(page.close() for page in list(self._pages[name])))

    def connected(self) -> dict[str, int]:
        """Return how many pages are connected, by overlay."""
        return {name: len(pages) for name, pages in self._pages.items()}

    def showing(self) -> dict[str, int]:
        """Return how many pages say that viewers see them, by overlay."""
        return {
            name: sum(page.is_showing for page in pages)
            for name, pages in self._pages.items()
        }

    def _forget_sent(self, name: str) -> None:
        """Compare the next frame with what pages get now, not with what they had."""
        self._stages[name].change()

    def _greet(self, page: PageSocket, name: str) -> None:
        page.offer("snapshot", self._stages[name].snapshot())
        self.counts.sent += 1
        self._wake_when_due(name)

    def _send_state(self, name: str) -> None:
        self._changed.discard(name)
        data = self._stages[name].change()
        self._wake_when_due(name)
        if data is None:
            self.counts.unchanged += 1
            return
        for page in self._pages[name]:
            self.counts.sent += 1
            self.counts.skipped += page.offer("update", data)

    async def _frame(self) -> None:
        try:
            while self._changed:
                wait = self._framed_at + FRAME - self._clock.monotonic()
                if wait > _SLACK:
                    await self._clock.sleep(wait)
                self._framed_at = self._clock.monotonic()
                for name in sorted(self._changed):
                    self._isolated(name, self._send_state)
        finally:
            self._framing = False

    def _wake_when_due(self, name: str) -> None:
        """Look again when a line that waits may be shown; rest while none does."""
        due = self._stages[name].next_due
        if due is None:
            return
        planned = self._wakers.get(name)
        if planned is not None:
            if planned[0] <= due:
                return
            planned[1].cancel()
        self._wakers[name] = (due, self._start(self._wake(name, due)))

    async def _wake(self, name: str, due: float) -> None:
        await self._clock.sleep(max(0.0, due - self._clock.monotonic()))
        self._wakers.pop(name, None)
        if self._pages[name]:
            self._look_at((name,))

    async def _end_test(self, name: str, number: int) -> None:
        await self._clock.sleep(TEST_SECONDS)
        if self._tests[name] == number:  # else a newer test runs
            self._stages[name].end_test()
            self._isolated(name, self._send_state)

    def _watch_pages(self) -> None:
        if not self._watching:
            self._watching = True
            self._start(self._watch())

    async def _watch(self) -> None:
        try:
            while any(self._pages.values()):
                await self._clock.sleep(_WATCH)
                for page in [p for pages in self._pages.values() for p in pages]:
                    self._look_after(page)
        finally:
            self._watching = False

    def _look_after(self, page: PageSocket) -> None:
        if page.silence > SILENCE_LIMIT:
            page.cut()
        elif page.silence >= _WATCH:
            page.ping()

    def _isolated(self, name: str, act: Callable[[str], None]) -> None:
        """Do something for one overlay; its bugs do not reach the others."""
        try:
            act(name)
        except Exception:  # noqa: BLE001  # see above
            self._changed.discard(name)
            _log.exception("overlay %s cannot be shown", name)

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = self._tasks.create_task(work)
        self._owned.add(task)
        task.add_done_callback(self._owned.discard)
        return task
