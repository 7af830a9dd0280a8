"""Closing: what was said in time counts, however late it comes.

An interaction closes at a moment. Answers that were said before it are on their way
still: each platform's for as long as its messages take, and those that wait for a
verdict for a second and a half. Then the results are made, and nothing is added.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from typing import Final

from companion.domain.entries import AnyNote
from companion.domain.errors import CommandError, LedgerError
from companion.domain.ports import Clock
from companion.domain.show.notes import InteractionMoved, InteractionStepped
from companion.domain.show.steps import Closing
from companion.domain.values import Platform, Timestamp
from companion.i18n import _
from companion.interactions.fold import ShowFold
from companion.interactions.kind import SECOND
from companion.interactions.kinds.catalogue import AnyInteraction
from companion.interactions.record import Record

_VERDICTS_US: Final = 1_500_000
"""How long an answer may wait for its verdict after everything closed."""

_AGAIN_S: Final = 2.0
"""Before another try, while the record cannot be written."""


class Closer:
    """Closes by hand or by time, and makes the results when the answers have come."""

    def __init__(
        self,
        *,
        record: Record,
        clock: Clock,
        fold: Callable[[], ShowFold],
        platforms: Callable[[], Iterable[Platform]],
        drain: Callable[[], Awaitable[None]],
    ) -> None:
        self._record = record
        self._clock = clock
        self._fold = fold
        self._platforms = platforms
        self._drain = drain
        self._wake = asyncio.Event()
        self._done: dict[str, list[asyncio.Future[None]]] = {}

    async def close(self, one: AnyInteraction, *, who: str) -> None:
        """Close by hand; returns when its results are made.

        Raises CommandError when it is not ongoing, or is closing already.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def decide() -> Sequence[AnyNote]:
            if one.phase != "ongoing" or "results" not in one.steps:
                raise CommandError(_("It is not running: there is nothing to close."))
            if one.closing is not None:
                return ()
            now = self._record.now()
            at = now if one.closes_at is None else min(now, one.closes_at)
            return (self._closing(one, at, who),)

        self._done.setdefault(one.id, []).append(done)
        try:
            await self._record.put(decide)
            self._wake.set()
            await done
        finally:
            waiting = self._done.get(one.id, [])
            if done in waiting:
                waiting.remove(done)

    def took(self, changed: Sequence[str]) -> None:
        """Look again: something was recorded."""
        for name in changed:
            one = self._fold().interactions.get(name)
            if one is None or one.phase != "ongoing":
                self._tell(name)
        self._wake.set()

    def turned(self) -> None:
        """Another session is on: nobody waits for one of the session before."""
        for name in list(self._done):
            self._tell(name)
        self._wake.set()

    def _tell(self, name: str) -> None:
        for done in self._done.pop(name, ()):
            if not done.done():
                done.set_result(None)

    def waiting_for(self, one: AnyInteraction) -> tuple[Platform, ...]:
        """Return the platforms whose answers in time may still come."""
        if one.closing is None or one.phase != "ongoing":
            return ()
        since = self._record.now() - one.closing.at
        return tuple(
            Platform(name) for name, wait in one.closing.waits.items() if wait > since
        )

    async def run(self) -> None:
        """Close what is over; for ever, cancel to stop."""
        while True:
            pause = await self._look()
            self._wake.clear()
            if pause is None:
                await self._wake.wait()
                continue
            with suppress(TimeoutError):
                await self._until(pause)

    async def _until(self, seconds: float) -> None:
        """Wait so long, or until something is recorded."""
        woken = asyncio.ensure_future(self._wake.wait())
        slept = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({woken, slept}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
            slept.cancel()

    async def _look(self) -> float | None:
        """Do what is due; returns seconds until the next look, None: no need."""
        pauses: list[float] = []
        for one in list(self._fold().interactions.values()):
            if one.phase != "ongoing" or not _ends_by_itself(one):
                continue
            due = self._due(one)
            if due is None:
                continue
            left = (due - self._record.now()) / SECOND
            if left > 0:
                pauses.append(left)
            elif not await self._advance(one):
                pauses.append(_AGAIN_S)
            else:
                pauses.append(0.0)
        return min(pauses, default=None)

    def _due(self, one: AnyInteraction) -> Timestamp | None:
        if one.closing is None:
            return self._end(one)
        closing = one.closing
        waits = max(closing.waits.values(), default=0)
        pending = [
            at for at in self._fold().pending.values() if at <= closing.at + waits
        ]
        return closing.at + max(waits, _VERDICTS_US if pending else 0)

    def _end(self, one: AnyInteraction) -> Timestamp | None:
        """Return when its time is up; what goes on then has waited for the answers."""
        if one.closes_at is None or not one.time_is_up():
            return one.closes_at
        return one.closes_at + max(self._waits(one).values(), default=0)

    async def _advance(self, one: AnyInteraction) -> bool:
        """Take the next step of closing; returns whether it could be recorded."""
        try:
            if one.closing is None:
                await self._record.put(lambda: self._close_now(one))
                return True
            with suppress(TimeoutError):
                async with asyncio.timeout(_VERDICTS_US / SECOND):
                    await self._drain()
            for _portion in self._fold().reckon(one, "close"):
                await self._clock.sleep(0)
            await self._record.put(lambda: self._results(one))
        except (CommandError, LedgerError):
            return False
        return True

    def _close_now(self, one: AnyInteraction) -> Sequence[AnyNote]:
        closes_at = one.closes_at
        if one.phase != "ongoing" or one.closing is not None or closes_at is None:
            return ()
        if closes_at > self._record.now():  # extended meanwhile
            return ()
        steps = one.time_is_up()
        if steps:
            return [InteractionStepped(id=one.id, step=step) for step in steps]
        return (self._closing(one, closes_at, ""),)

    @staticmethod
    def _results(one: AnyInteraction) -> Sequence[AnyNote]:
        if one.phase != "ongoing" or one.closing is None:
            return ()
        return (InteractionMoved(id=one.id, to="results"),)

    def _closing(
        self, one: AnyInteraction, at: Timestamp, who: str
    ) -> InteractionStepped:
        step = Closing(at=at, waits=self._waits(one))
        return InteractionStepped(id=one.id, step=step, who=who)

    def _waits(self, one: AnyInteraction) -> dict[str, int]:
        longest = round(one.longest_wait_s * SECOND)
        clocks = self._fold().clocks
        return {
            str(platform): min(clocks.wait(platform), longest)
            for platform in sorted(set(self._platforms()))
        }


def _ends_by_itself(one: AnyInteraction) -> bool:
    return "results" in one.steps or bool(one.time_is_up())
