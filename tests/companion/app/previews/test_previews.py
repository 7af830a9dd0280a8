"""Overlays drawn by a real browser: what they show, how often, for how long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.previews import Previews
from companion.app.running import RunningApp, open_app
from companion.domain.studio import OverlayView
from companion.gui.overlays.samples import snapshots
from overlays.stage import CANVAS, COMPOSITIONS
from tests.support.fakes import FakeClock


def view(app: RunningApp, name: str) -> OverlayView:
    return next(one for one in app.engine.studio.overlays.views() if one.name == name)


@pytest.fixture
async def app() -> AsyncIterator[RunningApp]:
    options = RunOptions(purpose="screenshots", port=0)
    async with open_app(options, make_machine()) as running:
        yield running


async def test_without_a_browser_there_is_a_reason_and_no_picture() -> None:
    previews = Previews(FakeClock(), program=lambda: None)
    leaderboard = OverlayView(
        name="leaderboard",
        kind="leaderboard",
        title="Leaderboard",
        description="",
        width=672,
        height=504,
        link="http://127.0.0.1:1/o/x/leaderboard/",
    )

    assert await previews.sample(leaderboard, [{}]) is None
    assert "Chrome, Edge, Brave or Chromium" in previews.problem
    assert not previews.is_running
    await previews.close()


@pytest.mark.browser
async def test_an_example_is_drawn_once_and_kept_for_the_next_run(
    app: RunningApp, tmp_path: Path
) -> None:
    overlays = app.engine.studio.overlays
    goal = view(app, "goal")
    told = snapshots(overlays, "goal", sample=True)
    clock = FakeClock()
    previews = Previews(clock, folder=tmp_path)

    picture = await previews.sample(goal, told)
    assert previews.is_running
    await previews.close()
    assert not previews.is_running

    assert picture is not None
    image = QImage.fromData(picture)
    assert image.width() == min(goal.width, 800)
    assert image.hasAlphaChannel()
    # Nobody is counted as watching: the page had no line to the server.
    assert view(app, "goal").pages == ()

    later = Previews(clock, folder=tmp_path, program=lambda: None)
    assert await later.sample(goal, told) == picture
    assert later.problem == ""


@pytest.mark.browser
async def test_the_first_picture_of_a_stage_has_all_its_parts(
    app: RunningApp,
) -> None:
    previews = Previews(FakeClock())
    told = snapshots(app.engine.studio.overlays, "stage", sample=True)

    picture = await previews.sample(view(app, "stage"), told)
    await previews.close()

    assert picture is not None
    image = QImage.fromData(picture)
    scale = image.width() / CANVAS["landscape"][0]
    for item in COMPOSITIONS["landscape"]:
        sides = (item.x, item.y, item.width, item.height)
        part = image.copy(QRect(*(round(side * scale) for side in sides)))
        alpha = part.convertToFormat(QImage.Format.Format_Alpha8)
        assert any(bytes(alpha.constBits())), item.overlay


@pytest.mark.browser
async def test_the_browser_ends_when_nothing_is_drawn_for_a_while(
    app: RunningApp,
) -> None:
    clock = FakeClock()
    previews = Previews(clock)
    leaderboard = view(app, "leaderboard")
    overlays = app.engine.studio.overlays
    told = snapshots(overlays, "leaderboard", sample=True)

    first = await previews.live(leaderboard, told, width=300, height=200)
    assert first is not None
    assert QImage.fromData(first).width() <= 300
    # What stands still is seldom drawn; letters may come a moment after the page.
    later = [
        await previews.live(leaderboard, told, width=300, height=200)
        for _look in range(24)
    ]
    assert later.count(None) >= 12

    look = {"rows": 3, "theme": "cozy"}
    overlays.try_look("leaderboard", look)
    tried = snapshots(overlays, "leaderboard", sample=True)
    other = await previews.live(leaderboard, tried, width=300, height=200)
    assert other is not None
    assert other != first

    await asyncio.sleep(0)
    await clock.advance(29)
    assert previews.is_running
    await clock.advance(2)
    # Whoever closes it waits for its end.
    await previews.close()
    assert not previews.is_running
