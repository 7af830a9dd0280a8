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
from companion.domain.studio import PageView
from companion.web.frames import Projection
from companion.web.page_socket import LINK_IS_DEAD, SILENCE_LIMIT, PageSocket

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

    Use it as `async with`: leaving ends its tasks and says goodbye to the pages. An
    overlay is told to its own pages and, as a part, to those of a stage that holds it.
    silence_limit: seconds without a sign of life after which a page is cut.
    """

    def __init__(
        self,
        projections: Mapping[str, Projection],
        clock: Clock,
        *,
        silence_limit: float = SILENCE_LIMIT,
    ) -> None:
        self.counts = FrameCounts()
        self._silence_limit = silence_limit
        self._projections = dict(projections)
        self._clock = clock
        self._pages: dict[str, set[PageSocket]] = {name: set() for name in projections}
        self._guests: dict[str, set[PageSocket]] = {name: set() for name in projections}
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
        self._look_at(name for name in self._pages if self._is_open(name))

    def touch_overlay(self, name: str) -> None:
        """Look at one overlay: where its pictures are has changed."""
        if self._is_open(name):
            self._look_at((name,))

    def _is_open(self, name: str) -> bool:
        return bool(self._pages[name] or self._guests[name])

    def add(self, name: str, projection: Projection) -> None:
        """Take one more overlay."""
        self._projections[name] = projection
        self._pages[name] = set()
        self._guests[name] = set()

    def remove(self, name: str) -> None:
        """Forget an overlay and end its pages' connections."""
        self._start(self._end_all(self._pages.pop(name), LINK_IS_DEAD))
        for page in self._guests.pop(name):
            page.drop(name)
            page.parts = tuple(part for part in page.parts if part != name)
        waker = self._wakers.pop(name, None)
        if waker is not None:
            waker[1].cancel()
        self._tests.pop(name, None)
        self._changed.discard(name)
        del self._projections[name]

    def projection(self, name: str) -> Projection:
        """Return an overlay as it stands; KeyError when there is none of that name."""
        return self._projections[name]

    def parts(self, name: str) -> tuple[str, ...]:
        """Return the overlays that a stage holds; none for one that is no stage."""
        return tuple(
            part for part in self._projections[name].parts if part in self._projections
        )

    def _look_at(self, names: Iterable[str]) -> None:
        self._changed.update(names)
        if self._changed and not self._framing:
            self._framing = True
            self._start(self._frame())

    def retract(self, seqs: Sequence[int]) -> None:
        """Take entries off every page at once, then send the state without them."""
        for pages in self._pages.values():
            for page in pages:
                page.retract(list(seqs))
        for name in self._pages:
            if self._is_open(name):
                self._isolated(name, self._send_state)

    def refresh(self, name: str) -> None:
        """Send everything again: settings, language or link changed."""
        self._isolated(name, self._forget_sent)
        for page in self._pages[name]:
            self._isolated(name, partial(self._greet, page))
        for page in self._guests[name]:
            self._isolated(name, partial(self._greet_part, page))

    def show_test(self, name: str) -> None:
        """Show an overlay's preview, marked as a test, for TEST_SECONDS."""
        for one in (name, *self.parts(name)):
            self._projections[one].begin_test()
            self._tests[one] = self._tests.get(one, 0) + 1
            self._isolated(one, self._send_state)
            self._start(self._end_test(one, self._tests[one]))

    async def serve(self, name: str, page: PageSocket) -> None:
        """Keep a page up to date until it goes."""
        if not self._is_open(name):
            self._projections[name].change()  # so that the next frame says what is new
        self._greet(page, name)
        self._pages[name].add(page)
        self._watch_pages()
        try:
            await page.run()
        finally:
            self._place(page, ())
            self._pages.get(name, set()).discard(page)
            self.counts.cut += page.was_cut

    async def close_pages(self, name: str) -> None:
        """End an overlay's connections: its link is no longer valid."""
        await self._end_all(self._pages[name], LINK_IS_DEAD)

    async def _end_all(self, pages: Iterable[PageSocket], code: int) -> None:
        await asyncio.gather(*(page.close(code) for page in list(pages)))

    def connected(self) -> dict[str, int]:
        """Return how many pages are connected, by overlay; as parts of stages too."""
        return {
            name: len(pages) + len(self._guests[name])
            for name, pages in self._pages.items()
        }

    def showing(self) -> dict[str, int]:
        """Return how many pages say that viewers see them, by overlay."""
        return {
            name: sum(page.is_showing for page in pages)
            + sum(page.is_part_showing(name) for page in self._guests[name])
            for name, pages in self._pages.items()
        }

    def views(self, name: str) -> tuple[PageView, ...]:
        """Return the connected pages of an overlay, its own before those of stages."""
        own = [page.view(name) for page in self._pages[name]]
        stages = [(stage, page) for stage in self._pages for page in self._pages[stage]]
        within = [
            page.view(name, stage=stage)
            for stage, page in stages
            if page in self._guests[name]
        ]
        return tuple(sorted(own, key=_by_age) + sorted(within, key=_by_age))

    def _forget_sent(self, name: str) -> None:
        """Compare the next frame with what pages get now, not with what they had."""
        self._projections[name].change()

    def _greet(self, page: PageSocket, name: str) -> None:
        parts = self.parts(name)
        page.offer("snapshot", self._projections[name].snapshot(parts=parts))
        self.counts.sent += 1
        self._wake_when_due(name)
        self._place(page, parts)

    def _greet_part(self, page: PageSocket, part: str) -> None:
        page.offer("snapshot", self._projections[part].snapshot(), part)
        self.counts.sent += 1
        self._wake_when_due(part)

    def _place(self, page: PageSocket, parts: Sequence[str]) -> None:
        """Tell a page of these parts from now on, and of no others."""
        before, page.parts = page.parts, tuple(parts)
        for part in before:
            if part not in parts:
                page.drop(part)
                self._guests[part].discard(page)
        for part in parts:
            if part in before:
                continue
            if not self._is_open(part):
                self._isolated(part, self._forget_sent)
            self._guests[part].add(page)
            self._isolated(part, partial(self._greet_part, page))

    def _send_state(self, name: str) -> None:
        self._changed.discard(name)
        data = self._projections[name].change()
        self._wake_when_due(name)
        if data is None:
            self.counts.unchanged += 1
            return
        for page in self._pages[name]:
            self.counts.sent += 1
            self.counts.skipped += page.offer("update", data)
        for page in self._guests[name]:
            self.counts.sent += 1
            self.counts.skipped += page.offer("update", data, name)

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
        due = self._projections[name].next_due
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
        if self._is_open(name):
            self._look_at((name,))

    async def _end_test(self, name: str, number: int) -> None:
        await self._clock.sleep(TEST_SECONDS)
        if self._tests.get(name) == number:  # else a newer test runs
            self._projections[name].end_test()
            self._isolated(name, self._send_state)

    def _watch_pages(self) -> None:
        if not self._watching:
            self._watching = True
            self._start(self._watch())

    async def _watch(self) -> None:
        try:
            while any(self._pages.values()):
                began = self._clock.monotonic()
                await self._clock.sleep(_WATCH)
                # A computer that slept, or a process that was stopped, has not read
                # what pages said meanwhile: then they are asked before any is cut.
                was_away = self._clock.monotonic() - began > 2 * _WATCH
                for page in [p for pages in self._pages.values() for p in pages]:
                    self._look_after(page, is_patient=was_away)
        finally:
            self._watching = False

    def _look_after(self, page: PageSocket, *, is_patient: bool) -> None:
        if page.silence > self._silence_limit and not is_patient:
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


def _by_age(page: PageView) -> int:
    return page.since
