"""What goes wrong on the way: the story's events, disturbed as the scenario says.

Duplicates, late events and lost Streak messages come one by one; a broken connection
and a silence hide a stretch of the story, which is told afterwards together with
what was heard before.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator
from itertools import count
from typing import Literal

from companion.domain.events import MONEY, AnyEvent, Gift, StreamEvent
from companion.domain.values import Timestamp
from companion.platforms.simulator.chance import Dice
from companion.platforms.simulator.giving import REUSED_GROUP, run_of
from companion.platforms.simulator.stage import Fault
from companion.platforms.simulator.story import Story

Item = AnyEvent | Fault

_LATE_BY = 8
_REPEATED_WITHIN = 30
"""Events that may come between an event and its delayed or second appearance."""

_NEVER = 1 << 62


class Disturbance:
    """The way from the platform to us."""

    def __init__(self, story: Story, dice: Dice) -> None:
        self._story = story
        self._told = story.tell()
        self._dice = dice
        self._faults = faults = story.stage.scenario.faults
        self._shuffles = any(
            (faults.duplicate, faults.reorder, faults.lost_end, faults.lost_middle)
        )
        self._pending: list[tuple[int, int, AnyEvent]] = []
        self._order = count()
        self._emitted = 0
        self._heard: deque[AnyEvent] = deque(maxlen=faults.backlog)
        self._owing: set[str] = set()
        self._breaks_at = self._after(0, faults.disconnect_every_s)
        self._silent_at = self._after(0, faults.silence_every_s)

    def events(self) -> Iterator[Item]:
        """Yield what arrives, for ever."""
        stage = self._story.stage
        for item in self._told:
            if isinstance(item, Fault):
                yield from self._away(item)
                continue
            if self._shuffles:
                yield from self._arriving(item)
            else:
                yield self._out(item)
            if stage.now >= self._breaks_at or stage.now >= self._silent_at:
                yield from self._away(self._due_fault())

    def _arriving(self, event: AnyEvent) -> Iterator[AnyEvent]:
        """Yield what arrives when `event` happens: it, or nothing, and late ones."""
        faults, dice = self._faults, self._dice
        if not _opens_reused_group(event):
            if self._is_lost(event):
                return
            if dice.happens(faults.reorder):
                self._hold(event, dice.between(1, _LATE_BY))
                return
        yield self._out(event)
        if dice.happens(faults.duplicate):
            self._hold(event, dice.between(1, _REPEATED_WITHIN))
        while self._pending and self._pending[0][0] <= self._emitted:
            yield self._out(heapq.heappop(self._pending)[2])

    def _out(self, event: AnyEvent) -> AnyEvent:
        self._emitted += 1
        self._heard.append(event)
        return event

    def _hold(self, event: AnyEvent, events: int) -> None:
        """Keep an event back until `events` others have come."""
        entry = (self._emitted + events, next(self._order), event)
        heapq.heappush(self._pending, entry)

    def _is_lost(self, event: AnyEvent) -> bool:
        """Tell whether this message of a Streak never comes.

        The end repeats the highest total, so it may be lost where that total was
        told before: what was given can always be known.
        """
        if not isinstance(event, Gift) or event.streak is None:
            return False
        run = run_of(event)
        if event.streak.ended:
            if run in self._owing:
                self._owing.discard(run)
                return False
            return self._dice.happens(self._faults.lost_end)
        if self._dice.happens(self._faults.lost_middle):
            self._owing.add(run)
            return True
        self._owing.discard(run)
        return False

    def _away(self, fault: Fault) -> Iterator[Item]:
        """Yield a broken connection or a silence, and what follows it."""
        while self._pending:
            yield self._out(heapq.heappop(self._pending)[2])
        yield fault
        stage = self._story.stage
        until = stage.now + round(fault.seconds * 1_000_000)
        if fault.kind == "silence":
            # The socket holds what came meanwhile: all of it arrives at once.
            yield from map(self._out, self._happening(until))
        else:
            missed = self._kept(list(self._happening(until)))
            again = max(0, self._faults.backlog - len(missed))
            yield from list(self._heard)[max(0, len(self._heard) - again) :]
            yield from map(self._out, missed)
        yield Fault(kind="caught-up")

    def _happening(self, until: Timestamp) -> Iterator[AnyEvent]:
        """Yield what happens until then; the last one may be a little later."""
        for item in self._told:
            if isinstance(item, StreamEvent):
                yield item
            if self._story.stage.now >= until:
                return

    def _kept(self, missed: list[AnyEvent]) -> list[AnyEvent]:
        """Return what the platform tells again of what was missed.

        Its backlog holds so many events; money is never missing from it.
        """
        spare = len(missed) - self._faults.backlog
        kept = []
        for event in missed:
            if spare > 0 and not isinstance(event, MONEY):
                spare -= 1
            else:
                kept.append(event)
        return kept

    def _due_fault(self) -> Fault:
        """Return the fault whose time has come, and draw when it comes next."""
        faults, rate = self._faults, self._story.events_per_s
        kind: Literal["disconnect", "silence"]
        if self._story.stage.now >= self._breaks_at:
            self._breaks_at = self._after(faults.offline_s, faults.disconnect_every_s)
            kind, seconds = "disconnect", faults.offline_s
        else:
            self._silent_at = self._after(faults.silence_s, faults.silence_every_s)
            kind, seconds = "silence", faults.silence_s
        return Fault(kind=kind, seconds=seconds, events=round(seconds * rate))

    def _after(self, seconds: float, every_s: float) -> Timestamp:
        """Return a random time, `every_s` on average after `seconds` from now."""
        if not every_s:
            return _NEVER
        pause = seconds + self._dice.waiting(1 / every_s)
        return self._story.stage.now + round(pause * 1_000_000)


def _opens_reused_group(event: AnyEvent) -> bool:
    """Tell whether this message begins a Streak under a group id used before.

    It always comes, and in its place: without it nobody could tell the new Streak
    from the one before.
    """
    return (
        isinstance(event, Gift)
        and event.streak is not None
        and event.streak.group == REUSED_GROUP
        and event.streak.total == 1
    )
