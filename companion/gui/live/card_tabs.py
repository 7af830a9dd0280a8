"""The tabs of a card: words, a small count, and a line under the chosen one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton
from typing_extensions import override

from companion.gui.components.amounts import number
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme

HEIGHT = 40
_PADDING, _TIGHT, _GAP = 12, 5, 4


class Tab(QAbstractButton):
    """One of a few; the others of the same parent are switched off with it."""

    def __init__(
        self, text: str, *, theme: Theme, on_pick: Callable[[], object]
    ) -> None:
        super().__init__()
        self._theme = theme
        self._count = ""
        self._padding = _PADDING
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(HEIGHT)
        self.clicked.connect(lambda _checked: on_pick())
        theme.changed.connect(self.update)

    def set_count(self, count: int) -> None:
        """Say how many things the tab holds."""
        self._count = number(count)
        self.setAccessibleName(f"{self.text()} {self._count}")
        self.updateGeometry()
        self.update()

    def set_tight(self, tight: bool) -> None:
        """Take less room at its sides, where there are many tabs in little room."""
        self._padding = _TIGHT if tight else _PADDING
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        words = QFontMetrics(fonts.font(13, fonts.MEDIUM)).horizontalAdvance(
            self.text()
        )
        small = QFontMetrics(fonts.font(11, tabular=True))
        count = small.horizontalAdvance(self._count)
        return QSize(2 * self._padding + words + _GAP + count, HEIGHT)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        strong = self.isChecked() or self.underMouse()
        font = fonts.font(13, fonts.MEDIUM)
        painter.setFont(font)
        painter.setPen(QColor(tokens.t1 if strong else tokens.t3))
        box = QRect(self._padding, 0, self.width() - self._padding, HEIGHT)
        painter.drawText(box, middle, self.text())
        words = QFontMetrics(font).horizontalAdvance(self.text())
        box.setLeft(self._padding + words + _GAP)
        painter.setFont(fonts.font(11, tabular=True))
        painter.setPen(QColor(tokens.t3))
        painter.drawText(box, middle, self._count)
        if self.isChecked():
            line = QRect(self._padding, HEIGHT - 2, self.width() - 2 * self._padding, 2)
            painter.fillRect(line, QColor(tokens.t1))
        painter.end()
