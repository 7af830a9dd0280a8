"""The model beside the line: it answers late, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from companion.domain.entries import Entry, Judgement, Verdict, VerdictGiven
from companion.domain.errors import ModerationUnavailable
from companion.domain.events import Arrival
from companion.domain.values import POINT
from companion.pipeline.model import ModelDesk
from tests.support.events import chat
from tests.support.fakes import settle
from tests.support.real_engine import TARGET, RunningEngine, open_engine

Answer = Callable[[Entry], Judgement]


class Model:
    """A model that answers when it is let, by a policy of the test's."""

    def __init__(self, answer: Answer) -> None:
        self.may_answer = asyncio.Event()
        self._answer = answer

    async def judge(self, entries: Sequence[Entry]) -> Sequence[Judgement]:
        await self.may_answer.wait()
        return [self._answer(entry) for entry in entries]


@asynccontextmanager
async def asked(
    folder: Path, answer: Answer
) -> AsyncIterator[tuple[RunningEngine, Model]]:
    """A session with three lines that wait for the model, and the model."""
    model = Model(answer)
    async with open_engine(folder) as running:
        desk = ModelDesk(model, decide=running.engine.judge)
        running.bus.listen(desk)
        working = asyncio.create_task(desk.run())
        await running.engine.start_session()
        for text in ("pending one", "pending two", "pending three"):
            said = Arrival(event=chat("luna", text), source=TARGET)
            running.intake.offer(said)
        await running.pipeline.drain()
        yield running, model
        working.cancel()


async def answered(running: RunningEngine, model: Model) -> list[VerdictGiven]:
    """Let the model answer; return the verdicts that became entries."""
    model.may_answer.set()
    while running.engine.reviews():
        await running.pipeline.drain()
        await settle()
    await running.pipeline.drain()
    bodies = [item.entry.body for item in running.heard.items]
    return [body for body in bodies if isinstance(body, VerdictGiven)]


def texts(running: RunningEngine) -> list[str]:
    return [text for text in running.heard.texts() if text]


async def test_what_it_allows_is_shown_late_and_in_order(tmp_path: Path) -> None:
    async with asked(tmp_path, lambda _entry: Judgement()) as (running, model):
        assert texts(running) == []
        given = await answered(running, model)

        assert texts(running) == ["pending one", "pending two", "pending three"]
        assert [one.by for one in given] == ["model"] * 3
        assert running.view.standing("tiktok:luna").points == 3 * POINT


async def test_who_was_quicker_than_the_model_is_right(tmp_path: Path) -> None:
    refuse = Judgement(text=Verdict.BLOCK)
    async with asked(tmp_path, lambda _entry: refuse) as (running, model):
        first, second, _third = running.engine.reviews()
        await running.engine.allow(first.entry.seq)
        await running.engine.allow(second.entry.seq)
        given = await answered(running, model)

        assert [one.by for one in given] == ["person", "person", "model"]
        assert texts(running) == ["pending one", "pending two"]
        assert running.view.standing("tiktok:luna").points == 2 * POINT


async def test_while_it_does_not_answer_the_rules_stand(tmp_path: Path) -> None:
    def fail(_entry: Entry) -> Judgement:
        raise ModerationUnavailable("no worker")

    async with asked(tmp_path, fail) as (running, model):
        given = await answered(running, model)

        assert {one.reasons[-1].rule for one in given} == {"model-late"}
        assert texts(running) == ["pending one", "pending two", "pending three"]
