"""Everything at once: what persons ask, what viewers do, what breaks, in any order.

Every act is a task of its own; some are cancelled in the middle. Whatever the order
was, afterwards the view is the fold of the ledger, every gift is in exactly one
session, what is on disk was published once, and a restart changes nothing.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from companion.domain.entries import (
    Award,
    Entry,
    Judgement,
    ModelVerdict,
    Reset,
    Undo,
    Verdict,
    VerdictGiven,
)
from companion.domain.errors import CommandError, LedgerError
from companion.domain.events import (
    MONEY,
    AnyEvent,
    Arrival,
    Chat,
    ChatDeleted,
    ViewerRemoved,
)
from companion.domain.values import POINT, Platform, Viewer
from companion.domain.views import Standing, Totals
from companion.pipeline.gate import is_reviewed, waits
from sessions.ledger import Record
from tests.sessions.test_database import limit
from tests.support.events import chat, join, like, rose, viewer
from tests.support.fakes import FakeClock, FakeIds, settle
from tests.support.real_engine import TARGET, RunningEngine, open_engine

WHO = ("luna", "sol", "kai", "mira")
NAMES = ("Nice", "Nicer", "Hold Me", "Block Me", "Pending Me")
TEXTS = ("hello", "how are you", "hold this", "block this", "pending this")
ROOM = {"platform": Platform.TIKTOK, "channel": "@mira.plays"}


class Crowd:
    """Random acts on a running engine, each of them a task."""

    def __init__(self, running: RunningEngine, dice: random.Random) -> None:
        self.running, self.engine, self.dice = running, running.engine, dice
        self.tasks: set[asyncio.Task[None]] = set()
        self.offered: list[tuple[AnyEvent, int]] = []
        self.began = 0
        self.started = 0
        self.first_in: dict[int, int] = {}
        self.message = 0
        self.steps: Counter[tuple[str, str]] = Counter()
        self.faults = 0

    # What viewers do.

    def somebody(self) -> Viewer:
        return viewer(self.dice.choice(WHO), name=self.dice.choice(NAMES))

    def offer(self, event: AnyEvent) -> None:
        self.running.intake.offer(Arrival(event=event, source=TARGET))
        self.offered.append((event, self.began))

    def say(self) -> None:
        self.offer(chat(self.somebody(), self.dice.choice(TEXTS)))

    def give(self) -> None:
        self.offer(rose(self.somebody(), count=self.dice.randint(1, 5)))

    def go_on_giving(self) -> None:
        who, group = self.dice.choice(WHO), self.dice.choice("ab")
        self.message += 1
        self.steps[who, group] += 1
        self.offer(
            rose(
                who,
                total=self.steps[who, group],
                message=self.message,
                group=group,
                id=f"tiktok:streak-{self.message}",
            )
        )

    def like(self) -> None:
        self.offer(like(self.somebody(), self.dice.randint(1, 9)))

    def come_in(self) -> None:
        self.offer(join(self.somebody()))

    def repeat(self) -> None:
        if self.offered:
            event, _began = self.dice.choice(self.offered)
            self.running.intake.offer(Arrival(event=event, source=TARGET))

    def delete(self) -> None:
        said = [event for event, _began in self.offered if isinstance(event, Chat)]
        if said:
            target = self.dice.choice(said).id
            gone = f"tiktok:gone-{len(self.offered)}"
            self.offer(ChatDeleted(id=gone, targets=(target,), **ROOM))

    def ban(self) -> None:
        target = f"tiktok:{self.dice.choice(WHO)}"
        gone = f"tiktok:ban-{len(self.offered)}"
        self.offer(ViewerRemoved(id=gone, target=target, action="ban", **ROOM))

    # What persons ask.

    def ask(self, act: Callable[[], Awaitable[object]]) -> None:
        async def asking() -> None:
            with suppress(CommandError, LedgerError):
                await act()

        task = asyncio.create_task(asking())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def start(self) -> None:
        self.began += 1
        number = self.began

        async def starting() -> None:
            session = await self.engine.start_session(f"number {number}")
            self.first_in[number] = session.ordinal

        self.ask(starting)

    def correct(self) -> None:
        who = f"tiktok:{self.dice.choice(WHO)}"
        points = self.dice.randint(-5, 9) * POINT
        self.ask(
            self.dice.choice(
                (
                    lambda: self.engine.award(who, points),
                    lambda: self.engine.reset_viewer(who),
                    lambda: self.engine.reset_viewer(None),
                    lambda: self.engine.undo(self.seq_of(Award, Reset)),
                )
            )
        )

    def decide(self) -> None:
        waiting = self.engine.reviews()
        if not waiting:
            return
        entry = self.dice.choice(waiting).entry
        word = self.dice.choice((Verdict.ALLOW, Verdict.HOLD, Verdict.BLOCK))
        judgement = Judgement(text=word, name=self.dice.choice(FINAL))
        verdict = ModelVerdict(entry=entry, judgement=judgement)
        self.ask(
            self.dice.choice(
                (
                    lambda: self.engine.allow(entry.seq),
                    lambda: self.engine.block(entry.seq),
                    lambda: self.engine.judge([verdict]),
                )
            )
        )

    def block(self) -> None:
        seq = self.seq_of(Chat)
        self.ask(lambda: self.engine.block(seq))

    def bring_back(self) -> None:
        seq = self.seq_of(Chat, VerdictGiven)
        self.ask(lambda: self.engine.allow(seq))

    def take_back(self) -> None:
        seq = self.seq_of(VerdictGiven)
        self.ask(lambda: self.engine.gate.undo(seq))

    def feature(self) -> None:
        seq = self.dice.choice((None, self.seq_of(Chat)))
        self.ask(lambda: self.engine.feature(seq))

    def change(self) -> None:
        self.ask(
            self.dice.choice(
                (
                    self.engine.pause_session,
                    self.engine.resume_session,
                    self.engine.resume_session,
                    lambda: self.engine.rename_session("another"),
                    lambda: self.engine.reopen_session("nothing"),
                    self.reopen_the_same,
                )
            )
        )

    async def reopen_the_same(self) -> None:
        session = self.engine.session()
        assert session is not None
        await self.engine.reopen_session(session.id)

    def look(self) -> None:
        self.ask(self.card_adds_up)

    async def card_adds_up(self) -> None:
        card = await self.engine.viewer_card(f"tiktok:{self.dice.choice(WHO)}")
        points = card.standing.points if card.standing else 0
        if sum(one.amounts.points for one in card.entries) != points:
            self.faults += 1

    def seq_of(self, *kinds: type) -> int:
        heard = self.running.heard.items
        seqs = [one.entry.seq for one in heard if isinstance(one.entry.body, kinds)]
        return self.dice.choice(seqs) if seqs else 1

    def cancel(self) -> None:
        if self.tasks:
            self.dice.choice(sorted(self.tasks, key=id)).cancel()

    # The evening.

    async def act(self, steps: int) -> None:
        await self.engine.start_session("number 0")
        await settle()
        at_rest = self.running.clock.sleeping
        is_full = False
        for step in range(steps):
            acts, weights = zip(*ACTS, strict=True)
            getattr(self, self.dice.choices(acts, weights)[0])()
            for _ in range(self.dice.choice((0, 0, 1, 3, 10))):
                await asyncio.sleep(0)
            if step % 7 == 0:
                await self.running.clock.advance(0.5)
                await asyncio.to_thread(lambda: None)
            if self.dice.random() < 0.02:
                is_full = not is_full
                self.fill(is_full)
        self.fill(False)
        await self.end(at_rest)

    def fill(self, is_full: bool) -> None:
        with self.running.ledger._engine.connect() as connection:
            used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        limit(self.running.ledger, pages=used if is_full else 1_000_000)

    async def end(self, at_rest: int) -> None:
        """Let everything come to its end; time goes on meanwhile.

        at_rest: how many sleep while nothing is done.
        """
        draining = asyncio.create_task(self.drained())
        while self.tasks or not draining.done():
            await self.running.clock.advance(2)
            await asyncio.wait({draining, *self.tasks}, timeout=0.01)
        await draining
        # While one of them is awake, countdowns that ended are recorded.
        while self.running.clock.sleeping < at_rest:
            await self.running.pipeline.drain()
            await settle()
        await self.engine.gate.settled()

    async def drained(self) -> None:
        while True:
            try:
                await self.running.pipeline.drain()
            except LedgerError:
                continue
            else:
                return


FINAL = (Verdict.ALLOW, Verdict.BLOCK)
ACTS = (
    ("say", 20),
    ("give", 12),
    ("go_on_giving", 12),
    ("like", 5),
    ("come_in", 3),
    ("repeat", 6),
    ("delete", 2),
    ("ban", 1),
    ("start", 1),
    ("correct", 6),
    ("decide", 8),
    ("block", 3),
    ("bring_back", 3),
    ("take_back", 4),
    ("feature", 3),
    ("change", 3),
    ("look", 3),
    ("cancel", 5),
)


def entries_in(folder: Path) -> list[tuple[int, Entry]]:
    """Every entry with its session's ordinal, as they are on disk; all verified."""
    with Record(folder) as record:
        found = []
        for session in reversed(record.history.sessions()):
            report = record.verify(session.id)
            assert report.ok, report.differences
            found += [
                (session.ordinal, entry) for entry in record.history.entries(session.id)
            ]
    return found


def check_events(crowd: Crowd, entries: list[tuple[int, Entry]]) -> None:
    """Every event is in exactly one session, and in the right one."""
    where: dict[str, int] = {}
    for ordinal, entry in entries:
        if entry.event is not None:
            assert entry.event.id not in where, entry.event
            where[entry.event.id] = ordinal
    streaks: Counter[tuple[str, str]] = Counter()
    for _ordinal, entry in entries:
        if getattr(entry.event, "streak", None):
            streaks[entry.event.viewer.name, entry.event.streak.group] += (
                entry.event.count
            )
    assert streaks == {
        (who.title(), group): total for (who, group), total in crowd.steps.items()
    }
    for event, began in crowd.offered:
        if event.id not in where:
            assert getattr(event, "streak", None), f"lost: {event}"
            continue
        for number, ordinal in crowd.first_in.items():
            if began < number:
                assert where[event.id] < ordinal, "heard before that session began"


def check_published(crowd: Crowd, entries: list[tuple[int, Entry]]) -> None:
    """What is on disk was shown: money and notes once at once, nothing twice."""
    shown = Counter(
        item.entry.seq for item in crowd.running.heard.items if not item.late
    )
    assert max(shown.values()) == 1
    for _ordinal, entry in entries:
        if entry.event is None or isinstance(entry.body, MONEY):
            assert entry.seq in shown, f"on disk and never published: {entry}"
    assert not shown.keys() - {entry.seq for _ordinal, entry in entries}
    in_time = [item.entry.seq for item in crowd.running.heard.items if not item.late]
    assert in_time == sorted(in_time), "not in the order of the ledger"


def check_paid(entries: list[tuple[int, Entry]]) -> None:
    """A Chat has earned once or not at all, however often that was changed.

    A Reset takes what was earned before it. Its undo gives that back, less what was
    taken from a Chat since, and with what a Chat was given back since.
    """
    paid: Counter[int] = Counter()
    first_paid: dict[int, int] = {}
    allowed: dict[int, bool] = {}
    whose: dict[int, str] = {}
    timeline: dict[str, list[tuple[int, int | None]]] = {}
    resets: dict[int, tuple[str, int]] = {}
    for _ordinal, entry in entries:
        body = entry.body
        if isinstance(body, Reset) and body.viewer_id is not None:
            resets[entry.seq] = (body.viewer_id, entry.amounts.points)
            timeline.setdefault(body.viewer_id, []).append((entry.seq, None))
        elif isinstance(body, Undo) and body.of in resets:
            viewer_id, took = resets[body.of]
            decided_since = 0
            for seq, at in first_paid.items():
                held_by = holder_of(at, timeline[viewer_id])
                if whose[seq] != viewer_id or held_by != body.of:
                    continue
                now = POINT if allowed[seq] else 0
                decided_since += now - paid[seq]
                paid[seq] = now
            assert entry.amounts.points == decided_since - took
            timeline[viewer_id].append((entry.seq, body.of))
        elif isinstance(body, VerdictGiven | Chat):
            seq = body.of if isinstance(body, VerdictGiven) else entry.seq
            verdict = body.text if isinstance(body, VerdictGiven) else None
            text = verdict or entry.judgement.text
            allowed[seq] = text is Verdict.ALLOW
            if entry.earner is not None:
                whose.setdefault(seq, entry.earner.id)
            if entry.amounts.points:
                first_paid.setdefault(seq, entry.seq)
                paid[seq] += entry.amounts.points
                assert paid[seq] in (0, POINT)


def holder_of(earned: int, timeline: list[tuple[int, int | None]]) -> int | None:
    """Return the Reset that has taken what was earned then, None when none has."""
    holder: int | None = None
    for seq, undoes in timeline:
        if seq < earned:
            continue
        if undoes is None and holder is None:
            holder = seq
        elif undoes is not None and undoes == holder:
            holder = None
    return holder


def check_withdrawn(crowd: Crowd, entries: list[tuple[int, Entry]]) -> None:
    """What was blocked or taken off is not shown until somebody allows it again."""
    chats = [entry for _ordinal, entry in entries if isinstance(entry.body, Chat)]
    off: set[int] = set()
    for item in crowd.running.heard.items:
        entry, body = item.entry, item.entry.body
        if isinstance(body, Chat):
            assert entry.seq not in off, f"shown after it was taken off: {body}"
        if isinstance(body, VerdictGiven) and body.text is Verdict.ALLOW:
            off.discard(body.of)
        for said in chats:
            if said.seq < entry.seq and _takes_off(body, said):
                off.add(said.seq)


def _takes_off(body: object, said: Entry) -> bool:
    assert said.event is not None
    match body:
        case VerdictGiven(of=of, text=Verdict.BLOCK):
            return of == said.seq
        case ChatDeleted(targets=targets):
            return said.event.id in targets
        case ViewerRemoved(target=target):
            return said.event.viewer is not None and said.event.viewer.id == target
    return False


def state_of(running: RunningEngine) -> dict[str, object]:
    """Everything that a person or a page can see of where the session stands."""
    view = running.view
    totals = view.totals()
    return {
        "standings": list(map(_as_stored, view.tally.top(100))),
        "shown": [one.viewer.name for one in view.top(100)],
        "totals": {
            name: getattr(totals, name)
            for name in Totals.__struct_fields__
            if name != "entries"
        },
        "reviews": sorted(
            [
                (one.entry.seq, *map(_after_restart, (one.text, one.name)))
                for one in running.engine.reviews()
            ]
            + _behind(running)
        ),
        "hidden": sorted(who for who in map(_id, WHO) if who in view.names),
        "featured": None,
    }


def _behind(running: RunningEngine) -> list[tuple[int, Verdict, Verdict]]:
    """Lines that wait behind an earlier one of the same Viewer, to be asked about."""
    lines = running.pipeline._publisher._behind.values()
    return [
        (one.seq, *map(_after_restart, (one.judgement.text, one.judgement.name)))
        for waiting in lines
        for one in waiting
        if waits(one.judgement) and is_reviewed(one)
    ]


def _id(who: str) -> str:
    return f"tiktok:{who}"


def _as_stored(standing: Standing) -> tuple[object, ...]:
    return (standing.rank, standing.viewer, standing.points, standing.tie)


def _after_restart(verdict: Verdict) -> Verdict:
    return Verdict.HOLD if verdict is Verdict.PENDING else verdict


async def one_evening(folder: Path, seed: int, steps: int) -> None:
    clock, ids = FakeClock(), FakeIds()
    async with open_engine(folder, clock, ids=ids) as running:
        crowd = Crowd(running, random.Random(seed))
        await crowd.act(steps)
        session = running.engine.session()
        assert session is not None
        before = state_of(running)
        folded = await running.ledger.read(lambda look: look.tally(session.id))
        assert before["standings"] == list(map(_as_stored, folded.top(100)))
        assert running.view.totals() == folded.totals()
        assert crowd.faults == 0
    entries = entries_in(folder)
    check_events(crowd, entries)
    check_published(crowd, entries)
    check_paid(entries)
    check_withdrawn(crowd, entries)
    async with open_engine(folder, clock, ids=ids) as again:
        await again.engine.reopen_session(session.id)
        assert state_of(again) == {**before, "featured": None}
        assert again.view.featured() is None


@pytest.mark.timeout(3_000)
async def test_any_interleaving_adds_up(tmp_path: Path, full_counts: bool) -> None:
    for seed in range(400 if full_counts else 14):
        await one_evening(tmp_path / str(seed), seed, steps=250)
