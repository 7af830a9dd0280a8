"""Words that wrap, some of them strong; what people wrote is never markup here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize
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

from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A part of the text; ink names a token."""

    text: str
    ink: str = "t2"
    is_strong: bool = False


class Said(QWidget):
    """A text of several inks that takes the height it needs."""

    def __init__(
        self, words: Sequence[Word], *, theme: Theme, size: int = 12, line: int = 16
    ) -> None:
        super().__init__()
        self._words = tuple(words)
        self._theme = theme
        self._size, self._line = size, line
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.text)
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """Return all of it."""
        return "".join(word.text for word in self._words)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._line * max(1, self._laid_out(max(1, width)).lineCount())

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(200))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(48, self._line)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.tokens.t2))
        self._laid_out(self.width()).draw(painter, QPointF(0, 0))
        painter.end()

    def _laid_out(self, width: int) -> QTextLayout:
        layout = QTextLayout(self.text.replace("\n", " "), fonts.font(self._size))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(self._formats())
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top + (self._line - line.height()) / 2))
            top += self._line
        layout.endLayout()
        return layout

    def _formats(self) -> list[QTextLayout.FormatRange]:
        result = []
        start = 0
        for word in self._words:
            # Qt counts in UTF-16.
            length = len(word.text.encode("utf-16-le")) // 2
            part = QTextLayout.FormatRange()
            look = QTextCharFormat()
            look.setForeground(self._theme.colour(word.ink))
            if word.is_strong:
                look.setFont(fonts.font(self._size, fonts.SEMIBOLD))
            part.start, part.length, part.format = start, length, look
            result.append(part)
            start += length
        return result
