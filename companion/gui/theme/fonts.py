"""The window's typeface: Inter, bundled, with the fallbacks for other scripts."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from PySide6.QtGui import QFont, QFontDatabase

FAMILIES = (
    "Inter Variable",
    "Noto Sans",
    "Noto Sans CJK JP",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
    "Noto Color Emoji",
)
"""Tried in this order for every character."""

REGULAR, MEDIUM, SEMIBOLD, BOLD = 400, 500, 600, 700

_TABULAR = QFont.Tag("tnum")
_WEIGHT = QFont.Tag("wght")
_OPTICAL_SIZE = QFont.Tag("opsz")


def load() -> None:
    """Register the bundled fonts with Qt; needs a QGuiApplication.

    Raises FileNotFoundError when the installation lacks them.
    """
    file = resources.files("resources") / "fonts" / "InterVariable.ttf"
    if QFontDatabase.addApplicationFontFromData(file.read_bytes()) < 0:
        raise FileNotFoundError(str(file))


@lru_cache(maxsize=128)
def font(size: int, weight: int = REGULAR, tabular: bool = False) -> QFont:
    """Return Inter at `size` logical pixels.

    weight: 400, 500, 600 or 700. tabular: all digits equally wide, for every number
    that changes. Tracking tightens from 20 px on, as the design asks.
    """
    result = QFont(list(FAMILIES))
    result.setPixelSize(size)
    # The variable font has one style, so Qt would embolden it a second time at 700;
    # the weight below still chooses bold faces among the fallbacks.
    result.setWeight(QFont.Weight(min(weight, SEMIBOLD)))
    result.setVariableAxis(_WEIGHT, weight)
    result.setVariableAxis(_OPTICAL_SIZE, max(14, min(size, 32)))
    if tabular:
        result.setFeature(_TABULAR, 1)
    tracking = -0.02 if size >= 24 else -0.012 if size >= 20 else 0.0
    if tracking:
        result.setLetterSpacing(
            QFont.SpacingType.AbsoluteSpacing, round(tracking * size, 2)
        )
    return result
