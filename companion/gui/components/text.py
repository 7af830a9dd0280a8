"""Labels in the design's sizes and inks, and text that is elided at its end."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from companion.gui.theme import fonts

Ink = Literal["1", "2", "3", "ok", "warn", "bad", "pink", "cyan"]

LINE_HEIGHTS = {11: 16, 12: 16, 13: 20, 14: 20, 15: 22, 16: 24, 20: 28, 24: 28, 28: 36}
"""Line height by font size, both in pixels at 100 %."""


_COLUMN = 400
"""Width that a paragraph likes at most, in pixels."""


def isolated(name: str) -> str:
    """Return a name that cannot turn the direction of what stands beside it."""
    return f"\u2068{name}\u2069"


def label(
    text: str = "",
    *,
    size: int = 13,
    weight: int = fonts.REGULAR,
    ink: Ink = "1",
    tabular: bool = False,
) -> QLabel:
    """Return a plain-text label; markup in `text` stays text."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setFont(fonts.font(size, weight, tabular))
    result.setMinimumHeight(LINE_HEIGHTS.get(size, size + 8))
    result.setProperty("ink", ink)
    return result


def paragraph(
    text: str, *, size: int = 13, weight: int = fonts.REGULAR, ink: Ink = "2"
) -> Paragraph:
    """Return a text that wraps."""
    return Paragraph(text, size=size, weight=weight, ink=ink)


class Paragraph(QLabel):
    """Wrapped text with the design's line height, which QLabel cannot set."""

    def __init__(self, text: str, *, size: int, weight: int, ink: Ink) -> None:
        super().__init__(text)
        self._line = LINE_HEIGHTS.get(size, size + 8)
        self._cut: tuple[str, int] = ("", -1)
        self._cut_lines: list[str] = []
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFont(fonts.font(size, weight))
        self.setProperty("ink", ink)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        # A layout asks with its own width, whatever this one's limit is.
        lines = len(self._lines(max(1, min(width, self.maximumWidth()))))
        return self._line * max(1, lines)

    @override
    def sizeHint(self) -> QSize:
        natural = self.fontMetrics().horizontalAdvance(self.text()) + 2
        width = min(natural, _COLUMN)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(48, self._line)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        lines = self._lines(self.width())
        block = self._line * len(lines)
        top = max(0, (self.height() - block) // 2)
        across = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        flags = int(across | Qt.AlignmentFlag.AlignVCenter)
        for place, line in enumerate(lines):
            box = QRect(0, top + place * self._line, self.width(), self._line)
            painter.drawText(box, flags, line)
        painter.end()

    def _lines(self, width: int) -> list[str]:
        """Return the text cut into lines that fit `width`."""
        # Layouts ask many times for one width.
        if self._cut == (self.text(), width):
            return self._cut_lines
        lines: list[str] = []
        for part in self.text().split("\n"):
            layout = QTextLayout(part, self.font())
            option = QTextOption()
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(width)
                start = line.textStart()
                lines.append(part[start : start + line.textLength()].rstrip())
            layout.endLayout()
        self._cut, self._cut_lines = (self.text(), width), lines
        return lines


def set_ink(target: QLabel, ink: Ink) -> None:
    """Give a label another colour; does nothing when it has it."""
    if target.property("ink") != ink:
        target.setProperty("ink", ink)
        target.style().unpolish(target)
        target.style().polish(target)


def rule(direction: Literal["h", "v"] = "h") -> QFrame:
    """Return a hairline."""
    result = QFrame()
    result.setProperty("rule", direction)
    return result


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis when there is no room for it.

    natural: how wide it likes to be at most, in pixels; 0 takes any width.
    """

    def __init__(
        self,
        text: str = "",
        *,
        size: int = 13,
        weight: int = fonts.REGULAR,
        ink: Ink = "1",
        tabular: bool = False,
        natural: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._natural = natural
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(fonts.font(size, weight, tabular))
        self.setProperty("ink", ink)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        hint.setWidth(min(hint.width() + 1, self._natural or hint.width() + 1))
        return hint

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(
            self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown
        )
        painter.end()
