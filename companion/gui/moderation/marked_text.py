"""A held message's own words, with the part that was matched marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from companion.gui.live.chat_row import Span
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme

PITCH = 22
_SIZE = 15
_MOST_LINES = 12
"""Lines of one message at most: a wall of text must not push the others away."""


class MarkedText(QWidget):
    """Wrapped plain text; the spans stand on amber and are underlined."""

    def __init__(self, text: str, spans: Sequence[Span], *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._spans = tuple(spans)
        self._layout = QTextLayout(text, fonts.font(_SIZE))
        option = QTextOption(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        )
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._width = -1
        self._lines = 1
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(text)
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """Return the text."""
        return self._layout.text()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return the marked stretches."""
        return self._spans

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        self._wrap(width)
        return min(self._lines, _MOST_LINES) * PITCH

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, PITCH)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(48, PITCH)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self._wrap(self.width())
        tokens = self._theme.tokens
        mark = QTextCharFormat()
        mark.setForeground(QColor(tokens.warn))
        mark.setBackground(QColor(tokens.warn_wash))
        mark.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        mark.setUnderlineColor(QColor(tokens.warn))
        ranges = []
        for start, end in self._spans:
            part = QTextLayout.FormatRange()
            part.start, part.length = start, end - start
            part.format = mark
            ranges.append(part)
        painter = QPainter(self)
        painter.setPen(QColor(tokens.t1))
        self._layout.draw(painter, QPointF(0, 0), ranges)
        painter.end()

    def _wrap(self, width: int) -> None:
        if width == self._width:
            return
        self._width = width
        self._lines = 0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            top = self._lines * PITCH + (PITCH - line.height()) / 2
            line.setPosition(QPointF(0, top))
            self._lines += 1
        self._layout.endLayout()
        self._lines = max(1, self._lines)
