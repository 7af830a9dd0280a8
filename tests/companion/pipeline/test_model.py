"""The model beside the line: it answers late, out of order, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from companion.domain.entries import Entry, Judgement, ModelVerdict, Verdict
from companion.domain.entries import VerdictGiven as Given
from companion.domain.events import Arrival, Chat
from companion.domain.values import POINT
from companion.domain.views import Shown
from companion.pipeline.model import ModelDesk
from tests.companion.app.test_engine_turns import empty, fill
from tests.support.events import chat
from tests.support.fakes import settle
from tests.support.line import Heard
from tests.support.real_engine import TARGET, RunningEngine, open_engine

PENDING_ONES = ("pending one", "pending two", "pending three")


class Model:
    """A model that answers what a test tells it to, when it is told to."""

    def __init__(self) -> None:
        self.asked: dict[str, Callable[[ModelVerdict | None], object]] = {}
        self.entries: dict[str, Entry] = {}

    def ask(
        self, entry: Entry, answered: Callable[[ModelVerdict | None], object]
    ) -> None:
        assert isinstance(entry.body, Chat)
        assert entry.body.text not in self.asked
        self.asked[entry.body.text] = answered
        self.entries[entry.body.text] = entry

    def say(self, text: str, judgement: Judgement | None) -> None:
        """Answer about one text."""
        said = None
        if judgement is not None:
            entry = self.entries[text]
            said = ModelVerdict(entry=entry, judgement=judgement, model="tiny@1")
        self.asked[text](said)


@asynccontextmanager
async def asked(
    folder: Path, *lines: tuple[str, str]
) -> AsyncIterator[tuple[RunningEngine, Model, ModelDesk]]:
    """A session with lines, each of a Viewer, that wait for the model."""
    model = Model()
    async with open_engine(folder) as running:
        desk = ModelDesk(model, decide=running.engine.judge)
        running.bus.listen(desk)
        working = asyncio.create_task(desk.run())
        await running.engine.start_session()
        for who, text in lines:
            running.intake.offer(Arrival(event=chat(who, text), source=TARGET))
        await running.pipeline.drain()
        try:
            yield running, model, desk
        finally:
            working.cancel()


class Commits(Heard):
    """Counts what is shown together."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []

    def shown(self, items: Sequence[Shown]) -> None:
        self.sizes.append(sum(isinstance(one.entry.body, Given) for one in items))


def luna(*texts: str) -> Sequence[tuple[str, str]]:
    return [("luna", text) for text in texts]


async def recorded(running: RunningEngine) -> list[Given]:
    """Return the verdicts that became entries, once all that is due is on disk."""
    for _ in range(5):
        await settle()
        await running.pipeline.drain()
    bodies = [item.entry.body for item in running.heard.items]
    return [body for body in bodies if isinstance(body, Given)]


def texts(running: RunningEngine) -> list[str]:
    return [text for text in running.heard.texts() if text]


async def test_what_it_allows_is_shown_late_and_in_order(tmp_path: Path) -> None:
    async with asked(tmp_path, *luna(*PENDING_ONES)) as (running, model, desk):
        assert texts(running) == []
        for text in PENDING_ONES:
            model.say(text, Judgement(scores={"toxicity": 0.125}))
        given = await recorded(running)

        assert texts(running) == list(PENDING_ONES)
        assert {(one.by, one.model) for one in given} == {("model", "tiny@1")}
        assert given[0].scores == {"toxicity": 0.125}
        assert running.view.standing("tiktok:luna").points == 3 * POINT
        assert len(desk) == 0


async def test_what_the_model_is_asked_about_is_not_counted_as_held(
    tmp_path: Path,
) -> None:
    lines = [("luna", "pending one"), ("kai", "hold it")]
    async with asked(tmp_path, *lines) as (running, model, _desk):
        assert running.engine.totals().held == 1
        model.say("pending one", Judgement(text=Verdict.HOLD))
        await recorded(running)

        assert running.engine.totals().held == 2


async def test_a_slow_text_delays_nobody_else(tmp_path: Path) -> None:
    lines = [("luna", "pending slow"), ("kai", "pending quick")]
    async with asked(tmp_path, *lines) as (running, model, _desk):
        model.say("pending quick", Judgement())
        await recorded(running)
        assert texts(running) == ["pending quick"]

        model.say("pending slow", Judgement())
        await recorded(running)
        assert texts(running) == ["pending quick", "pending slow"]


async def test_one_viewers_lines_stay_in_order(tmp_path: Path) -> None:
    lines = luna("pending one", "free", "pending two", "free too")
    async with asked(tmp_path, *lines) as (running, model, _desk):
        model.say("pending two", Judgement())
        await recorded(running)
        assert texts(running) == []

        model.say("pending one", Judgement())
        await recorded(running)
        assert texts(running) == ["pending one", "free", "pending two", "free too"]


async def test_verdicts_that_come_together_are_one_commit_in_order(
    tmp_path: Path,
) -> None:
    lines = [("a", "pending 1"), ("b", "pending 2"), ("c", "pending 3")]
    async with asked(tmp_path, *lines) as (running, model, _desk):
        commits = Commits()
        running.bus.listen(commits)
        for text in ("pending 3", "pending 1", "pending 2"):
            model.say(text, Judgement())
        given = await recorded(running)

        assert commits.sizes == [3]
        assert [one.of for one in given] == sorted(one.of for one in given)


async def test_who_was_quicker_than_the_model_is_right(tmp_path: Path) -> None:
    async with asked(tmp_path, *luna(*PENDING_ONES)) as (running, model, _desk):
        first, second, _third = running.engine.reviews()
        await running.engine.allow(first.entry.seq)
        await running.engine.allow(second.entry.seq)
        for text in PENDING_ONES:
            model.say(text, Judgement(text=Verdict.BLOCK))
        given = await recorded(running)

        assert [one.by for one in given] == ["person", "person", "model"]
        assert texts(running) == ["pending one", "pending two"]
        assert running.view.standing("tiktok:luna").points == 2 * POINT


async def test_what_the_rules_hold_gets_scores_and_stays_held(tmp_path: Path) -> None:
    async with asked(tmp_path, *luna("hold it")) as (running, model, _desk):
        scores = {"toxicity": 0.75}
        model.say("hold it", Judgement(text=Verdict.HOLD, scores=scores))
        await recorded(running)

        (waiting,) = running.engine.reviews()
        assert (waiting.text, waiting.scores) == (Verdict.HOLD, scores)
        assert waiting.expires_at is not None
        assert texts(running) == []


async def test_what_the_rules_hold_a_model_never_releases(tmp_path: Path) -> None:
    async with asked(tmp_path, *luna("hold it")) as (running, model, _desk):
        model.say("hold it", Judgement(scores={"toxicity": 0.0}))
        await recorded(running)

        assert [one.text for one in running.engine.reviews()] == [Verdict.HOLD]


async def test_when_it_has_nothing_to_say_nothing_is_recorded(tmp_path: Path) -> None:
    async with asked(tmp_path, *luna("hold it")) as (running, model, desk):
        model.say("hold it", None)

        assert await recorded(running) == []
        await desk.settled()


async def test_answers_after_the_end_of_a_session_are_in_its_record(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path, *luna("pending one")) as (running, model, desk):
        await running.engine.end_session()
        model.say("pending one", Judgement())

        assert [one.text for one in await recorded(running)] == [Verdict.ALLOW]
        await desk.settled()


async def test_while_the_ledger_is_stopped_no_more_gathers(tmp_path: Path) -> None:
    async with asked(tmp_path, *luna("pending one")) as (running, model, desk):
        fill(running)
        for number in range(100):
            event = chat("kai", f"pending {number}")
            running.intake.offer(Arrival(event=event, source=TARGET))
        model.say("pending one", Judgement())
        for _ in range(5):
            await running.clock.advance(1.0)
        assert len(desk) == 1
        assert list(model.asked) == ["pending one"]

        empty(running)
        async with asyncio.timeout(30):
            # The refusal comes from the ledger's thread: it may begin to wait late.
            while len(model.asked) < 101 or len(texts(running)) < 1:
                await running.clock.advance(1.0)
        assert texts(running) == ["pending one"]
        assert len(model.asked) == 101
