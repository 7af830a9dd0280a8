"""Bots over the real engine: real line, gate, ledger; only the platform is played."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ThreadedResolver

from companion.app.show.record import SessionRecord
from companion.domain.entries import Entry, PlatformAction
from companion.domain.errors import CommandError
from companion.domain.events import AnyEvent, Arrival, Chat
from companion.domain.show.bots import (
    AnnouncementDef,
    BotBook,
    PeriodicDef,
    RuleDef,
    Then,
    ThresholdDef,
    When,
)
from companion.domain.show.specs import PollSpec
from companion.domain.values import Platform, Role
from companion.domain.views import Shown
from companion.interactions.bots.runs import Runs
from companion.interactions.bots.team import BotTeam, Lent
from companion.interactions.bots.webhooks import Webhooks
from tests.companion.interactions.bots.evening import (
    Hand,
    MemoryRecord,
    Told,
)
from tests.support.events import chat, rose, viewer
from tests.support.fakes import FakeClock, settle
from tests.support.line import Heard
from tests.support.memory_secrets import MemorySecrets
from tests.support.real_engine import RunningEngine, open_engine

TARGET = "twitch:mira"
SAY = Then(do="message", text="thanks {{viewer}}")

BOOK = BotBook(
    announcement=AnnouncementDef(text="Live!", to_chat=True, by_itself=True),
    periodic=(PeriodicDef(id="p", name="links", texts=("links",), every_s=600),),
    thresholds=(
        ThresholdDef(id="t", name="Up", words=("up",), needed=3, message="risen"),
    ),
    rules=(
        RuleDef(id="g", name="Gift", when=When(event="gift"), actions=(SAY,)),
        RuleDef(
            id="i",
            name="Poll",
            when=When(event="interaction", about="poll:ongoing"),
            actions=(Then(do="message", text="vote now"),),
        ),
    ),
)


class EngineHand(Hand):
    """Writes through the engine's connections, as the app does."""

    def __init__(self, running: RunningEngine) -> None:
        super().__init__(MemoryRecord(running.clock))
        self._engine = running.engine

    def platforms(self) -> Sequence[Platform]:
        able = (one for one in self._engine.connections() if not one.cannot_write)
        return [one.platform for one in able if one.platform is not None]

    async def message(self, text: str, *, platforms: Sequence[Platform]) -> str:
        entries = await self._engine.send(text)
        for entry in entries:
            action = entry.body
            if isinstance(action, PlatformAction) and action.outcome != "done":
                raise CommandError(action.why)
        return ""


class Listener(Heard):
    """Has bots hear what the engine shows."""

    def __init__(self, team: BotTeam) -> None:
        super().__init__()
        self._team = team

    def shown(self, items: Sequence[Shown]) -> None:
        for item in items:
            for part in self._team.parts:
                part.hear(item)


@asynccontextmanager
async def bots(
    running: RunningEngine, known: Sequence[Entry] = ()
) -> AsyncIterator[BotTeam]:
    """Run the bots beside a running engine."""
    record = SessionRecord(running.engine.books)
    runs = Runs(record)
    runs.took(known)
    hand = EngineHand(running)

    async def entry(seq: int) -> Entry:
        return await running.engine.books.entry(seq)

    team = BotTeam(
        Lent(
            record=record,
            runs=runs,
            hands=hand,
            facts=Told(hand),
            webhooks=Webhooks(
                secrets=MemorySecrets(), clock=running.clock, resolver=ThreadedResolver
            ),
            clock=running.clock,
            chance=random.Random(1),
            counter=lambda _name: 0,
            prefix=lambda: "!",
            person=lambda viewer_id: viewer_id,
            entries=entry,
            media=lambda _name: None,
        )
    )
    for part in team.parts:
        part.check(BOOK)
        part.use(BOOK)
    running.publisher.followers.append(runs.took)
    stop = running.engine.listen(Listener(team))
    tasks = [asyncio.create_task(part.run()) for part in team.parts]
    try:
        yield team
    finally:
        stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def connect(running: RunningEngine) -> None:
    """Connect, and have a second pass: the announcement waits for the chat."""
    await running.engine.connect(TARGET)
    await settle(200)
    await running.clock.advance(1)


async def said(running: RunningEngine, count: int) -> list[object]:
    """Return what was written, once so much was and has come to its end."""
    async with asyncio.timeout(20):
        while len(_written(running)) < count:
            await settle()
    await running.pipeline.drain()
    await settle(200)
    return _written(running)


def _written(running: RunningEngine) -> list[object]:
    room = running.rooms.get("mira")
    return [] if room is None else [what[1] for what in room.asked]


def _tell(running: RunningEngine, event: AnyEvent) -> None:
    running.intake.offer(Arrival(event=event, source=TARGET))


async def test_an_evening_with_every_kind_of_bot(tmp_path: Path) -> None:
    clock = FakeClock()
    async with open_engine(tmp_path, clock) as running, bots(running) as team:
        engine = running.engine
        await connect(running)
        await said(running, 1)  # the announcement
        for number in range(3):
            _tell(running, chat(f"v{number}", "up up"))
        await said(running, 2)
        _tell(running, rose("luna"))
        await said(running, 3)
        poll = await engine.show.make(PollSpec(question="?", options=("a", "b")))
        await engine.show.act(poll.id, "start")
        written = await said(running, 4)
        celebration = team.celebrations.on_air(clock.now())
        async with asyncio.timeout(20):
            while any(line.outcome == "begun" for line in team.runs.log()):
                await settle()
        log = team.runs.log()

    assert written == ["Live!", "risen", "thanks Luna", "vote now"]
    assert celebration is not None
    assert {line.outcome for line in log} == {"done"}


async def test_what_comes_again_after_a_restart_is_not_done_again(
    tmp_path: Path,
) -> None:
    gift = rose("luna")
    async with open_engine(tmp_path) as running, bots(running):
        await connect(running)
        await said(running, 1)
        _tell(running, gift)
        await said(running, 2)
        session = running.engine.session()
    assert session is not None

    async with open_engine(tmp_path) as running:
        await running.engine.reopen_session()
        known = list(running.ledger.history.entries(session.id))
        async with bots(running, known) as team:
            await connect(running)
            await settle(200)
            _tell(running, gift)
            for entry in known:
                for part in team.parts:
                    part.hear(Shown(entry=entry))
            await settle(500)
            written = await said(running, 0)

    assert written == []


async def test_our_own_words_that_come_back_set_nothing_off(tmp_path: Path) -> None:
    own = viewer("mira", roles=frozenset({Role.BROADCASTER}))
    async with open_engine(tmp_path) as running, bots(running):
        await connect(running)
        await said(running, 1)
        for number in range(3):
            _tell(running, chat(f"v{number}", "up"))
        await said(running, 2)
        echo = Chat(
            id="twitch:sent-2",
            platform=Platform.TWITCH,
            channel="mira",
            viewer=own,
            text="up",
        )
        _tell(running, echo)
        written = await said(running, 2)

    assert written == ["Live!", "risen"]


async def test_of_many_who_begin_the_same_run_at_once_one_does_it(
    tmp_path: Path,
) -> None:
    times = 0

    async def work() -> str:
        nonlocal times
        times += 1
        return ""

    async with open_engine(tmp_path) as running, bots(running) as team:
        await connect(running)
        other = Runs(SessionRecord(running.engine.books))
        running.publisher.followers.append(other.took)
        found = await asyncio.gather(
            *(
                runs.do("x:1", bot="b", name="B", action="message", work=work)
                for runs in (team.runs, other) * 20
            )
        )

    assert (times, found.count("done"), found.count("repeat")) == (1, 1, 39)
