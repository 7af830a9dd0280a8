"""OBS and the Overlays page in the whole window: with the scene, and for real."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.app.scene.stage import open_stage, settle
from companion.app.scene.studio import connected, losing
from companion.domain.studio import ObsView
from companion.gui.media.dialog import MediaDialog
from companion.gui.obs.preflight import PreflightDialog
from companion.gui.overlays.page import OverlaysPage
from companion.gui.theme.theme import Theme
from tests.companion.gui.desk import at_desk


def test_what_obs_stops_showing_on_air_is_seen_on_every_page(
    theme: Theme, run: Callable
) -> None:
    async def work() -> None:
        stage = await open_stage(theme, (1440, 900))
        notices = stage.window.notices
        assert notices.lost is None

        stage.engine.own_studio.own_obs.shown = losing()
        stage.look()
        assert notices.lost is not None
        assert notices.lost.accessibleName().startswith("OBS has stopped showing")
        assert notices.isVisible()

        stage.engine.own_studio.own_obs.shown = connected()
        stage.look()
        assert notices.lost is None
        await stage.close()

    run(work())


def test_nothing_is_warned_of_off_air(theme: Theme, run: Callable) -> None:
    async def work() -> None:
        stage = await open_stage(theme, (1440, 900), alone=True)
        off_air = structs.replace(losing(), is_streaming=False)
        stage.engine.own_studio.own_obs.shown = off_air
        stage.look()

        assert stage.window.notices.lost is None
        await stage.close()

    run(work())


def test_the_status_line_opens_obs_by_keyboard(theme: Theme, run: Callable) -> None:
    async def work() -> None:
        stage = await open_stage(theme, (1024, 640))
        item = stage.window.status.obs
        item.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(item, Qt.Key.Key_Return)
        popover = stage.window.obs.popover
        assert popover is not None

        QTest.keyClick(popover, Qt.Key.Key_Escape)
        assert stage.window.obs.popover is None
        await stage.close()

    run(work())


@pytest.mark.parametrize("size", [(1024, 640), (960, 560)])
def test_at_twice_the_size_everything_is_still_reached(
    theme: Theme, run: Callable, size: tuple[int, int]
) -> None:
    """200 % on a laptop leaves as much room as half the screen at 100 %."""

    async def work() -> None:
        stage = await open_stage(theme, size)
        window = stage.window
        window.go("overlays")
        await stage.bridge.answered()
        await settle()
        page = window.page("overlays")
        assert isinstance(page, OverlaysPage)

        page.select("chat")
        pane = page.pane
        assert pane.isVisible()
        for part in (pane.preview.test, pane.link.copy, pane.duplicate):
            corner = part.mapTo(window, part.rect().bottomRight())
            assert window.rect().contains(corner)
        tile = page.grid.tiles["chat"]
        assert tile.width() >= tile.minimumWidth()
        await stage.close()

    run(work())


def test_the_page_works_on_the_running_engine(
    theme: Theme, run: Callable, tmp_path: Path
) -> None:
    async def work() -> None:
        async with at_desk(theme, tmp_path) as desk:
            desk.window.go("overlays")
            await desk.settle()
            page = desk.window.page("overlays")
            assert isinstance(page, OverlaysPage)
            views = desk.app.engine.studio.overlays.views()
            assert list(page.grid.tiles) == [view.name for view in views]
            assert page.pane.link.shown.startswith("127.0.0.1:")

            page.pane.preview.test.click()
            await desk.settle()
            seen = desk.app.engine.studio.overlays.state("leaderboard", sample=False)
            assert seen["test"] is True

            form = page.pane.form()
            assert form is not None
            form.lines["theme"].control.chosen.emit("cozy")
            assert desk.saved[-1].overlays == {"leaderboard": {"theme": "cozy"}}

    run(work())


def test_media_and_preflight_open_over_any_page(theme: Theme, run: Callable) -> None:
    async def work() -> None:
        stage = await open_stage(theme, (1024, 640))
        stage.window.open_media()
        assert isinstance(stage.window.requests.open_dialog, MediaDialog)

        stage.engine.own_studio.own_obs.shown = ObsView()
        stage.look()
        stage.window.obs.preflight()
        await stage.bridge.answered()
        dialog = stage.window.requests.open_dialog
        assert isinstance(dialog, PreflightDialog)
        assert dialog.lines
        await stage.close()

    run(work())
