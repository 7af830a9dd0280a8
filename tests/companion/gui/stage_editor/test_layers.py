"""The list of layers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from companion.gui.stage_editor.editor import NARROW_SIDE, ROOMY, SIDE
from companion.gui.stage_editor.layer_row import HEIGHT, LayerRow
from tests.companion.gui.stage_editor.conftest import LEFT, Workshop, _move

CONTROL = Qt.KeyboardModifier.ControlModifier


def _drag(row: LayerRow, down: int) -> None:
    start = QPoint(60, HEIGHT // 2)
    QTest.mousePress(row, LEFT, pos=start)
    for share in (0.5, 1.0):
        _move(
            row, start + QPoint(0, round(down * share)), Qt.KeyboardModifier.NoModifier
        )
    QTest.mouseRelease(row, LEFT, pos=start + QPoint(0, down))


def test_the_foremost_is_first(shop: Workshop) -> None:
    names = shop.editor.plan.arrangement.names

    assert list(shop.editor.layers.rows) == list(reversed(names))
    assert shop.editor.layers.rows["goal"].title == "Goal"


@pytest.mark.parametrize(
    ("name", "rows", "order"),
    [
        ("ticker", 2, ["chat", "goal", "ticker", "alerts", "leaderboard"]),
        ("leaderboard", -9, ["leaderboard", "ticker", "chat", "goal", "alerts"]),
        ("chat", 9, ["ticker", "goal", "alerts", "leaderboard", "chat"]),
        ("goal", 0.3, ["ticker", "chat", "goal", "alerts", "leaderboard"]),
    ],
)
def test_a_drag_puts_a_layer_elsewhere(
    shop: Workshop, name: str, rows: float, order: list[str]
) -> None:
    layers = shop.editor.layers
    _drag(layers.rows[name], round(rows * HEIGHT))

    assert list(layers.rows) == order
    assert list(shop.editor.plan.kept.names) == order[::-1]


def test_eye_and_lock(shop: Workshop) -> None:
    row, plan = shop.editor.layers.rows["chat"], shop.editor.plan
    assert row.eye.accessibleName() == "Hide Chat"
    row.eye.click()
    row.lock.click()

    item = plan.kept.item("chat")
    assert item is not None
    assert (item.visible, item.locked) == (False, True)
    assert row.eye.accessibleName() == "Show Chat"
    assert row.accessibleDescription() == "Hidden. Locked"
    assert len(shop.saved) == 2


def test_clicks_and_arrows_select(shop: Workshop) -> None:
    layers = shop.editor.layers
    QTest.mouseClick(layers.rows["goal"], LEFT)
    QTest.mouseClick(layers.rows["chat"], LEFT, CONTROL)
    assert shop.selected() == ("goal", "chat")
    QTest.mouseClick(layers.rows["goal"], LEFT, CONTROL)
    assert shop.selected() == ("chat",)

    layers.rows["chat"].setFocus()
    QTest.keyClick(layers.rows["chat"], Qt.Key.Key_Down)
    assert shop.selected() == ("goal",)
    QTest.keyClick(layers.rows["goal"], Qt.Key.Key_End)
    assert shop.selected() == ("leaderboard",)
    QTest.keyClick(layers.rows["leaderboard"], Qt.Key.Key_Delete)
    assert "leaderboard" not in layers.rows


def test_one_row_stops_tab(shop: Workshop) -> None:
    shop.editor.plan.select(("alerts",))
    stops = [
        name
        for name, row in shop.editor.layers.rows.items()
        if row.focusPolicy() == Qt.FocusPolicy.StrongFocus
    ]

    assert stops == ["alerts"]


@pytest.mark.parametrize(
    "stage_values",
    [
        {
            "items": [
                {"overlay": "goal_7", "x": 0, "y": 0, "width": 400, "height": 200},
                {"overlay": "fireworks", "x": 0, "y": 0, "width": 400, "height": 200},
                {"overlay": "chat", "x": 1920, "y": 0, "width": 400, "height": 200},
                {"overlay": "alerts", "x": 0, "y": 0, "width": 400, "height": 200},
            ]
        }
    ],
)
def test_what_viewers_do_not_see_is_told_beside_it(shop: Workshop) -> None:
    rows = shop.editor.layers.rows
    assert rows["alerts"].back.isHidden()
    for name in ("goal_7", "fireworks"):
        assert "There is no overlay" in rows[name].accessibleDescription()
        assert name in rows[name].toolTip()
    assert "outside the canvas" in rows["chat"].accessibleDescription()

    rows["chat"].back.click()
    assert rows["chat"].back.isHidden()
    assert not shop.editor.plan.kept.is_outside("chat")
    # What nobody knows stays in the file until a person takes it off.
    assert "fireworks" in shop.editor.plan.kept.names


@pytest.mark.parametrize("width", [NARROW_SIDE, SIDE])
def test_long_names_leave_room_for_eye_and_lock(shop: Workshop, width: int) -> None:
    name = "Classement des spectateurs les plus généreux de la soirée " * 2
    editor = shop.editor
    editor.resize(ROOMY if width == SIDE else ROOMY - 1, 640)
    row = editor.layers.rows["goal"]
    item = editor.plan.arrangement.item("goal")
    assert item is not None
    row.show_item(item, name, "Nobody sees it.")
    shop.settle()

    assert editor.layers.width() == width
    for button in (row.back, row.eye, row.lock):
        assert button.isVisible()
        left = button.mapTo(editor.layers, button.rect().topLeft()).x()
        assert left + button.width() <= width
    assert row.accessibleName() == name
