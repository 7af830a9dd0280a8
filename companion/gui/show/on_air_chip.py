"""Whether viewers see it: pink while they do, grey while they do not."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

_HEIGHT = 20


class OnAirChip(QWidget):
    """ON AIR, or OFF STREAM."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_on = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """Return what it says."""
        return _("ON AIR") if self._is_on else _("OFF STREAM")

    def set_state(self, *, is_on: bool, is_there: bool) -> None:
        """Say whether it is shown; nothing is said of nothing."""
        self._is_on = is_on
        self.setVisible(is_there)
        self.setAccessibleName(self.text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        width = QFontMetrics(fonts.font(11, fonts.BOLD)).horizontalAdvance(self.text)
        return QSize(width + (28 if self._is_on else 16), _HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_fill if self._is_on else tokens.bg4))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        ink = QColor(tokens.on_accent if self._is_on else tokens.t2)
        left = 8.0
        if self._is_on:
            painter.setBrush(ink)
            painter.drawEllipse(QRectF(left, self.height() / 2 - 3, 6, 6))
            left += 12
        painter.setFont(fonts.font(11, fonts.BOLD))
        painter.setPen(ink)
        words = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.text)
        painter.end()
