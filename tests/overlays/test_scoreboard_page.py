"""The session's scoreboard as the app serves it, from a show that is really played."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, expect

from companion.app.machine import SystemClock, SystemIds
from companion.domain.events import ViewerRemoved
from companion.domain.show.specs import QuizSpec
from companion.domain.values import Platform
from companion.web.pictures import Pictures
from companion.web.server import OverlayServer
from companion.web.tokens import Tokens
from overlays.catalogue import CATALOGUE
from tests.companion.interactions.conftest import Playing
from tests.support.events import chat
from tests.support.patience import PATIENCE_S
from tests.support.real_engine import RunningEngine, open_engine

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

QUIZ = QuizSpec(question="?", options=("red", "blue"), correct=(0,))
PEOPLE = ["Luna", "Sol", "Troll", "Rude", "Kai"]


def served(running: RunningEngine, folder: Path) -> OverlayServer:
    settings = {one.name: one.settings_type() for one in CATALOGUE}
    return OverlayServer(
        engine=running.engine,
        view=running.view,
        catalogue=CATALOGUE,
        settings_of=settings.__getitem__,
        tokens=Tokens(folder, SystemIds()),
        pictures=Pictures(folder / "pictures", clock=SystemClock()),
        clock=SystemClock(),
        ids=SystemIds(),
        port=0,
    )


def removed(
    name: str, action: Literal["ban", "timeout"], seconds: int | None = None
) -> ViewerRemoved:
    """What a platform says when it keeps somebody from writing."""
    return ViewerRemoved(
        id=f"{name} {action}",
        platform=Platform.TIKTOK,
        channel="@mira.plays",
        target=f"tiktok:{name}",
        action=action,
        seconds=seconds,
    )


async def played(playing: Playing, people: Sequence[str]) -> str:
    """Let them answer a quiz, one after the other; returns it with its scores shown."""
    quiz = await playing.show.make(QUIZ)
    await playing.show.act(quiz.id, "start")
    for who in people:
        await playing.hear(chat(who, "red"))
        await playing.clock.advance(0.1)
    async with asyncio.timeout(PATIENCE_S):
        await playing.show.act(quiz.id, "close")
    await playing.show.act(quiz.id, "reveal")
    await playing.show.act(quiz.id, "scoreboard")
    return quiz.id


@pytest.mark.parametrize(
    ("overlay", "is_over"),
    [("quiz", False), ("scoreboard", False), ("scoreboard", True)],
)
async def test_who_is_banned_is_off_the_scoreboards_at_once(
    tmp_path: Path, browser: Browser, overlay: str, *, is_over: bool
) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session("Friday")
        playing = Playing(running)
        quiz = await played(playing, [one.lower() for one in PEOPLE])
        await playing.show.show_scoreboard(True)
        if is_over:
            await playing.show.act(quiz, "finish")
        async with served(running, tmp_path) as server:
            page = await browser.new_page()
            names = page.locator(".person .name")
            await page.goto(server.links()[overlay])
            await expect(names).to_have_text(PEOPLE)

            await running.engine.gate.mark("tiktok:troll", "ban")
            await playing.hear(removed("rude", "ban"))

            await expect(names).to_have_text(["Luna", "Sol", "Kai"])
            await page.reload()
            await expect(names).to_have_text(["Luna", "Sol", "Kai"])
            await page.close()


async def test_who_may_write_again_is_back_on_the_scoreboard(
    tmp_path: Path, browser: Browser
) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session("Friday")
        playing = Playing(running)
        quiz = await played(playing, [one.lower() for one in PEOPLE])
        await playing.show.show_scoreboard(True)
        await playing.show.act(quiz, "finish")
        await running.engine.gate.mark("tiktok:troll", "ban")
        await playing.hear(removed("rude", "timeout", 60))
        async with served(running, tmp_path) as server:
            page = await browser.new_page()
            names = page.locator(".person .name")
            await page.goto(server.links()["scoreboard"])
            await expect(names).to_have_text(["Luna", "Sol", "Kai"])

            await running.engine.gate.unmark("tiktok:troll", "ban")
            await playing.clock.advance(61)
            await playing.hear(chat("mira", "welcome back"))

            await expect(names).to_have_text(PEOPLE)
            await page.close()
