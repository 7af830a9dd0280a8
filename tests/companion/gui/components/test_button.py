"""The button in its states."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.gui.components.button import Button
from companion.gui.theme.theme import Theme


def test_a_click_does_what_it_says(theme: Theme, qtbot) -> None:
    clicks: list[str] = []
    button = Button("Save", theme=theme, on_click=lambda: clicks.append("saved"))
    qtbot.addWidget(button)

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert clicks == ["saved"]


def test_the_space_bar_does_what_a_click_does(theme: Theme, qtbot) -> None:
    clicks: list[str] = []
    button = Button("Save", theme=theme, on_click=lambda: clicks.append("saved"))
    qtbot.addWidget(button)

    QTest.keyClick(button, Qt.Key.Key_Space)

    assert clicks == ["saved"]


def test_a_disabled_button_does_nothing(theme: Theme, qtbot) -> None:
    clicks: list[str] = []
    button = Button("Save", theme=theme, on_click=lambda: clicks.append("saved"))
    qtbot.addWidget(button)
    button.setEnabled(False)

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert clicks == []


def test_a_busy_button_keeps_its_width_and_takes_no_clicks(theme: Theme, qtbot) -> None:
    clicks: list[str] = []
    button = Button(
        "A long word", theme=theme, icon="plus", on_click=lambda: clicks.append("x")
    )
    qtbot.addWidget(button)
    before = button.sizeHint().width()

    button.set_busy(True, "Go")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_Space)

    assert button.is_busy
    assert button.sizeHint().width() == before
    assert clicks == []


def test_a_button_that_is_done_takes_clicks_again(theme: Theme, qtbot) -> None:
    clicks: list[str] = []
    button = Button("Go", theme=theme, on_click=lambda: clicks.append("x"))
    qtbot.addWidget(button)
    button.set_busy(True)
    button.set_busy(False)

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert clicks == ["x"]


def test_an_icon_alone_has_a_name_and_a_tooltip_with_its_key(
    theme: Theme, qtbot
) -> None:
    button = Button(theme=theme, icon="plus", name="Connect a channel", key="Ctrl+O")
    qtbot.addWidget(button)

    assert button.accessibleName() == "Connect a channel"
    assert button.toolTip() == "Connect a channel (Ctrl+O)"
    assert button.sizeHint().width() == button.sizeHint().height() == 32


def test_heights_are_those_of_the_design(theme: Theme, qtbot) -> None:
    heights = []
    for height in (24, 32, 40):
        button = Button("Go", theme=theme, height=height)
        qtbot.addWidget(button)
        heights.append(button.height())

    assert heights == [24, 32, 40]


def test_a_primary_button_looks_different_pressed_and_disabled(
    theme: Theme, qtbot
) -> None:
    button = Button("Go", theme=theme, look="primary")
    qtbot.addWidget(button)
    at_rest = button.grab().toImage().pixelColor(6, 16).name()
    button.setDown(True)
    pressed = button.grab().toImage().pixelColor(6, 16).name()
    button.setDown(False)
    button.setEnabled(False)
    disabled = button.grab().toImage().pixelColor(6, 16).name()

    tokens = theme.tokens
    assert at_rest == tokens.accent_fill
    assert pressed == tokens.accent_pressed
    assert disabled == tokens.accent_wash
