"""One supervised connection on the emulator's stage, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random

from companion.app.machine import SystemClock
from companion.domain.events import Cheer, Subscription
from companion.domain.views import ConnectionState, ConnectionView
from companion.platforms.supervisor import Supervisor
from companion.platforms.twitch.connector import TwitchConnector
from companion.settings.models import ConnectionSettings
from tests.companion.platforms.scripted import KeptInlet
from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_control import TwitchChannel

LIVE = ConnectionState.LIVE


async def until(there: Callable[[], object], *, within: float = 20.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(within):
        while not there():  # noqa: ASYNC110  # nothing tells it
            await asyncio.sleep(0.01)


class Stage:
    """A supervisor's only connection; inlet: what it heard."""

    def __init__(
        self,
        supervisor: Supervisor,
        inlet: KeptInlet,
        channel: TwitchChannel,
        connector: TwitchConnector,
    ) -> None:
        self.supervisor = supervisor
        self.inlet = inlet
        self.channel = channel
        self.connector = connector

    @property
    def view(self) -> ConnectionView:
        return self.supervisor.views()[0]

    async def until(
        self, is_so: Callable[[ConnectionView], object], *, within: float = 20.0
    ) -> ConnectionView:
        await until(lambda: is_so(self.view), within=within)
        return self.view

    async def begins(self) -> None:
        """Wait until it is live; one line and some money are heard."""
        await until(self.connector.connected)
        await self.channel.publish(script.Chat(text="before"), script.Cheer(bits=5))
        await until(lambda: self.bits() == 5)
        await self.until(lambda view: view.state is LIVE)

    async def goes_on(self) -> None:
        """A line and some money after the fault are heard."""
        await until(self.connector.connected)
        after = script.Cheer(bits=7, text="after")
        await self.channel.publish(script.Chat(text="after"), after)
        await until(lambda: "after" in self.inlet.texts and self._has_cheered("after"))
        await self.until(lambda view: view.state is LIVE)

    def _has_cheered(self, text: str) -> bool:
        events = [one.event for one in self.inlet.arrivals]
        return any(isinstance(one, Cheer) and one.text == text for one in events)

    def bits(self) -> int:
        """Sum up as the ledger does: each id once."""
        cheers = {
            one.event.id: one.event.bits
            for one in self.inlet.arrivals
            if isinstance(one.event, Cheer)
        }
        return sum(cheers.values())

    def subscriptions(self) -> int:
        counted = {
            one.event.id: one.event.count
            for one in self.inlet.arrivals
            if isinstance(one.event, Subscription)
        }
        return sum(counted.values())


@asynccontextmanager
async def on_stage(
    connector: TwitchConnector, channel: TwitchChannel, *, silent_after_s: float = 30
) -> AsyncIterator[Stage]:
    """Open the stage: the connector lives under a supervisor with short waits."""
    inlet = KeptInlet()
    supervisor = Supervisor(
        clock=SystemClock(),
        random=Random(1),
        factories={"twitch": lambda _name: connector},
        inlet=inlet,
        on_change=lambda: None,
        settings=ConnectionSettings(
            silent_after_s=silent_after_s, backoff_first_s=0.1, backoff_max_s=1
        ),
    )
    async with supervisor:
        supervisor.connect("twitch:x")
        yield Stage(supervisor, inlet, channel, connector)
