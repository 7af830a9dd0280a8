"""A window tells once that it has been painted."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from companion.app.first_paint import FirstPaint

pytestmark = pytest.mark.qt


def test_it_is_told_once_after_the_window_was_painted(qtbot: QtBot) -> None:
    told: list[bool] = []
    window = QMainWindow()
    qtbot.addWidget(window)
    FirstPaint(window, then=lambda: told.append(window.isVisible()))
    assert told == []

    window.show()
    qtbot.waitUntil(lambda: bool(told))
    window.repaint()
    window.hide()
    window.show()
    window.repaint()
    qtbot.waitExposed(window)

    assert told == [True]


def test_a_window_that_is_never_shown_tells_nothing(
    qtbot: QtBot, qapp: QApplication
) -> None:
    told: list[bool] = []
    window = QMainWindow()
    qtbot.addWidget(window)
    FirstPaint(window, then=lambda: told.append(True))
    qapp.processEvents()

    assert told == []
