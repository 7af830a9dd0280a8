"""A busy stream to try overlays with: simulated, marked as a test, never scored."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Final

from msgspec import structs

from companion.domain.events import (
    AnyEvent,
    Chat,
    Cheer,
    Follow,
    Gift,
    Like,
    Membership,
    Raid,
    Share,
    Subscription,
    SuperChat,
)
from companion.domain.ports import Clock, IdSource
from companion.platforms.simulator.scenario import Moment, Phase, Scenario
from companion.platforms.simulator.stage import Fault
from companion.platforms.simulator.story import Story

EVENTS_PER_S: Final = 14
"""On average; a large stream has about as many."""

_TOLD: Final = (
    Chat,
    Cheer,
    Follow,
    Gift,
    Like,
    Membership,
    Raid,
    Share,
    Subscription,
    SuperChat,
)

_EVENING: Final = Scenario(
    name="busy",
    title="A busy stream",
    description="Everything that overlays show, in half a minute.",
    viewers=600,
    hostile_share=0,
    mix={
        "chat": 50,
        "like": 22,
        "gift": 14,
        "follow": 6,
        "share": 2,
        "cheer": 3,
        "subscription": 2,
        "superchat": 1.5,
        "membership": 1,
        "gift_subscription": 1,
    },
    phase=(
        Phase(
            name="busy",
            seconds=30,
            events_per_s=EVENTS_PER_S,
            moment=(
                Moment(at=4, what="raid", viewers=84),
                Moment(at=9, what="gift", count=30),
                Moment(at=15, what="burst", factor=3, seconds=4),
                Moment(at=22, what="gift_subscription"),
            ),
        ),
    ),
)


class BusyStream:
    """Lets simulated events in at the rate at which they happen.

    inject: takes one through the whole line as a test. seed: another gives others.
    """

    def __init__(
        self,
        inject: Callable[[AnyEvent], Awaitable[object]],
        *,
        clock: Clock,
        ids: IdSource,
        seed: int,
    ) -> None:
        self._inject = inject
        self._clock = clock
        self._ids = ids
        self._story = Story(_EVENING, seed=seed)
        self._run = ids.new_id()
        self._counted: dict[str, int] = {}

    async def run(self, seconds: float) -> None:
        """Run for so long; raises CommandError when no session is open."""
        began = self._clock.monotonic()
        first = self._story.stage.now
        for event in self._events():
            at = (self._story.stage.now - first) / 1_000_000
            if at >= seconds:
                break
            early = began + at - self._clock.monotonic()
            if early > 0:
                await self._clock.sleep(early)
            await self._inject(self._as_test(event))
        rest = began + seconds - self._clock.monotonic()
        await self._clock.sleep(max(0.0, rest))

    def _events(self) -> Iterator[AnyEvent]:
        for told in self._story.tell():
            if isinstance(told, Fault) or not isinstance(told, _TOLD):
                continue
            if not self._is_repeated(told):
                yield told

    def _is_repeated(self, event: AnyEvent) -> bool:
        """Return whether a Streak only says again what it has said: that is no news."""
        streak = event.streak if isinstance(event, Gift) else None
        if streak is None:
            return False
        before = self._counted.get(streak.group, 0)
        self._counted[streak.group] = streak.total
        return streak.total <= before

    def _as_test(self, event: AnyEvent) -> AnyEvent:
        # Ids of its own: the same story told twice is not heard twice otherwise.
        if isinstance(event, Gift) and event.streak is not None:
            group = f"{self._run}-{event.streak.group}"
            event = structs.replace(
                event, streak=structs.replace(event.streak, group=group)
            )
        return structs.replace(
            event,
            id=f"{event.platform}:test-{self._ids.new_id()}",
            platform_at=self._clock.now(),
            channel="test",
        )
