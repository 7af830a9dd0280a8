"""Kill -9 of the model's worker under load: the gate stays shut, the chat goes on.

500 messages a second come in while the worker is killed again and again. No message is
shown that neither the model judged nor the rules in its place, with the reason told;
none is lost; the chat never stops; the window's badge appears and goes.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path
from random import Random

import psutil
import pytest

from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.running import RunningApp, begin, open_app
from companion.domain.entries import Entry, Judgement, Verdict, VerdictGiven
from companion.domain.events import Arrival, Chat
from companion.domain.views import ModelView, Shown
from sessions.ledger import Record
from tests.support.events import chat
from tests.support.line import Heard
from tests.support.models.words import labelled

TINY = Path(__file__).parents[1] / "support" / "models" / "tiny" / "onnx"

RATE = 500
"""Messages a second."""

TICK_S = 0.02

LONGEST_SILENCE_S = 4.0
"""The deadline of 1.5 s, and what a busy test machine adds."""

RULES_ALONE = {"model-late", "model-shed", "model-poison"}


class Screen(Heard):
    """A sink: notes what was shown, why it might be, and the longest silence."""

    def __init__(self) -> None:
        super().__init__()
        self.by_verdict: dict[int, VerdictGiven] = {}
        self.unjudged: list[Entry] = []
        self.shown_texts: dict[int, str] = {}
        self.silence = 0.0
        self._last: float | None = None

    def shown(self, items: Sequence[Shown]) -> None:
        now = asyncio.get_running_loop().time()
        for item in items:
            body = item.entry.body
            if isinstance(body, VerdictGiven):
                self.by_verdict[body.of] = body
            elif isinstance(body, Chat) and body.text:
                self._note(item.entry, body)
                self.silence = max(self.silence, now - (self._last or now))
                self._last = now

    def _note(self, entry: Entry, said: Chat) -> None:
        self.shown_texts[entry.seq] = said.text
        if not is_judged(entry.judgement, self.by_verdict.get(entry.seq)):
            self.unjudged.append(entry)


def is_judged(came: Judgement, later: VerdictGiven | None) -> bool:
    """Whether a text may be shown: the model said so, or the rules in its place."""
    stands = later or came
    reasons = {reason.rule for reason in stands.reasons}
    is_told = bool(stands.scores) or bool(reasons & RULES_ALONE)
    return stands.text is Verdict.ALLOW and is_told


class Crowd:
    """Many Viewers, each message another text; knows which are toxic."""

    def __init__(self, app: RunningApp) -> None:
        self._app = app
        self._chance = Random(4)
        self.toxic: dict[str, bool] = {}

    async def talk(self) -> None:
        """Write at the rate until cancelled."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            due = int((loop.time() - began) * RATE)
            for number in range(len(self.toxic), due):
                self._say(number)
            await asyncio.sleep(TICK_S)

    def _say(self, number: int) -> None:
        made = labelled(self._chance)
        text = f"{made.text} {number} too"  # one letter needs no model
        self.toxic[text] = bool(made.truth[0])
        said = chat(f"viewer{number % 2_000}", text)
        self._app.engine.offer(Arrival(event=said, source="tiktok:@mira.plays"))


async def stands(app: RunningApp, state: str) -> ModelView:
    """Wait until the model stands so."""
    async with asyncio.timeout(30):
        # Another process: there is nothing here that could be awaited instead.
        while (view := app.engine.gate.view().model).state != state:  # noqa: ASYNC110  # see above
            await asyncio.sleep(0.005)
        return view


async def kill(app: RunningApp) -> None:
    """Kill the worker; the badge must appear, and go."""
    before = await stands(app, "ready")
    os.kill(its_worker(), signal.SIGKILL)
    failed = await stands(app, "failed")
    assert failed.detail
    after = await stands(app, "ready")
    assert after.detail == ""
    assert after.restarts == before.restarts + 1


def its_worker() -> int:
    """Return the number of the only worker of this process."""
    (worker,) = [
        child
        for child in psutil.Process().children()
        if child.cmdline()[-2:] == ["--worker", "moderation"]
    ]
    return worker.pid


async def run(folder: Path, kills: int) -> tuple[Screen, Crowd, ModelView]:
    shutil.copytree(TINY, folder / "models" / "tiny")
    options = RunOptions(
        purpose="test",
        folder=folder,
        port=0,
        overrides=("moderation.model.id=tiny", "moderation.hold_seconds=600"),
    )
    chance, screen = Random(20), Screen()
    async with open_app(options, make_machine()) as app:
        app.engine.listen(screen)
        await begin(app.engine, options)
        await stands(app, "ready")
        crowd = Crowd(app)
        talking = asyncio.create_task(crowd.talk())
        for _ in range(kills):
            await asyncio.sleep(chance.uniform(0.3, 0.8))
            await kill(app)
        await asyncio.sleep(0.5)
        talking.cancel()
        await app.engine.end_session()
        view = app.engine.gate.view().model
    return screen, crowd, view


async def check(folder: Path, kills: int) -> None:
    screen, crowd, view = await run(folder, kills)
    with Record(folder) as record:
        entries = list(record.history.entries(None))
    said = {e.seq: e for e in entries if isinstance(e.body, Chat)}
    later = {e.body.of: e.body for e in entries if isinstance(e.body, VerdictGiven)}
    by_model = {of for of, given in later.items() if given.scores}

    assert screen.unjudged == []
    assert sorted(e.body.text for e in said.values()) == sorted(crowd.toxic)  # type: ignore[union-attr]  # Chats
    for seq, entry in said.items():
        final = later.get(seq, entry.judgement)
        assert final.text is not Verdict.PENDING
        if final.text is Verdict.ALLOW:
            assert is_judged(entry.judgement, later.get(seq))
            assert seq in screen.shown_texts
    wrongly = [
        text
        for seq, text in screen.shown_texts.items()
        if seq in by_model and crowd.toxic[text]
    ]
    assert len(wrongly) <= len(by_model) // 200
    assert screen.silence < LONGEST_SILENCE_S
    assert view.restarts == kills
    assert len(by_model) > len(said) // 4


async def test_a_killed_worker_opens_no_gate_and_stops_no_chat(tmp_path: Path) -> None:
    await check(tmp_path / "data", kills=4)


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_twenty_kills(tmp_path: Path) -> None:
    await check(tmp_path / "data", kills=20)
