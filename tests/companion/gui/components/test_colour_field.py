"""A colour is typed or chosen; what is typed is never thrown away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QColorDialog, QWidget
from pytestqt.qtbot import QtBot

from companion.gui.components.colour_field import ColourField, colour_of
from companion.gui.theme.theme import Theme


@pytest.fixture
def field(theme: Theme, qtbot: QtBot) -> ColourField:
    made = ColourField("Colour 1", theme=theme, colour="#ff0050")
    qtbot.addWidget(made)
    made.show()
    return made


def picking(field: QWidget) -> QColorDialog:
    """Open the dialog by the swatch."""
    assert isinstance(field, ColourField)
    QTest.mouseClick(field.swatch, Qt.MouseButton.LeftButton)
    return field.window().findChildren(QColorDialog)[-1]


@pytest.mark.parametrize(
    ("typed", "colour"),
    [
        ("#ff0050", "#ff0050"), (" #FF0050 ", "#ff0050"), ("ff0050", "#ff0050"),
        ("#f05", "#ff0055"), ("", ""), ("#ff005", ""), ("#ff00500", ""), ("red", ""),
        ("#ff005g", ""), ("#\u0661\u0661\u0661", ""), ("url(#fff)", ""),
    ],
)  # fmt: skip
def test_hex_is_read_as_people_write_it(typed: str, colour: str) -> None:
    assert colour_of(typed) == colour


def test_the_swatch_shows_what_is_typed_and_what_is_none_is_marked(
    field: ColourField,
) -> None:
    assert field.swatch.colour == "#ff0050"
    field.edit.selectAll()
    QTest.keyClicks(field.edit, "25F4E")
    assert (field.swatch.colour, field.edit.property("bad")) == ("", True)
    assert field.value == "25F4E"
    QTest.keyClicks(field.edit, "E")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)

    assert (field.swatch.colour, field.edit.property("bad")) == ("#25f4ee", False)
    assert field.edit.text() == "#25f4ee"
    assert "#25f4ee" in field.swatch.accessibleName()


def test_the_swatch_opens_the_dialog_of_colours(
    field: ColourField, qtbot: QtBot
) -> None:
    dialog = picking(field)
    assert dialog.currentColor() == QColor("#ff0050")
    dialog.setCurrentColor(QColor("#42d392"))
    assert field.value == "#42d392"
    with qtbot.waitSignal(field.edited):
        dialog.accept()

    assert field.value == "#42d392"


@pytest.mark.parametrize("typed", ["#25f4ee", "crimson", ""])
def test_a_dialog_that_is_left_leaves_what_was_typed(
    field: ColourField, typed: str
) -> None:
    field.edit.setText(typed)
    dialog = picking(field)
    dialog.setCurrentColor(QColor("#42d392"))
    dialog.reject()

    assert field.edit.text() == typed
