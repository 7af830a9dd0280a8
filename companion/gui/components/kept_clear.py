"""Rows of buttons that act, which nothing that floats may lie over."""

from __future__ import annotations

from typing import Final
from weakref import WeakSet

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_ROWS: Final[WeakSet[QWidget]] = WeakSet()


def keep_clear(row: QWidget) -> None:
    """Have whatever floats over the window of a row stand beside it."""
    _ROWS.add(row)


def kept_clear(window: QWidget) -> list[QRect]:
    """Return where such rows are to be seen in a window, in its pixels."""
    found = []
    for row in tuple(_ROWS):
        if not isValid(row) or not row.isVisible() or row.window() is not window:
            continue
        # Less what scrolls out of sight, or lies under a drawer.
        seen = row.visibleRegion().boundingRect()
        if not seen.isEmpty():
            found.append(seen.translated(row.mapTo(window, QPoint(0, 0))))
    return found
