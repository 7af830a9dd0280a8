"""What every page beside Live has: a title, room to scroll, the same margins."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.text import label, rule
from companion.gui.theme import fonts

CONTENT_WIDTH = 880
"""Lines longer than this are hard to read; in pixels."""


class _Inside(QWidget):
    """Grows with its wrapped texts, which a scroll area does not ask about."""

    def __init__(self, widest: int) -> None:
        super().__init__()
        self._widest = widest

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layout = self.layout()
        if layout is None:
            return
        if self._widest:
            free = max(16, self.width() - self._widest - 16)
            layout.setContentsMargins(16, 16, free, 16)
        if layout.hasHeightForWidth():
            self.setMinimumHeight(layout.heightForWidth(self.width()))


class Page(QWidget):
    """A head of 48 pixels, and a body that scrolls when it must.

    Put widgets into `body`, and what belongs beside the title into `head`.
    widest: limit of the body's width, in pixels; 0 takes all there is.
    """

    def __init__(self, title: str, *, widest: int = 0) -> None:
        super().__init__()
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QWidget()
        top.setFixedHeight(48)
        self.head = QHBoxLayout(top)
        self.head.setContentsMargins(16, 0, 16, 0)
        self.head.setSpacing(8)
        self.head.addWidget(label(title, size=16, weight=fonts.SEMIBOLD))
        self.head.addStretch(1)
        column.addWidget(top)
        column.addWidget(rule())
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = _Inside(widest)
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(16, 16, 16, 16)
        self.body.setSpacing(8)
        self.area.setWidget(inside)
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        self._row.addWidget(self.area, 1)
        column.addLayout(self._row, 1)

    def add_beside(self, widget: QWidget) -> None:
        """Put something at the left of the body that does not scroll with it."""
        self._row.insertWidget(0, widget)
