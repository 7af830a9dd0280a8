"""An evening on the scene for every test of the shell."""

from __future__ import annotations

import pytest

from companion.gui.theme.theme import Theme
from tests.companion.gui.shell.evening import Evening


@pytest.fixture
def evening(theme: Theme, qt_loop) -> Evening:
    return Evening(qt_loop)
