"""What floats has a shadow where there can be one, and a clean edge where not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QWidget

from companion.gui.components.floating import SHADOW_MARGIN, FloatingCard, float_card
from companion.gui.theme.theme import Theme

WITHOUT_COMPOSITOR = """
from PySide6.QtWidgets import QApplication, QWidget
from companion.gui.components.floating import FloatingCard, float_card, is_composited
from companion.gui.theme.theme import Theme, apply
app = QApplication([])
theme = Theme()
apply(app, theme)
window, card = QWidget(), FloatingCard(theme=theme)
card.setFixedSize(200, 100)
margin = float_card(window, card, theme=theme)
window.show()
app.processEvents()
print(is_composited(), margin, window.mask().isEmpty(), window.width())
"""


def test_a_card_has_room_for_its_shadow(theme: Theme, qtbot) -> None:
    window, card = QWidget(), FloatingCard(theme=theme)
    qtbot.addWidget(window)
    card.setFixedSize(200, 100)

    margin = float_card(window, card, theme=theme)
    window.show()

    assert margin == SHADOW_MARGIN
    assert window.width() == 200 + 2 * SHADOW_MARGIN
    assert card.graphicsEffect() is not None


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs an X server")
def test_without_a_compositor_the_window_is_cut_to_the_card() -> None:
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-c", WITHOUT_COMPOSITOR],
        env=os.environ | {"QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.stdout.split() == ["False", "0", "False", "200"], done.stderr
