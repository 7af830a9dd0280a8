"""The whole engine for tests: real ledger, line, gate and supervisor on a fake clock.

Only the platform is played: a connector that tells what a test puts into it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from companion.app.engine import CompanionEngine
from companion.app.gate.parts import GateParts
from companion.app.machine import Machine
from companion.app.rehearsal import Rehearsal
from companion.app.scene.logins import SceneLogins
from companion.app.show.around import Around
from companion.app.show.parts import Playing
from companion.app.show.playing import open_playing
from companion.domain.entries import ALLOWED, Judgement, Verdict
from companion.domain.errors import LedgerError
from companion.domain.events import AnyEvent
from companion.domain.ports import Judge
from companion.domain.values import ChatLimits, Platform, Timestamp
from companion.pipeline.bus import Bus
from companion.pipeline.faces import Faces
from companion.pipeline.intake import Intake
from companion.pipeline.live_view import LiveView
from companion.pipeline.pipeline import Pipeline
from companion.pipeline.publisher import Publisher
from companion.pipeline.review import ReviewQueue
from companion.platforms.supervisor import Supervisor
from companion.scoring.rules import earning_of
from companion.scoring.table import ScoringTable
from companion.settings import ScoringSettings, Settings
from companion.settings.models import ConnectionSettings
from sessions.ledger import Ledger
from tests.support.fakes import FakeClock, FakeIds
from tests.support.line import Heard
from tests.support.memory_secrets import MemorySecrets

TARGET = "tiktok:@mira.plays"

_VERDICTS = {
    "hold": Verdict.HOLD,
    "block": Verdict.BLOCK,
    "pending": Verdict.PENDING,
}


class ByWord:
    """Rules that do what the words in a text, and in a name, say."""

    def judge(self, event: AnyEvent, *, at: Timestamp) -> Judgement:
        text = _said(getattr(event, "text", ""))
        name = _said(event.viewer.name.lower() if event.viewer else "")
        if (text, name) == (Verdict.ALLOW, Verdict.ALLOW):
            return ALLOWED
        return Judgement(text=text, name=name)


def _said(words: str) -> Verdict:
    found = (verdict for word, verdict in _VERDICTS.items() if word in words)
    return next(found, Verdict.ALLOW)


class Silence:
    """A connector that is connected and tells nothing."""

    platform = Platform.TIKTOK
    can_wait = False

    def __init__(self, name: str) -> None:
        self.target = f"tiktok:{name}"

    def connected(self) -> bool:
        return True

    async def events(self) -> AsyncIterator[AnyEvent]:
        await asyncio.Event().wait()
        yield  # type: ignore[misc]  # never reached: what makes it a generator


class TwitchRoom(Silence):
    """A Twitch channel that takes what is written; `error` is what it answers then."""

    platform = Platform.TWITCH
    text_limit = 500

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.target = f"twitch:{name}"
        self.cannot_write = ""
        self.error: Exception | None = None
        self.asked: list[tuple[object, ...]] = []
        self.limits = ChatLimits(slow_seconds=3)

    def _take(self, *what: object) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error

    async def send(self, text: str, *, reply_to: str | None = None) -> str | None:
        self._take("send", text, reply_to)
        return f"twitch:sent-{len(self.asked)}"

    async def delete(self, event_id: str) -> None:
        self._take("delete", event_id)

    async def time_out(self, viewer_id: str, *, seconds: int) -> None:
        self._take("time_out", viewer_id, seconds)

    async def ban(self, viewer_id: str) -> None:
        self._take("ban", viewer_id)

    async def unban(self, viewer_id: str) -> None:
        self._take("unban", viewer_id)

    async def chat_limits(self) -> ChatLimits:
        return self.limits

    async def limit_chat(self, limits: ChatLimits) -> None:
        self._take("limit", limits.followers_only, limits.slow_seconds)
        self.limits = limits


class RunningEngine:
    """A running engine with its parts at hand; rooms: Twitch channels by name."""

    playing: Playing

    def __init__(
        self, ledger: Ledger, clock: FakeClock, rules: Judge, gate: GateParts
    ) -> None:
        self.ledger, self.clock = ledger, clock
        faces = Faces(gate.people, now=clock.now)
        self.bus, self.heard = Bus(), Heard()
        self.view = LiveView(faces, now=clock.now)
        self.bus.listen(self.heard)
        self.review = ReviewQueue(hold_us=20_000_000)
        self.shed: list[str] = []
        self.rooms: dict[str, TwitchRoom] = {}
        self.intake = Intake(on_shed=self.shed.append)
        self.supervisor = Supervisor(
            clock=clock,
            random=random.Random(1),
            factories={"tiktok": Silence, "twitch": self._room},
            inlet=self.intake,
            on_change=self._connections_changed,
            settings=ConnectionSettings(),
        )
        rehearsal = Rehearsal()
        self.publisher = Publisher(view=self.view, bus=self.bus, review=self.review)
        self.pipeline = Pipeline(
            intake=self.intake,
            score=partial(earning_of, table=ScoringTable(ScoringSettings())),
            rules=rules,
            ledger=ledger,
            publisher=self.publisher,
            clock=clock,
            on_duplicates=lambda _source, _count: None,
            is_test=rehearsal.is_test,
        )
        self.engine = CompanionEngine(
            ledger=ledger,
            pipeline=self.pipeline,
            intake=self.intake,
            supervisor=self.supervisor,
            view=self.view,
            review=self.review,
            bus=self.bus,
            clock=clock,
            timezone="UTC",
            unfinished=None,
            rehearsal=rehearsal,
            logins=SceneLogins(),
            gate=gate,
        )

    def _connections_changed(self) -> None:
        self.bus.connections(self.supervisor.views())

    def _room(self, name: str) -> TwitchRoom:
        return self.rooms.setdefault(name, TwitchRoom(name))


@asynccontextmanager
async def open_engine(
    folder: Path,
    clock: FakeClock | None = None,
    *,
    ids: FakeIds | None = None,
    rules: Judge | None = None,
    gate: GateParts | None = None,
    settings: Settings | None = None,
) -> AsyncIterator[RunningEngine]:
    """An engine that runs until the block ends, then is drained and closed."""
    clock, ids = clock or FakeClock(), ids or FakeIds()
    async with await Ledger.open(
        folder, clock=clock, ids=ids, purpose="test"
    ) as ledger:
        gate = gate or GateParts()
        running = RunningEngine(ledger, clock, rules or ByWord(), gate)
        machine = Machine(clock=clock, ids=ids, chance=random.Random(1))
        jobs = [
            asyncio.create_task(running.pipeline.run()),
            asyncio.create_task(running.engine.expire_holds()),
            asyncio.create_task(running.engine.gate.run()),
        ]
        try:
            async with (
                running.supervisor,
                open_playing(
                    Around(
                        engine=running.engine,
                        publisher=running.publisher,
                        bus=running.bus,
                        people=gate.people,
                        writers=running.supervisor.writers,
                        machine=machine,
                        settings=settings or Settings(),
                        secrets=MemorySecrets(),
                        folder=folder,
                    )
                ) as running.playing,
            ):
                yield running
            with suppress(LedgerError):
                await running.pipeline.drain()
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
