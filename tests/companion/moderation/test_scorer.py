"""The model as the app asks it: real worker processes, on a clock of the test's."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from companion.domain.errors import ModelError
from companion.moderation.model_queue import CAPACITY, Answer, Urgency
from companion.moderation.model_runner import HANG_S, IDLE_S
from companion.moderation.scorer import LATE, POISON, SHED, Scorer
from companion.settings.moderation import ModelSettings
from tests.support.fakes import FakeClock, settle
from tests.support.model_worker import COMMAND, answer, asked, model_folder

CLEAN = {"toxicity": 0.1, "insult": 0.05}
TOXIC = {"toxicity": 0.9, "insult": 0.05}


class Asking:
    """A scorer that runs, its clock, and the folder of its model."""

    def __init__(self, root: Path, clock: FakeClock) -> None:
        self.clock = clock
        self.folder = root / "played"
        self.scorer = Scorer(
            folder_of=lambda name: root / name, clock=clock, command=COMMAND
        )

    def choose(self, name: str = "played", **settings: object) -> None:
        self.scorer.choose(ModelSettings.model_validate({"id": name, **settings}))

    async def state(self, wanted: str) -> None:
        """Wait until the model stands so."""
        await self.until(lambda: self.scorer.view().state == wanted)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until the worker has made something true."""
        async with asyncio.timeout(20):
            while not is_so():  # noqa: ASYNC110  # another process makes it so
                await asyncio.sleep(0.002)
        await settle()

    async def ask(self, *texts: str) -> list[Answer]:
        """Return the answers to texts that are asked about at once.

        Time passes only while a worker that ended is waited for.
        """
        asking = asyncio.gather(*map(self.scorer.score, texts))
        async with asyncio.timeout(30):
            while not asking.done():
                if self.scorer.view().state == "failed":
                    await self.clock.advance(0.5)
                await asyncio.wait({asking}, timeout=0.01)
            return await asking

    async def recover(self) -> None:
        """Let time pass until the worker is back."""
        async with asyncio.timeout(20):
            while self.scorer.view().state != "ready":
                await self.clock.advance(0.5)
                await asyncio.sleep(0.002)


@asynccontextmanager
async def asking(root: Path, *, is_there: bool = True) -> AsyncIterator[Asking]:
    if is_there:
        model_folder(root)
    running = Asking(root, FakeClock())
    working = asyncio.create_task(running.scorer.run())
    try:
        yield running
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


async def test_it_answers_with_scores_by_label(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        running.choose()
        clean, toxic = await running.ask("hello there", "a bad word")

        assert clean == Answer(CLEAN, "played@1")
        assert toxic == Answer(TOXIC, "played@1")
        view = running.scorer.view()
        assert (view.state, view.judged, view.cached, view.rss) == ("ready", 2, 0, 7)
        assert (view.title, view.languages) == ("Played", ("en",))


async def test_without_a_model_nothing_is_asked(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        assert await running.ask("hello there") == [Answer({}, why=LATE)]
        assert running.scorer.view().state == "off"
        assert not running.scorer.is_asked


async def test_equal_texts_are_scored_once(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        running.choose()
        await running.ask("good  game", "good game ", "good game")
        await running.ask("good game", "gooood game")

        texts = [text for order in asked(running.folder) for text in order]
        assert texts == ["good game", "goood game"]
        view = running.scorer.view()
        assert (view.judged, view.cached) == (5, 3)


async def test_while_it_is_busy_the_next_batch_gathers(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        running.choose()
        await running.state("ready")
        first = asyncio.ensure_future(running.ask("wait for it"))
        await running.until(lambda: len(asked(running.folder)) == 1)
        rest = asyncio.ensure_future(running.ask(*(f"{n} texts" for n in range(40))))
        await asyncio.sleep(0)
        answer(running.folder)
        await asyncio.gather(first, rest)

        assert [len(order) for order in asked(running.folder)] == [1, 32, 8]
        lengths = list(map(len, asked(running.folder)[1]))
        assert lengths == sorted(lengths)


async def test_a_slow_model_gets_smaller_batches(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        running.choose(deadline_s=10)
        await running.state("ready")
        first = asyncio.ensure_future(running.ask("wait for it"))
        await running.until(lambda: len(asked(running.folder)) == 1)
        await running.clock.advance(0.04)
        rest = asyncio.ensure_future(running.ask(*(f"{n} texts" for n in range(20))))
        await settle()
        answer(running.folder)
        await asyncio.gather(first, rest)

        assert [len(order) for order in asked(running.folder)][:2] == [1, 7]


async def test_first_time_chatters_come_first_and_trusted_ones_last(
    tmp_path: Path,
) -> None:
    order: list[Answer] = []
    async with asking(tmp_path) as running:
        running.choose()
        await running.state("ready")
        scorer, folder = running.scorer, running.folder
        scorer.ask("wait for it", order.append)
        await running.until(lambda: len(asked(folder)) == 1)
        for number in range(32):
            scorer.ask(f"trusted {number}", order.append, urgency=Urgency.TRUSTED)
        for number in range(31):
            scorer.ask(f"usual {number}", order.append)
        scorer.ask("new here", order.append, urgency=Urgency.FIRST)
        scorer.ask("trusted 31", order.append, urgency=Urgency.FIRST)
        answer(folder)
        await running.until(lambda: len(order) == 66)

        second, third = asked(folder)[1:3]
        assert {"new here", "trusted 31"} <= set(second)
        assert sum(text.startswith("usual") for text in second) == 30
        assert sum(text.startswith("trusted") for text in third) == 31


async def test_too_many_texts_shed_trusted_ones_first(tmp_path: Path) -> None:
    told: dict[str, Answer] = {}
    async with asking(tmp_path) as running:
        running.choose()
        await running.state("ready")
        scorer = running.scorer
        scorer.ask("wait for it", lambda _answer: None)
        await running.until(lambda: len(asked(running.folder)) == 1)

        def put(name: str, urgency: Urgency) -> None:
            scorer.ask(name, lambda said: told.update({name: said}), urgency=urgency)

        put("trusted old", Urgency.TRUSTED)
        put("trusted new", Urgency.TRUSTED)
        for number in range(CAPACITY - 2):
            put(f"usual {number}", Urgency.USUAL)
        assert told == {}
        put("one more", Urgency.USUAL)
        assert list(told) == ["trusted old"]
        put("two more", Urgency.FIRST)
        put("three more", Urgency.USUAL)
        put("trusted late", Urgency.TRUSTED)

        assert list(told) == ["trusted old", "trusted new", "usual 0", "trusted late"]
        assert {said.why for said in told.values()} == {SHED}
        assert scorer.view().shed == 4


async def test_what_is_late_gets_no_scores_and_is_counted(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        running.choose(deadline_s=0.5)
        await running.state("ready")
        asked_for = asyncio.ensure_future(running.ask("wait for it", "me too"))
        await running.until(lambda: len(asked(running.folder)) == 1)
        await running.clock.advance(0.4)
        assert not asked_for.done()
        await running.clock.advance(0.2)

        assert [one.why for one in await asked_for] == [LATE, LATE]
        assert running.scorer.view().late == 2
        answer(running.folder)
        assert await running.ask("wait for it") == [Answer(CLEAN, "played@1")]


async def test_a_worker_that_is_killed_comes_back(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        running.choose()
        await running.ask("hello there")
        assert running.scorer.pid is not None
        os.kill(running.scorer.pid, signal.SIGKILL)
        await running.state("failed")
        assert running.scorer.view().detail
        assert await running.ask("is it there") == [Answer({}, why=LATE)]
        await running.clock.advance(1.0)
        await running.state("ready")

        assert await running.ask("is it there") == [Answer(CLEAN, "played@1")]
        view = running.scorer.view()
        assert (view.detail, view.restarts) == ("", 1)


async def test_a_batch_that_a_worker_died_over_is_asked_again(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        running.choose(deadline_s=10)
        answers = await running.ask("die once", "a bad word")

        assert [one.scores for one in answers] == [CLEAN, TOXIC]


@pytest.mark.parametrize("poison", ["die here", "crash here", "nonsense here"])
async def test_a_poison_text_costs_nobody_else_the_answer(
    tmp_path: Path, poison: str
) -> None:
    async with asking(tmp_path) as running:
        running.choose(deadline_s=10)
        texts = ("hello there", poison, "a bad word")
        answers = await running.ask(*texts)

        assert [one.why for one in answers] == ["", POISON, ""]
        assert [one.scores for one in answers] == [CLEAN, {}, TOXIC]
        await running.recover()
        times = len(asked(running.folder))
        assert [one.why for one in await running.ask(poison)] == [POISON]
        assert len(asked(running.folder)) == times


async def test_a_text_alone_that_kills_twice_is_poison(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        running.choose(deadline_s=10)
        (said,) = await running.ask("die now")

        assert said.why == POISON
        assert asked(running.folder) == [["die now"], ["die now"]]


async def test_a_text_over_which_the_model_hangs_is_poison_too(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        running.choose(deadline_s=10)
        await running.state("ready")
        scorer, clock = running.scorer, running.clock
        scorer.ask("hang forever", lambda _answer: None)
        await running.until(lambda: len(asked(running.folder)) == 1)
        await clock.advance(HANG_S)
        await running.state("failed")
        await clock.advance(1.0)
        await running.until(lambda: len(asked(running.folder)) == 2)
        await clock.advance(HANG_S)
        await running.state("failed")

        await clock.advance(2.0)
        await running.state("ready")
        assert [one.why for one in await running.ask("hang forever")] == [POISON]


async def test_starts_are_one_two_four_seconds_apart(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        (running.folder / "refuse").touch()
        running.choose()
        view, clock = running.scorer.view, running.clock
        for number, pause in enumerate([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0], 1):
            await running.until(lambda n=number: view().restarts == n)  # type: ignore[misc]  # bound now
            assert view().state == "failed"
            await clock.advance(pause - 0.1)
            assert view().restarts == number
            assert view().state == "failed"
            await clock.advance(0.1)
        await running.until(lambda: "cannot be loaded" in view().detail)


async def test_a_model_that_says_no_leaves_the_texts_to_the_rules(
    tmp_path: Path,
) -> None:
    async with asking(tmp_path) as running:
        running.choose()
        (said,) = await running.ask("refuse this")

        assert said.why == LATE
        assert running.scorer.view().state == "failed"
        assert running.scorer.view().detail == "it does not work"


async def test_a_missing_model_is_found_once_it_is_there(tmp_path: Path) -> None:
    async with asking(tmp_path, is_there=False) as running:
        running.choose()
        view = running.scorer.view()
        assert view.state == "missing"
        assert "played" in view.detail
        assert await running.ask("hello there") == [Answer({}, why=LATE)]
        model_folder(tmp_path)
        await running.clock.advance(5.0)
        await running.state("ready")

        assert await running.ask("hello there") == [Answer(CLEAN, "played@1")]
        assert running.scorer.view().detail == ""


async def test_files_that_are_not_whole_are_a_missing_model(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        (running.folder / "missing").touch()
        running.choose()
        await running.state("missing")

        (running.folder / "missing").unlink()
        running.scorer.reload()
        await running.state("ready")


async def test_a_name_that_no_folder_can_have_is_a_missing_model(
    tmp_path: Path,
) -> None:
    def refuse(_name: str) -> Path:
        raise ModelError("no such name")

    scorer = Scorer(folder_of=refuse, clock=FakeClock(), command=COMMAND)
    scorer.choose(ModelSettings(id="../x"))

    assert (scorer.view().state, scorer.view().detail) == ("missing", "no such name")


async def test_another_model_answers_what_waits_and_shares_no_scores(
    tmp_path: Path,
) -> None:
    other = model_folder(tmp_path, "other")
    async with asking(tmp_path) as running:
        running.choose()
        await running.ask("hello there")
        waiting = asyncio.ensure_future(running.ask("wait for it", "hello you"))
        await running.until(lambda: len(asked(running.folder)) == 2)
        running.choose("other")
        answer(other)

        assert {one.version for one in await waiting} == {"other@1"}
        assert (await running.ask("hello there"))[0].version == "other@1"
        assert ["hello there"] in asked(other)
        running.choose("played")
        await running.state("ready")
        assert (await running.ask("hello there"))[0].version == "played@1"
        assert len(asked(running.folder)) == 2


async def test_no_model_any_more_leaves_what_waits_to_the_rules(
    tmp_path: Path,
) -> None:
    async with asking(tmp_path) as running:
        running.choose()
        await running.state("ready")
        waiting = asyncio.ensure_future(running.ask("wait for it"))
        await running.until(lambda: len(asked(running.folder)) == 1)
        running.choose("")

        assert [one.why for one in await waiting] == [LATE]
        assert running.scorer.view().state == "off"
        await running.until(lambda: running.scorer.pid is None)


async def test_after_ten_quiet_minutes_it_is_unloaded(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        running.choose()
        await running.ask("hello there")
        await running.until(lambda: running.clock.sleeping >= 1)
        await running.clock.advance(IDLE_S)
        await running.until(lambda: running.scorer.pid is None)
        view = running.scorer.view()
        assert (view.state, view.rss) == ("ready", None)

        assert await running.ask("how are you") == [Answer(CLEAN, "played@1")]
        assert running.scorer.view().restarts == 0


async def test_it_stands_back_less_when_texts_wait_long(tmp_path: Path) -> None:
    async with asking(tmp_path) as running:
        running.choose(deadline_s=10)
        await running.state("ready")
        scorer = running.scorer
        scorer.ask("wait for it", lambda _answer: None)
        await running.until(lambda: len(asked(running.folder)) == 1)
        waiting = asyncio.ensure_future(running.ask(*(f"n {n}" for n in range(128))))
        await settle()
        await running.clock.advance(0.3)
        answer(running.folder)
        await waiting

        await running.until(lambda: ["nice 5"] in asked(running.folder))
