"""From the Overlays page to the editor and back, in the whole window."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.app.scene.stage import Stage, open_stage, settle
from companion.gui.components.toast import Notice
from companion.gui.pages.overlays import OverlaysPage
from companion.gui.stage_editor.editor import StageEditor
from companion.gui.theme.theme import Theme

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def scene(theme: Theme, run: Run) -> Iterator[Stage]:
    """The window with the Overlays page open."""
    stage: Stage = run(open_stage(theme, (1440, 900)))
    stage.window.go("overlays")
    run(settle())
    yield stage
    run(stage.close())


def _editor(scene: Stage) -> StageEditor:
    page = scene.window.stack.currentWidget()
    assert isinstance(page, StageEditor)
    return page


def test_the_button_opens_it_and_escape_leads_back(scene: Stage, run: Run) -> None:
    overlays = scene.window.page("overlays")
    assert isinstance(overlays, OverlaysPage)
    overlays.stage.click()
    run(settle())
    editor = _editor(scene)
    assert editor.studio.is_running
    assert not overlays.studio.is_running

    QTest.keyClick(editor.canvas, Qt.Key.Key_Escape)
    assert scene.window.stack.currentWidget() is overlays
    assert not editor.studio.is_running


def test_the_menu_of_a_stage_opens_it(scene: Stage, run: Run) -> None:
    overlays = scene.window.page("overlays")
    assert isinstance(overlays, OverlaysPage)
    items = overlays.wishes.menu_items("stage")
    assert items[0].on_pick is not None
    items[0].on_pick()
    run(settle())

    assert _editor(scene).plan.name == "stage"
    assert all("Arrange" not in one.text for one in overlays.wishes.menu_items("chat"))


def test_undo_is_the_stages_own_there(scene: Stage, run: Run) -> None:
    undone: list[bool] = []
    scene.window.open_stage()
    editor = _editor(scene)
    run(settle())
    scene.window.toasts.say(Notice(text="Blocked", undo=lambda: undone.append(True)))
    editor.plan.change(editor.plan.arrangement.moved(("goal",), -50, 0))
    editor.canvas.setFocus()
    window = scene.window.windowHandle()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not editor.plan.can_undo
    assert editor.plan.can_redo
    assert undone == []

    scene.window.go("overlays")
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [True]
