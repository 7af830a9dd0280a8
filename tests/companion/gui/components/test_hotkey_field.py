"""Keys are taken by pressing them; what cannot be used says why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from companion.gui.components.hotkey_field import HotkeyField
from companion.gui.theme.theme import Theme

pytestmark = pytest.mark.qt

CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


class Form:
    """The field between two others, in a window that has shortcuts."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.changes: list[str] = []
        self.shortcuts = 0
        self.window = QWidget()
        row = QHBoxLayout(self.window)
        self.before, self.after = QLineEdit(), QLineEdit()
        self.field = HotkeyField(
            "Raid mode",
            theme=Theme("dark"),
            text="F9",
            taken={"Ctrl+Alt+P": "Panic"},
            on_change=self.changes.append,
        )
        for part in (self.before, self.field, self.after):
            row.addWidget(part)
        QShortcut(QKeySequence("Ctrl+Alt+R"), self.window, self._shortcut)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.field.setFocus()

    def _shortcut(self) -> None:
        self.shortcuts += 1

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.keyClick(self.field.edit, key, held)


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[Form]:
    return Form(qtbot)


def test_what_is_pressed_becomes_the_combination(form: Form) -> None:
    form.press(Qt.Key.Key_R, CTRL_ALT)

    assert form.field.text == "Ctrl+Alt+R"
    assert form.changes == ["Ctrl+Alt+R"]
    assert form.shortcuts == 0, "the window's own shortcut stood back"


@pytest.mark.parametrize(
    ("key", "held", "text"),
    [
        (Qt.Key.Key_F13, NONE, "F13"),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier, "Ctrl+Space"),
        (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier, "Alt+1"),
        (Qt.Key.Key_Delete, CTRL_ALT, "Ctrl+Alt+Delete"),
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier, "Ctrl+Tab"),
    ],
)
def test_keys_of_every_kind(
    form: Form, key: Qt.Key, held: Qt.KeyboardModifier, text: str
) -> None:
    form.press(key, held)

    assert form.field.text == text


def test_what_cannot_be_used_says_why_and_changes_nothing(form: Form) -> None:
    form.press(Qt.Key.Key_R)
    assert "Ctrl" in form.field.error
    form.press(Qt.Key.Key_P, CTRL_ALT)
    assert "Panic" in form.field.error
    form.press(Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)

    assert (form.field.text, form.changes) == ("F9", [])
    form.press(Qt.Key.Key_F10)
    assert form.field.error == ""


def test_it_can_be_cleared(form: Form) -> None:
    form.press(Qt.Key.Key_Backspace)
    assert form.field.text == ""
    assert not form.field.clear.isEnabled()
    form.press(Qt.Key.Key_F10)
    form.field.clear.click()

    assert form.changes == ["", "F10", ""]


def test_the_keyboard_gets_out_of_it(form: Form) -> None:
    form.press(Qt.Key.Key_Tab)
    assert form.field.text == "F9"
    assert not form.field.edit.hasFocus()


def test_a_saved_combination_is_shown_without_being_a_change(form: Form) -> None:
    form.field.set_text("Ctrl+Alt+X")
    form.field.set_taken({})
    form.press(Qt.Key.Key_P, CTRL_ALT)

    assert form.changes == ["Ctrl+Alt+P"]
