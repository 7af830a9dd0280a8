"""Real Qt without a screen; a theme and an event loop for every test of the window."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false;qt.qpa.*=false")

import pytest
from PySide6.QtWidgets import QApplication

from companion.gui.theme.theme import Theme, apply


@pytest.fixture(scope="session")
def _dressed(qapp: QApplication) -> Theme:
    theme = Theme("dark")
    apply(qapp, theme)
    return theme


@pytest.fixture
def theme(_dressed: Theme) -> Theme:
    """The application's theme, dark and moving, whatever a test before chose."""
    _dressed.set_mode("dark")
    _dressed.set_reduced_motion(False)
    return _dressed
