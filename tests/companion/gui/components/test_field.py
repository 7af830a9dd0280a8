"""The text field and its error line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.gui.components.field import Field
from companion.gui.theme.theme import Theme


def test_an_error_stands_beneath_and_the_text_stays(theme: Theme, qtbot) -> None:
    field = Field("Port", theme=theme, text="ten")
    qtbot.addWidget(field)

    field.set_error("Whole number, 0 to 65,535")

    assert field.error == "Whole number, 0 to 65,535"
    assert field.text == "ten"
    assert field.edit.accessibleDescription() == "Whole number, 0 to 65,535"


def test_an_error_that_is_solved_goes(theme: Theme, qtbot) -> None:
    field = Field("Port", theme=theme)
    qtbot.addWidget(field)
    field.set_error("Whole number")

    field.set_error("")

    assert field.error == ""
    assert not field.edit.property("bad")


def test_the_edge_of_a_wrong_field_is_red(theme: Theme, qtbot) -> None:
    field = Field("Port", theme=theme, show_caption=False)
    qtbot.addWidget(field)
    field.resize(200, 60)
    field.set_error("Whole number")

    edge = field.edit.grab().toImage().pixelColor(100, 0).name()

    assert edge == theme.tokens.bad


def test_typing_is_told_and_spaces_around_do_not_count(theme: Theme, qtbot) -> None:
    typed: list[str] = []
    entered: list[bool] = []
    field = Field(
        "Channel",
        theme=theme,
        on_edit=typed.append,
        on_enter=lambda: entered.append(True),
    )
    qtbot.addWidget(field)

    QTest.keyClicks(field.edit, " ab ")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)

    assert typed[-1] == " ab "
    assert field.text == "ab"
    assert entered == [True]


def test_the_caption_names_the_field_for_screen_readers(theme: Theme, qtbot) -> None:
    field = Field("Channel", theme=theme, placeholder="@mira.plays")
    qtbot.addWidget(field)

    assert field.edit.accessibleName() == "Channel"
