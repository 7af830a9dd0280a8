"""The simulator as a platform: its sequence, paced by the clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Final

from companion.domain.errors import ConnectionLost
from companion.domain.events import AnyEvent
from companion.domain.ports import Clock, ConnectorFactory
from companion.domain.values import Platform
from companion.i18n import _
from companion.platforms.simulator.faults import Item
from companion.platforms.simulator.library import Library
from companion.platforms.simulator.scenario import Scenario
from companion.platforms.simulator.sequence import generate
from companion.platforms.simulator.settings import SimulatorSettings
from companion.platforms.simulator.stage import BEGINNING, Fault

_BREATH: Final = 64
"""Events after which others may run even when we are late."""

_LATE_S: Final = 1.0
"""Later than this, what was missed is not caught up with: a computer woke up."""


class Pace:
    """When the next event may come.

    rate: events a second; None: as the story's own clock says.
    """

    def __init__(self, clock: Clock, *, rate: float | None) -> None:
        self._clock = clock
        self._gap = 1 / rate if rate else 0.0
        self._is_own = rate is None
        self._story_now = BEGINNING
        self._due = 0.0
        self._silent_until = 0.0
        self._since_breath = 0

    def restart(self) -> None:
        """Begin anew at this moment: what lies behind is not caught up with."""
        self._due = self._clock.monotonic()

    async def wait(self, event: AnyEvent) -> None:
        """Return when it is time for `event`."""
        if self._is_own:
            at = max(self._story_now, event.platform_at or 0)
            self._due += (at - self._story_now) / 1_000_000
            self._story_now = at
        else:
            self._due += self._gap
        ahead = self._due - self._clock.monotonic()
        if ahead > 0:
            self._since_breath = 0
            await self._clock.sleep(ahead)
            return
        if ahead < -_LATE_S:
            self.restart()
        await self._breathe()

    async def hurry(self, event: AnyEvent) -> None:
        """Move the story's clock without waiting: what is told late comes at once."""
        self._story_now = max(self._story_now, event.platform_at or 0)
        await self._breathe()

    async def _breathe(self) -> None:
        self._since_breath += 1
        if self._since_breath >= _BREATH:
            self._since_breath = 0
            await self._clock.sleep(0)

    def begin_silence(self, fault: Fault) -> None:
        """Begin a silence; at a fixed rate, as long as its events would take."""
        seconds = fault.seconds if self._is_own else fault.events * self._gap
        self._silent_until = self._clock.monotonic() + seconds

    async def wait_out_silence(self) -> None:
        """Return when the silence is over; a reconnect does not shorten it."""
        left = self._silent_until - self._clock.monotonic()
        if left > 0:
            await self._clock.sleep(left)


class SimulatorConnector:
    """One simulated evening; attempts after a broken connection continue it.

    It keeps what it was about to tell when an attempt is cancelled, so that the
    sequence is the same however often that happens.
    """

    platform: Platform | None = None
    can_wait = True

    def __init__(
        self,
        target: str,
        *,
        scenario: Scenario,
        seed: int,
        clock: Clock,
        rate: float | None,
    ) -> None:
        self.target = target
        self.catching_up = False
        self._items: Iterator[Item] = generate(scenario, seed)
        self._next: Item | None = None
        self._is_mute = rate == 0
        self._pace = Pace(clock, rate=rate)
        self._is_connected = False

    def connected(self) -> bool:
        """Return whether an attempt runs."""
        return self._is_connected

    async def events(self) -> AsyncIterator[AnyEvent]:
        """Tell the evening from where the last attempt stopped.

        Raises ConnectionLost where the scenario says so.
        """
        self._is_connected = True
        self._pace.restart()
        try:
            if self._is_mute:
                await asyncio.get_running_loop().create_future()
            while True:
                await self._pace.wait_out_silence()
                item = self._peek()
                if isinstance(item, Fault):
                    self._next = None
                    self._suffer(item)
                    continue
                if self.catching_up:
                    await self._pace.hurry(item)
                else:
                    await self._pace.wait(item)
                self._next = None
                yield item
        finally:
            self._is_connected = False

    def _peek(self) -> Item:
        if self._next is None:
            self._next = next(self._items)
        return self._next

    def _suffer(self, fault: Fault) -> None:
        self.catching_up = fault.kind != "caught-up"
        if fault.kind == "disconnect":
            raise ConnectionLost(_("The scenario broke the connection."))
        if fault.kind == "silence":
            self._pace.begin_silence(fault)
        self._pace.restart()


def simulator(
    clock: Clock, settings: SimulatorSettings | None = None
) -> ConnectorFactory:
    """Return what makes connectors of "42", "chaos", "chaos@7".

    The connectors' factory raises TargetUnknown, and SettingsError when a scenario
    file of one's own is not right.
    """
    used = settings or SimulatorSettings()

    def connect(target: str) -> SimulatorConnector:
        scenario, seed = Library(used.folder).find(target)
        name = target.strip().lower() or scenario.name
        return SimulatorConnector(
            f"simulator:{name}",
            scenario=scenario,
            seed=seed,
            clock=clock,
            rate=used.rate,
        )

    return connect
