"""A setting's line has the control that fits what the setting holds."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from companion.gui.components.hotkey_field import HotkeyField
from companion.gui.pages.setting_line import Line, Told
from companion.gui.theme.theme import Theme
from companion.settings import catalogue

pytestmark = pytest.mark.qt

FIELD = "moderation.modes.hotkey"


def test_a_combination_of_keys_is_pressed_not_typed(qtbot: QtBot) -> None:
    changes: list[tuple[str, object]] = []

    def change(field: str, value: object, told: Told) -> None:
        changes.append((field, value))
        told("" if value else "it cannot be cleared")

    [setting] = [one for one in catalogue() if one.field == FIELD]
    line = Line(setting, "F9", theme=Theme("dark"), change=change, saved="Saved.")
    qtbot.addWidget(line)
    line.show()
    control = line.control
    assert isinstance(control, HotkeyField)
    assert control.text == "F9"
    qtbot.keyClick(control.edit, Qt.Key.Key_F10)
    assert line.note.text() == "Saved."
    control.clear.click()
    assert line.note.text() == "it cannot be cleared"
    line.show_value("F11")

    assert changes == [(FIELD, "F10"), (FIELD, "")]
    assert control.text == "F11"
