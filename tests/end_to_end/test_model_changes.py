"""Rules and model change, break and are repaired while the chat goes on."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.running import RunningApp, begin, open_app
from companion.domain.entries import Entry, GateChanged, Verdict, VerdictGiven
from companion.domain.events import Arrival, Chat
from companion.domain.views import VerdictFilter
from sessions.ledger import Record
from tests.support.events import chat

TINY = Path(__file__).parents[1] / "support" / "models" / "tiny" / "onnx"

ASKED = {"model": {"id": "tiny"}}


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[RunningApp]:
    options = RunOptions(purpose="test", folder=folder, port=0)
    async with open_app(options, make_machine()) as app:
        await begin(app.engine, options)
        yield app


async def stands(app: RunningApp, state: str) -> None:
    async with asyncio.timeout(30):
        # Another process: there is nothing here that could be awaited instead.
        while app.engine.gate.view().model.state != state:  # noqa: ASYNC110  # see above
            await asyncio.sleep(0.005)


async def say(app: RunningApp, text: str) -> None:
    """Have somebody write, and wait for every verdict."""
    said = chat(text=text)
    app.engine.offer(Arrival(event=said, source="tiktok:@mira.plays"))
    await app.engine.settle()


def entries_of(folder: Path) -> list[Entry]:
    with Record(folder) as record:
        return list(record.history.entries(None))


async def test_a_model_is_asked_from_the_moment_it_is_chosen(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "models" / "tiny")
    async with running(tmp_path) as app:
        await say(app, "you are a loser")
        await app.engine.gate.reconfigure(ASKED)
        await stands(app, "ready")
        await say(app, "what a loser")
        await say(app, "good morning")
        await app.engine.gate.reconfigure({})
        await say(app, "such a loser")
        lines = await app.engine.gate.verdicts(VerdictFilter(by="model"))

    entries = entries_of(tmp_path)
    given = [one.body for one in entries if isinstance(one.body, VerdictGiven)]
    assert [one.text for one in given] == [Verdict.BLOCK, Verdict.ALLOW]
    assert all(one.scores and one.model.startswith("tiny@") for one in given)
    models = [one.body.model for one in entries if isinstance(one.body, GateChanged)]
    assert models[0] == ""
    assert given[0].model in models
    assert models[-1] == ""
    assert [line.text for line in lines] == ["good morning", "what a loser"]


async def test_a_corrupt_model_is_a_badge_until_it_is_repaired(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "models" / "tiny")
    (folder / "model.onnx").write_bytes(b"half of it")
    async with running(tmp_path) as app:
        await app.engine.gate.reconfigure(ASKED)
        await stands(app, "missing")
        assert "model.onnx" in app.engine.gate.view().model.detail
        await say(app, "good morning")
        shutil.copy(TINY / "model.onnx", folder)
        await stands(app, "ready")
        assert app.engine.gate.view().model.detail == ""
        await say(app, "good evening")

    said = [one for one in entries_of(tmp_path) if isinstance(one.body, Chat)]
    assert said[0].judgement.text is Verdict.ALLOW
    assert [reason.rule for reason in said[0].judgement.reasons] == ["model-late"]
    assert said[1].judgement.text is Verdict.PENDING


@pytest.mark.parametrize("name", ["nowhere", "../tiny", "."])
async def test_a_model_that_is_not_there_stops_nothing(
    tmp_path: Path, name: str
) -> None:
    async with running(tmp_path) as app:
        await app.engine.gate.reconfigure({"model": {"id": name}})
        await stands(app, "missing")
        assert app.engine.gate.view().model.detail
        await say(app, "good morning")

        assert app.engine.reviews() == []


def shown(app: RunningApp) -> list[str]:
    return [one.body.text for one in app.engine.view.chat(50)]


async def test_long_lists_are_made_ready_beside_the_loop(tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(20_000)]
    turns = 0
    async with running(tmp_path) as app:
        change = app.engine.gate.reconfigure({"blocklist": words})
        changing = asyncio.create_task(change)
        while not changing.done():
            await asyncio.sleep(0)
            turns += 1
        await changing
        await say(app, "word777")

        assert shown(app) == []
    # On the loop it would be a handful: one for each thing that is waited for.
    assert turns > 200


async def test_of_two_changes_the_later_one_holds(tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(5_000)]
    async with running(tmp_path) as app:
        gate = app.engine.gate
        await asyncio.gather(
            gate.reconfigure({"blocklist": words}),
            gate.set_mode("quiet"),
            gate.reconfigure({"blocklist": ["pear"]}),
        )
        await say(app, "word777")
        await say(app, "pear")

        assert gate.view().mode == "quiet"
        assert shown(app) == ["word777"]
