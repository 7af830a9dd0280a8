"""What is in force, and that everybody hears when it changes."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from companion.gui.theme.theme import Theme, stylesheet
from companion.gui.theme.tokens import DARK, LIGHT


def test_a_theme_is_what_was_chosen(theme: Theme) -> None:
    theme.set_mode("light")

    assert theme.tokens is LIGHT
    assert theme.mode == "light"


def test_a_change_is_told_once(theme: Theme, qtbot) -> None:
    heard: list[str] = []
    theme.changed.connect(lambda: heard.append(theme.tokens.name))

    theme.set_mode("light")
    theme.set_mode("light")

    assert heard == ["light"]


def test_the_application_wears_the_theme_and_changes_with_it(
    theme: Theme, qapp: QApplication
) -> None:
    theme.set_mode("light")

    assert qapp.palette().color(QPalette.ColorRole.Window).name() == LIGHT.bg1
    assert LIGHT.bg3 in qapp.styleSheet()
    theme.set_mode("dark")
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.bg1


def test_every_name_in_the_stylesheet_is_a_token() -> None:
    assert "$" not in stylesheet(DARK)
    assert "$" not in stylesheet(LIGHT)


def test_nothing_moves_with_reduced_motion(theme: Theme) -> None:
    assert theme.duration(120) == 120
    theme.set_reduced_motion(True)

    assert theme.duration(120) == 0


def test_the_system_decides_when_asked_to(theme: Theme) -> None:
    theme.set_mode("system")

    assert theme.mode == "system"
    assert theme.tokens in (DARK, LIGHT)
