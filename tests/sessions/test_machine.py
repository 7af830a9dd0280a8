"""Random evenings against a model that shares nothing with the ledger but its words.

A machine of hypothesis gives, faults, corrects, pauses, fails, forgets and restarts as
it likes. After each evening every figure that the ledger can be asked for must be the
model's: standings, totals, stored totals, cards, breakdowns, looks into the past.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, TypeVar

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from companion.domain.earning import Draft
from companion.domain.entries import (
    Award,
    Entry,
    Judgement,
    Reset,
    SessionChange,
    Undo,
    Verdict,
    VerdictGiven,
)
from companion.domain.errors import CommandError, DiskFull
from companion.domain.events import AnyEvent
from companion.domain.views import Standing, ViewerCard
from sessions.chain import forgotten_id
from sessions.history import History
from sessions.ledger import Ledger, Record
from sessions.statements import STANDINGS, SUMS
from tests.sessions.conftest import SOURCE
from tests.sessions.evening import (
    WHO,
    Evening,
    Person,
    Run,
    concerns,
    earning_of,
    id_of,
    named_in,
)
from tests.sessions.test_database import limit
from tests.support.events import chat, join, like, rose, viewer
from tests.support.fakes import FakeClock, FakeIds

T = TypeVar("T")

HELD = Judgement(text=Verdict.HOLD)


class EveningMachine(RuleBasedStateMachine):
    """What a stream can do to a ledger."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = Path(self.scratch.name)
        self.clock, self.ids = FakeClock(), FakeIds()
        self.ledger: Ledger
        self.evenings: list[Evening] = []
        self.now: Evening
        self.runs: list[Run] = []
        self.message = 0
        self.waiting: list[tuple[AnyEvent, str, str, int, int]] = []
        self.sent: list[AnyEvent] = []
        self.forgotten: set[str] = set()

    def do(self, work: Awaitable[T]) -> T:
        async def doing() -> T:
            return await work

        return self.loop.run_until_complete(doing())

    # The ledger's life.

    @initialize()
    def open(self) -> None:
        self.ledger = self.do(self.opened())
        self.begin()

    async def opened(self) -> Ledger:
        return await Ledger.open(
            self.folder, clock=self.clock, ids=self.ids, purpose="machine"
        )

    def begin(self) -> None:
        view, _entry = self.do(self.ledger.start("", timezone="UTC"))
        self.now = Evening(id=view.id)
        self.evenings.append(self.now)

    @rule()
    def start_another(self) -> None:
        self.flush()
        self.now.state = "ended"
        self.begin()

    @rule(which=st.integers(0, 5))
    def reopen(self, which: int) -> None:
        self.flush()
        other = self.evenings[which % len(self.evenings)]
        if other is not self.now:
            self.now.state = "ended"
        self.now = other
        self.do(self.ledger.reopen(other.id))
        other.state = "live"

    @rule(which=st.none() | st.integers(0, 5))
    def restart(self, which: int | None) -> None:
        """End the program in any way, and go on with this session or another."""
        self.flush()
        self.do(self.ledger.__aexit__(None, None, None))
        self.ledger = self.do(self.opened())
        if which is not None:
            self.now = self.evenings[which % len(self.evenings)]
        self.do(self.ledger.reopen(self.now.id))
        self.now.state = "live"

    @rule(seconds=st.integers(0, 100))
    def wait(self, seconds: int) -> None:
        self.flush()
        self.now.snapshots.append((self.clock.now(), self.now.points()))
        self.do(self.clock.advance(seconds + 1))

    @precondition(lambda self: self.now.state == "live")
    @rule()
    def pause(self) -> None:
        self.change("paused", "paused")

    @precondition(lambda self: self.now.state == "paused")
    @rule()
    def go_on(self) -> None:
        self.change("resumed", "live")

    @rule(who=st.sampled_from(WHO))
    def end(self, who: str) -> None:
        """End and go on; who gives in between is on record, and that is all."""
        self.change("ended", "ended")
        self.give(who, 2)
        self.reopen(self.evenings.index(self.now))

    def change(self, change: Any, state: str) -> None:
        self.flush()
        self.do(self.ledger.change(SessionChange(change=change)))
        self.now.state = state

    # What viewers do: gathered, and committed together.

    def send(self, event: AnyEvent, kind: str, who: str, count: int, each: int) -> None:
        if who in self.forgotten:
            return  # whoever was forgotten does not come back
        self.waiting.append((event, kind, who, count, each))

    @rule(who=st.sampled_from((*WHO, "ghost")), count=st.integers(-1, 9))
    def give(self, who: str, count: int) -> None:
        named = viewer(who, anonymous=who == "ghost")
        self.send(rose(named, count=count), "gift", who, max(count, 0), 1)

    @rule(who=st.sampled_from(WHO), count=st.integers(-1, 9))
    def like(self, who: str, count: int) -> None:
        self.send(like(who, count), "like", who, max(count, 0), 1)

    @rule(
        who=st.sampled_from(WHO), whom=st.sampled_from(WHO[:2]), is_held=st.booleans()
    )
    def say(self, who: str, whom: str, is_held: bool) -> None:
        kind = "held" if is_held else "chat"
        self.send(chat(who, f"hello @{whom.title()}"), kind, who, 1, 1)

    @rule(who=st.sampled_from(WHO))
    def come_in(self, who: str) -> None:
        self.send(join(who), "join", who, 0, 1)

    @rule(which=st.integers(0, 50))
    def repeat(self, which: int) -> None:
        """The platform sends again what it sent before, to whichever session."""
        if self.sent:
            self.send(self.sent[which % len(self.sent)], "repeat", "", 0, 1)

    @rule(who=st.sampled_from(WHO), group=st.sampled_from("ab"))
    def begin_run(self, who: str, group: str) -> None:
        """A run begins; its group id may have been used by one that is known over.

        Known over: by its end, or because it had come further than the first step.
        """
        old = [run for run in self.runs if (run.who, run.group) == (who, group)]
        if any(not run.heard_end and run.heard < 2 for run in old):
            return
        for run in old:
            run.over = True
        self.runs.append(Run(who=who, group=group))
        self.step(self.runs[-1], 1, ended=False)

    @rule(which=st.integers(0, 20), by=st.integers(1, 5), ended=st.booleans())
    def go_further(self, which: int, by: int, ended: bool) -> None:
        """The next message of a run; those between are lost, or come later."""
        going = [run for run in self.runs if not run.over]
        if going:
            run = going[which % len(going)]
            run.over = ended
            for step in range(1, by + 1):
                self.message += 1
                total = run.sent[-1][0] + 1
                run.sent.append((total, self.message, ended and step == by))
            self.tell(run, run.sent[-1])

    @rule(which=st.integers(0, 20), step=st.integers(0, 50))
    def tell_late(self, which: int, step: int) -> None:
        """A message comes again, or late, or both."""
        if self.runs:
            run = self.runs[which % len(self.runs)]
            self.tell(run, run.sent[step % len(run.sent)])

    def step(self, run: Run, total: int, *, ended: bool) -> None:
        self.message += 1
        run.sent.append((total, self.message, ended))
        self.tell(run, run.sent[-1])

    def tell(self, run: Run, message: tuple[int, int, bool]) -> None:
        total, number, ended = message
        gift = rose(
            run.who,
            total=total,
            message=number,
            group=run.group,
            ended=ended,
            diamonds_each=2,
            id=f"tiktok:run-{number}",
        )
        # The newest end tells that a later first step is another run's.
        run.heard_end = run.heard_end or ended
        increase = max(0, total - run.heard)
        run.heard += increase
        self.send(gift, "gift" if increase else "repeat", run.who, increase, 2)

    # The writing.

    @rule()
    def flush(self) -> None:
        """Commit what is waiting, as one batch."""
        if not self.waiting:
            return
        waiting, self.waiting = self.waiting, []
        appended = self.do(self.ledger.append([self.draft(*one) for one in waiting]))
        fresh = iter(appended.entries)
        for event, kind, who, count, each in waiting:
            if kind == "repeat":
                continue
            entry = next(fresh)
            self.now.take(kind, who, count, each)
            self.seen(who)
            if kind == "held" and self.now.state == "live":
                self.now.held[entry.seq] = (who, named_in(event))
            if kind == "chat" and self.now.state == "live":
                self.now.said.append((who, named_in(event)))
            if entry.event == event and not getattr(event, "streak", None):
                self.sent.append(event)
        assert list(fresh) == []

    def seen(self, who: str) -> None:
        if self.now.state == "live":
            self.now.person(who)

    def draft(self, event: AnyEvent, kind: str, *_model: object) -> Draft:
        is_held = kind == "held"
        return Draft(
            body=event,
            at=self.clock.now(),
            source=SOURCE,
            earning=None if is_held else earning_of(event),
            judgement=HELD if is_held else Judgement(),
        )

    @rule(pages=st.integers(0, 2))
    def flush_on_a_full_disk(self, pages: int) -> None:
        """The batch fails somewhere in its middle; nothing of it may have happened."""
        if not self.waiting:
            return
        filling = [chat("filler", "x" * 2000) for _ in range(20)]
        drafts = [self.draft(*one) for one in self.waiting]
        drafts += [Draft(body=event, at=self.clock.now()) for event in filling]
        with self.ledger._engine.connect() as connection:
            used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        limit(self.ledger, pages=used + pages)
        with pytest.raises(DiskFull):
            self.do(self.ledger.append(drafts))
        limit(self.ledger, pages=1_000_000)

    @rule()
    def test_something(self) -> None:
        """A test event changes nothing, not even a name."""
        if "luna" in self.forgotten:
            return
        event = rose(viewer("luna", name="Test Name"), count=500)
        draft = Draft(
            body=event,
            at=self.clock.now(),
            source="test",
            earning=earning_of(event),
            test=True,
        )
        self.do(self.ledger.append([draft]))

    # What the Broadcaster does.

    @rule(which=st.integers(0, 20))
    def release(self, which: int) -> None:
        """A held Chat is allowed: now it earns."""
        self.flush()
        if not self.now.held:
            return
        seq = sorted(self.now.held)[which % len(self.now.held)]
        who, _whom = self.now.held.pop(seq)
        held = next(
            one for one in self.entries(self.now) if one.seq == seq and one.event
        )
        body = VerdictGiven(of=seq, text=Verdict.ALLOW)
        assert held.event is not None
        earning = earning_of(held.event)
        self.do(
            self.ledger.append([Draft(body=body, at=self.clock.now(), earning=earning)])
        )
        self.now.pay_chat(who)

    @rule(who=st.sampled_from(WHO), points=st.integers(-50, 50))
    def award(self, who: str, points: int) -> None:
        self.flush()
        if who in self.now.people:
            body = Award(viewer_id=id_of(who), points=points)
            self.correct(body, {who: points})

    @rule(who=st.sampled_from(WHO))
    def reset(self, who: str) -> None:
        self.flush()
        if who in self.now.people:
            body = Reset(viewer_id=id_of(who))
            self.correct(body, {who: -self.now.people[who].points})

    def correct(self, body: Award | Reset, moved: dict[str, int]) -> None:
        entry = self.do(self.ledger.correct(Draft(body=body, at=self.clock.now())))
        self.move(moved)
        self.now.moved[entry.seq] = moved

    def move(self, moved: dict[str, int], sign: int = 1) -> None:
        for who, points in moved.items():
            self.now.people[who].points += sign * points

    @rule(undoing=st.sampled_from(("", "part", "whole", "part and whole")))
    def reset_everybody(self, undoing: str) -> None:
        head = self.reset_all()
        parts = self.now.heads[head]
        if "part" in undoing and parts:
            self.undo_this(parts[len(parts) // 2])
        if "whole" in undoing:
            self.undo_this(head)

    def reset_all(self) -> int:
        self.flush()
        entries = self.do(self.ledger.reset_all("round"))
        parts = []
        for entry in entries[1:]:
            assert isinstance(entry.body, Reset)
            who = self.model_id(str(entry.body.viewer_id)).removeprefix("tiktok:")
            moved = {who: -self.now.people[who].points}
            self.move(moved)
            self.now.moved[entry.seq] = moved
            parts.append(entry.seq)
        self.now.moved[entries[0].seq] = {}
        self.now.heads[entries[0].seq] = parts
        assert not any(one.points for one in self.now.people.values())
        return entries[0].seq

    @rule(which=st.integers(0, 30))
    def undo(self, which: int) -> None:
        self.flush()
        if not self.now.moved:
            return
        self.undo_this(sorted(self.now.moved)[which % len(self.now.moved)])

    def undo_this(self, seq: int) -> None:
        if seq in self.now.undone:
            with pytest.raises(CommandError):
                self.do(self.ledger.undo(seq))
            return
        self.do(self.ledger.undo(seq))
        for one in (seq, *self.now.heads.get(seq, ())):
            if one not in self.now.undone:
                self.move(self.now.moved[one], -1)
                self.now.undone.add(one)

    @rule(strange=st.integers(-3, 10**6))
    def refuse_nonsense(self, strange: int) -> None:
        self.flush()
        if strange not in self.now.moved:
            with pytest.raises(CommandError):
                self.do(self.ledger.undo(strange))
        with pytest.raises(CommandError):
            self.do(self.ledger.reopen(f"nothing-{strange}"))

    @rule(who=st.sampled_from(WHO[:2]))
    def forget(self, who: str) -> None:
        """What they said is gone, and what was said of them; the numbers stay."""
        self.flush()
        if who in self.forgotten or self.ledger.history.viewer(id_of(who)) is None:
            return
        self.do(self.ledger.forget(id_of(who)))
        self.forgotten.add(who)
        self.sent = [one for one in self.sent if not concerns(one, who)]
        self.runs = [run for run in self.runs if run.who != who]
        for evening in self.evenings:
            evening.forget(who)

    # What must be true.

    def entries(self, evening: Evening) -> list[Entry]:
        return list(self.ledger.history.entries(evening.id))

    def teardown(self) -> None:
        try:
            if self.evenings:
                self.flush()
                for evening in self.evenings:
                    self.compare(evening)
                self.compare_all()
                self.do(self.ledger.__aexit__(None, None, None))
                self.verify()
        finally:
            self.loop.close()
            self.scratch.cleanup()

    def compare(self, evening: Evening) -> None:
        history = self.ledger.history
        tally = history.tally(evening.id)
        standings = {self.model_id(one.viewer.id): one for one in tally.top(100)}
        assert {one: standings[one].points for one in standings} == evening.points()
        for who, person in evening.people.items():
            standing = standings[id_of(who)]
            for name in ("diamonds", "likes", "chats", "gifts"):
                assert getattr(standing, name) == getattr(person, name), (who, name)
            is_known = not who.startswith("forgotten ")
            assert standing.viewer.name == (who.title() if is_known else "")
            card = history.card(evening.id, standing.viewer.id, standing)
            self.compare_card(card, person, has_gifts=is_known)
        self.compare_order(evening, list(standings.values()))
        self.compare_totals(history, evening)
        for at, points in evening.snapshots:
            then = history.tally(evening.id, at=at).top(100)
            assert {self.model_id(one.viewer.id): one.points for one in then} == points

    def model_id(self, viewer_id: str) -> str:
        keys = {
            forgotten_id(self.ledger._key.of_viewer(id_of(who))): who for who in WHO
        }
        who = keys.get(viewer_id)
        return viewer_id if who is None else id_of(f"forgotten {who}")

    def compare_order(self, evening: Evening, standings: list[Standing]) -> None:
        """Best first; equal points in the order in which they were reached."""
        reached: dict[str, int] = {}
        for entry in self.entries(evening):
            change = entry.change
            if change is not None and (
                change.points or change.viewer_id not in reached
            ):
                reached[change.viewer_id] = entry.number
        order = [(-one.points, reached[one.viewer.id]) for one in standings]
        assert order == sorted(order)
        points = [one.points for one in standings]
        assert [one.tie for one in standings] == [
            points.count(one.points) > 1 for one in standings
        ]
        assert [one.rank for one in standings] == list(range(1, len(points) + 1))

    def compare_card(
        self, card: ViewerCard, person: Person, *, has_gifts: bool
    ) -> None:
        assert sum(one.amounts.points for one in card.entries) == person.points
        if has_gifts:
            assert sum(one.count for one in card.gifts) == person.gifts
            assert sum(one.diamonds for one in card.gifts) == person.diamonds
        taken_back = {one.body.of for one in card.entries if isinstance(one.body, Undo)}
        assert card.used_points == -sum(
            one.amounts.points
            for one in card.entries
            if isinstance(one.body, Reset) and one.seq not in taken_back
        )

    def compare_totals(self, history: History, evening: Evening) -> None:
        everybody = [*evening.people.values(), evening.anonymous]
        folded = history.tally(evening.id).totals()
        stored = history.session(evening.id).totals
        for name in ("points", "diamonds", "likes", "chats", "gifts"):
            wanted = sum(getattr(one, name) for one in everybody)
            assert getattr(folded, name) == getattr(stored, name) == wanted, name
        assert stored.entries == folded.entries == len(self.entries(evening))
        assert stored.viewers == folded.viewers == len(evening.people)
        with self.ledger._engine.connect() as connection:
            chosen = STANDINGS.select().where(STANDINGS.c.session_id == evening.id)
            rows = connection.execute(chosen).mappings().all()
        for name in SUMS:
            if name != "bits":
                wanted = sum(getattr(one, name) for one in evening.people.values())
                assert sum(row[name] for row in rows) == wanted, name

    def compare_all(self) -> None:
        """Over all sessions, everybody has the sum of what they have in each."""
        wanted: Counter[str] = Counter()
        for evening in self.evenings:
            wanted.update(evening.points())
        best, viewers = self.ledger.history.standings_since(None, limit=100)
        found = {self.model_id(one.viewer.id): one.points for one in best}
        assert (found, viewers) == (dict(wanted), len(wanted))

    def verify(self) -> None:
        with Record(self.folder) as record:
            for evening in self.evenings:
                report = record.verify(evening.id)
                assert report.ok, report.differences


_PHASES = (
    hypothesis.Phase.explicit,
    hypothesis.Phase.generate,
    hypothesis.Phase.shrink,
)


@pytest.mark.timeout(3_600)
def test_any_evening_adds_up(full_counts: bool) -> None:
    hypothesis.stateful.run_state_machine_as_test(  # type: ignore[no-untyped-call]  # as hypothesis has it
        EveningMachine,
        settings=hypothesis.settings(
            max_examples=2_000 if full_counts else 25,
            stateful_step_count=60 if full_counts else 50,
            phases=_PHASES if full_counts else _PHASES[:2],  # to shrink takes minutes
            suppress_health_check=list(hypothesis.HealthCheck),
        ),
    )
