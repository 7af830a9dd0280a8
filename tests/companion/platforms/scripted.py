"""A connector that does what a script says, and an inlet that keeps what it gets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable

from companion.domain.entries import Gap
from companion.domain.events import AnyEvent, Arrival, Chat, Like, ViewerCount
from companion.domain.ports import Clock
from companion.domain.values import Platform, Timestamp, Viewer

MIRA = "tiktok:@mira"


class Pause:
    """A stretch of nothing, in seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Forever:
    """Nothing, until the attempt is cancelled."""


class Accept:
    """The platform accepts the attempt, and says nothing yet."""


Step = AnyEvent | Pause | Forever | Accept | BaseException


class Scripted:
    """Runs one list of steps per attempt; the last one again and again.

    An attempt is accepted at its first event or Accept. attempts: how many began.
    """

    platform: Platform | None = Platform.TIKTOK
    can_wait = False

    def __init__(
        self, clock: Clock, *attempts: Iterable[Step], target: str = MIRA
    ) -> None:
        self.target = target
        self.attempts = 0
        self.closed = 0
        self._clock = clock
        self._script = [list(steps) for steps in attempts]
        self._is_connected = False

    def connected(self) -> bool:
        return self._is_connected

    async def events(self) -> AsyncIterator[AnyEvent]:
        steps = self._script[min(self.attempts, len(self._script) - 1)]
        self.attempts += 1
        try:
            for step in steps:
                match step:
                    case Pause():
                        await self._clock.sleep(step.seconds)
                    case Forever():
                        await asyncio.get_running_loop().create_future()
                    case Accept():
                        self._is_connected = True
                    case BaseException():
                        raise step
                    case _:
                        self._is_connected = True
                        yield step
        finally:
            self._is_connected = False
            self.closed += 1


class KeptInlet:
    """Keeps everything in the order in which it came."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.gaps: list[Gap] = []
        self.waited = 0
        self.room: asyncio.Event | None = None

    def offer(self, arrival: Arrival) -> None:
        self.arrivals.append(arrival)

    async def put(self, arrival: Arrival) -> None:
        self.waited += 1
        if self.room is not None:
            await self.room.wait()
        self.arrivals.append(arrival)

    def gap(self, gap: Gap) -> None:
        self.gaps.append(gap)

    @property
    def texts(self) -> list[str]:
        return [one.event.text for one in self.arrivals if isinstance(one.event, Chat)]


def chat(text: str, at: Timestamp | None = None) -> Chat:
    return Chat(
        id=f"tiktok:{text}",
        platform=Platform.TIKTOK,
        channel="@mira",
        platform_at=at,
        viewer=Viewer(id="tiktok:1", name="Nova"),
        text=text,
    )


def watching(viewers: int, at: Timestamp | None = None) -> ViewerCount:
    return ViewerCount(
        id=f"tiktok:count-{viewers}-{at}",
        platform=Platform.TIKTOK,
        channel="@mira",
        platform_at=at,
        viewers=viewers,
    )


def likes(count: int, total: int | None, at: Timestamp | None = None) -> Like:
    return Like(
        id=f"tiktok:likes-{total}-{at}",
        platform=Platform.TIKTOK,
        channel="@mira",
        platform_at=at,
        viewer=Viewer(id="tiktok:1", name="Nova"),
        count=count,
        room_total=total,
    )


class Telling(Scripted):
    """A scripted connector that also says how it is."""

    budget = ""
    trouble = ""
    refused = 0
