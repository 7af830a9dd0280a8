"""What a list looks like before it is there: grey rows at the real height."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from companion.gui.theme.theme import Theme
from companion.i18n import _

AFTER_MS = 300
"""What is there sooner needs no skeleton."""

_WIDTHS = (0.46, 0.34, 0.58, 0.28, 0.5)
"""Of the rows' words, as shares of the width; not alike, so that it reads as a list."""


class Skeleton(QWidget):
    """Rows of `height` pixels, as many as fit; it stands still."""

    def __init__(self, *, theme: Theme, height: int) -> None:
        super().__init__()
        self._theme = theme
        self._height = height
        self.setAccessibleName(_("Loading"))
        theme.changed.connect(self.update)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.bg3))
        for place in range(self.height() // self._height):
            middle = place * self._height + self._height / 2
            painter.drawRoundedRect(QRectF(16, middle - 4, 32, 8), 4, 4)
            width = (self.width() - 180) * _WIDTHS[place % len(_WIDTHS)]
            painter.drawRoundedRect(QRectF(72, middle - 4, max(40, width), 8), 4, 4)
            right = self.width() - 16
            painter.drawRoundedRect(QRectF(right - 48, middle - 4, 48, 8), 4, 4)
        painter.end()
