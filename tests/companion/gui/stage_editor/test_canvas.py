"""Hands and keys on the canvas."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from companion.gui.stage_editor.arrangement import Canvas
from companion.gui.stage_editor.box import HANDLES, Box, Handle
from companion.gui.stage_editor.painting import handles_of
from companion.gui.stage_editor.snapping import Guide
from tests.companion.gui.stage_editor.conftest import LEFT, Workshop

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_a_click_selects_the_foremost_and_beside_it_nothing(shop: Workshop) -> None:
    view = shop.editor.canvas.viewport()
    QTest.mouseClick(view, LEFT, pos=shop.at(100, 700))
    assert shop.selected() == ("chat",)

    QTest.mouseClick(view, LEFT, pos=shop.at(1_000, 700))
    assert shop.selected() == ()


def test_a_drag_moves_shows_at_once_and_saves_on_release(shop: Workshop) -> None:
    canvas, view = shop.editor.canvas, shop.editor.canvas.viewport()
    before, start = shop.box("goal"), shop.at(1_500, 200)
    QTest.mousePress(view, LEFT, CONTROL, start)
    shop.move(start, (-30, 20), (-60, 40), keys=CONTROL)

    scale = canvas.transform().m11()
    moved = shop.box("goal")
    assert moved.x == pytest.approx(before.x - 60 / scale, abs=2)
    assert moved.y == pytest.approx(before.y + 40 / scale, abs=2)
    assert shop.saved == []
    shop.until(lambda: bool(shop.studio.own_overlays.tried))
    shop.settle()
    name, values = shop.studio.own_overlays.tried[-1]
    assert name == "stage"
    assert values is not None
    tried = {one["overlay"]: one for one in values["items"]}
    assert (tried["goal"]["x"], tried["goal"]["y"]) == (moved.x, moved.y)

    QTest.mouseRelease(view, LEFT, CONTROL, start + QPoint(-60, 40))
    shop.settle()
    assert len(shop.saved) == 1
    kept = {one["overlay"]: one for one in shop.saved[0].overlays["stage"]["items"]}
    assert kept["goal"]["x"] == moved.x
    assert shop.studio.own_overlays.tried[-1] == ("stage", None)
    assert shop.editor.said.startswith("Saved")


def test_a_press_that_trembles_is_a_click(shop: Workshop) -> None:
    before = shop.editor.plan.arrangement
    shop.drag(shop.at(1_500, 200), (1, 1))

    assert shop.editor.plan.arrangement == before
    assert shop.saved == []


def test_a_moved_overlay_snaps_and_shows_the_line(shop: Workshop) -> None:
    canvas, view = shop.editor.canvas, shop.editor.canvas.viewport()
    scale = canvas.transform().m11()
    start = shop.at(1_500, 200)
    QTest.mousePress(view, LEFT, pos=start)
    # Its right edge from 1872 to some pixels from the canvas' own.
    shop.move(start, (round(44 * scale), 0))

    assert shop.box("goal").right == 1_920
    assert Guide(direction="v", at=1_920) in canvas.guides
    QTest.mouseRelease(view, LEFT, pos=start + QPoint(round(44 * scale), 0))
    assert canvas.guides == ()


def test_with_control_nothing_snaps(shop: Workshop) -> None:
    scale = shop.editor.canvas.transform().m11()
    shop.drag(shop.at(1_500, 200), (round(44 * scale), 0), keys=CONTROL)

    assert shop.box("goal").right != 1_920


def test_it_snaps_to_safe_areas_and_to_other_overlays(shop: Workshop) -> None:
    scale = shop.editor.canvas.transform().m11()
    shop.drag(shop.at(1_500, 200), (0, round(14 * scale)))
    assert shop.box("goal").y == 48

    shop.drag(shop.at(100, 700), (round(-44 * scale) - 1, 0))
    assert shop.box("chat").x == 0


@pytest.mark.parametrize("handle", HANDLES)
def test_every_handle_pulls_its_sides(shop: Workshop, handle: Handle) -> None:
    shop.editor.plan.select(("chat",))
    before = shop.box("chat")
    place = handles_of(shop.editor.canvas.on_screen(before))[handle]
    shop.drag(place.toPoint(), (40, -30), keys=CONTROL)

    after = shop.box("chat")
    assert (after.x != before.x) == (handle[0] < 0)
    assert (after.right != before.right) == (handle[0] > 0)
    assert (after.y != before.y) == (handle[1] < 0)
    assert (after.bottom != before.bottom) == (handle[1] > 0)


def test_shift_keeps_proportions_and_alt_the_middle(shop: Workshop) -> None:
    shop.editor.plan.select(("chat",))
    before = shop.box("chat")
    corner = handles_of(shop.editor.canvas.on_screen(before))[1, 1].toPoint()
    shop.drag(corner, (60, 5), keys=SHIFT | CONTROL)
    after = shop.box("chat")
    assert after.width > before.width
    share = before.width / before.height
    assert after.width / after.height == pytest.approx(share, abs=0.02)

    corner = handles_of(shop.editor.canvas.on_screen(after))[1, 1].toPoint()
    shop.drag(corner, (-40, -20), keys=ALT | CONTROL)
    smaller = shop.box("chat")
    assert smaller.width < after.width
    assert smaller.across[1] == pytest.approx(after.across[1], abs=1)
    assert smaller.down[1] == pytest.approx(after.down[1], abs=1)


def test_several_are_selected_by_clicks_and_by_a_band(shop: Workshop) -> None:
    view, plan = shop.editor.canvas.viewport(), shop.editor.plan
    QTest.mouseClick(view, LEFT, pos=shop.at(100, 700))
    QTest.mouseClick(view, LEFT, SHIFT, shop.at(1_500, 200))
    assert shop.selected() == ("goal", "chat")
    QTest.mouseClick(view, LEFT, SHIFT, shop.at(100, 700))
    assert shop.selected() == ("goal",)

    start, end = shop.at(1_300, 900), shop.at(700, 200)
    shop.drag(start, ((end - start) / 2).toTuple(), (end - start).toTuple())
    assert shop.selected() == ("alerts", "chat")

    shop.press(Qt.Key.Key_A, CONTROL)
    assert shop.selected() == plan.arrangement.names


def test_several_move_together(shop: Workshop) -> None:
    shop.editor.plan.select(("chat", "goal"))
    chat, goal = shop.box("chat"), shop.box("goal")
    shop.drag(shop.at(1_500, 200), (-20, 10), keys=CONTROL)

    dx, dy = shop.box("goal").x - goal.x, shop.box("goal").y - goal.y
    assert dx < 0 < dy
    assert shop.box("chat") == chat.moved(dx, dy)


def test_arrows_move_and_are_saved_once_when_they_rest(shop: Workshop) -> None:
    plan = shop.editor.plan
    plan.select(("goal",))
    before = shop.box("goal")
    shop.press(Qt.Key.Key_Left)
    shop.press(Qt.Key.Key_Down, SHIFT)
    shop.press(Qt.Key.Key_Left)

    assert shop.box("goal") == before.moved(-2, 10)
    assert shop.saved == []
    shop.until(lambda: bool(shop.saved))
    assert len(shop.saved) == 1
    shop.press(Qt.Key.Key_Z, CONTROL)
    assert shop.box("goal") == before


def test_delete_undo_and_redo(shop: Workshop) -> None:
    plan = shop.editor.plan
    plan.select(("goal", "chat"))
    shop.press(Qt.Key.Key_Delete)
    assert shop.names() == ("leaderboard", "alerts", "ticker")
    assert shop.selected() == ()

    shop.press(Qt.Key.Key_Z, CONTROL)
    assert len(shop.names()) == 5
    shop.press(Qt.Key.Key_Y, CONTROL)
    assert len(shop.names()) == 3
    shop.press(Qt.Key.Key_Z, CONTROL)
    shop.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert len(shop.names()) == 3
    assert len(shop.saved) == 5


def test_tab_walks_through_all_and_then_goes_on(shop: Workshop) -> None:
    editor, plan = shop.editor, shop.editor.plan
    editor.canvas.setFocus()
    seen = []
    for _turn in plan.arrangement.names:
        shop.press(Qt.Key.Key_Tab)
        seen.append(shop.selected())

    assert seen == [(name,) for name in plan.arrangement.names]
    shop.press(Qt.Key.Key_Backtab, SHIFT)
    assert shop.selected() == (plan.arrangement.names[-2],)
    shop.press(Qt.Key.Key_Tab)
    assert editor.canvas.hasFocus()
    shop.press(Qt.Key.Key_Tab)
    assert not editor.canvas.hasFocus()


def test_brackets_change_layers(shop: Workshop) -> None:
    plan = shop.editor.plan
    plan.select(("leaderboard",))
    shop.type("]")
    assert plan.arrangement.names[:2] == ("alerts", "leaderboard")
    shop.type("}")
    assert plan.arrangement.names[-1] == "leaderboard"
    shop.type("[")
    assert plan.arrangement.names[-2] == "leaderboard"
    shop.type("{")
    assert plan.arrangement.names[0] == "leaderboard"


def test_escape_gives_up_a_drag_then_the_selection_then_leaves(
    shop: Workshop, qtbot: QtBot
) -> None:
    editor, view = shop.editor, shop.editor.canvas.viewport()
    before, start = editor.plan.arrangement, shop.at(1_500, 200)
    QTest.mousePress(view, LEFT, pos=start)
    shop.move(start, (-50, 50))
    assert editor.plan.arrangement != before
    shop.press(Qt.Key.Key_Escape)
    QTest.mouseRelease(view, LEFT, pos=start)
    assert editor.plan.arrangement == before
    assert shop.selected() == ("goal",)

    shop.press(Qt.Key.Key_Escape)
    assert shop.selected() == ()
    with qtbot.waitSignal(editor.left):
        shop.press(Qt.Key.Key_Escape)
    assert shop.saved == []


def test_locked_overlays_let_the_hand_through(shop: Workshop) -> None:
    plan = shop.editor.plan
    plan.change(plan.arrangement.added("question", 400, 200))
    plan.change(plan.arrangement.placed("question", shop.box("goal")))
    plan.change(plan.arrangement.locked("question", locked=True))
    QTest.mouseClick(shop.editor.canvas.viewport(), LEFT, pos=shop.at(1_500, 200))
    assert shop.selected() == ("goal",)

    plan.select(("question",))
    shop.press(Qt.Key.Key_Right)
    shop.press(Qt.Key.Key_Delete)
    assert shop.box("question") == shop.box("goal")
    assert shop.notices[-1].text == "It is locked. Unlock it first."


def test_hidden_overlays_are_not_picked(shop: Workshop) -> None:
    plan = shop.editor.plan
    plan.change(plan.arrangement.shown("goal", visible=False))

    assert shop.editor.canvas.name_at(shop.at(1_500, 200).toPointF()) == ""


def test_a_screen_reader_hears_what_is_selected_and_where(shop: Workshop) -> None:
    canvas = shop.editor.canvas
    assert canvas.accessibleName() == "Stage, 1920 by 1080 pixels"
    shop.editor.plan.select(("goal",))
    assert canvas.accessibleDescription() == "Goal: x 1360, y 32, 512 by 224"
    shop.press(Qt.Key.Key_Right)
    assert canvas.accessibleDescription() == "Goal: x 1361, y 32, 512 by 224"


def test_at_100_percent_a_pixel_is_a_pixel(shop: Workshop) -> None:
    shop.editor.zoom.chosen.emit("full")
    assert shop.editor.canvas.transform().m11() == 1
    before = shop.box("leaderboard")
    shop.editor.plan.select(("leaderboard",))
    shop.editor.canvas.ensureVisible(before.rect())
    shop.drag(shop.at(200, 200), (33, 21), keys=CONTROL)

    assert shop.box("leaderboard") == before.moved(33, 21)
    shop.editor.zoom.chosen.emit("fit")
    assert shop.editor.canvas.transform().m11() < 1


def test_the_whole_canvas_is_in_sight_in_any_room(shop: Workshop) -> None:
    canvas = shop.editor.canvas
    rooms: tuple[tuple[tuple[int, int], Canvas], ...] = (
        ((1368, 780), "landscape"),
        ((904, 420), "portrait"),
        ((968, 520), "landscape"),
    )
    for size, name in rooms:
        shop.editor.resize(*size)
        shop.editor.compose(name)
        shop.settle()
        shown = canvas.on_screen(Box(x=0, y=0, width=10, height=10))
        assert canvas.viewport().rect().contains(shown.topLeft().toPoint())
        assert canvas.transform().m11() > 0.05
