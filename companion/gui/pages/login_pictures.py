"""Pictured steps, drawn by us: what to press on a platform's page, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.gui.components.floating import paint_card
from companion.gui.components.text import paragraph
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme

COLUMNS = 3
HEIGHT = 148
_BAR, _PAD, _ROW = 24, 10, 26
_CAPTION_SHARE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing on a drawn page, a row high.

    kind: a heading, a field with its value, a button, or a choice among others.
    marked: what the step is about; ringed in the colour of the hand.
    """

    kind: Literal["heading", "field", "button", "choice", "line"]
    text: str
    value: str = ""
    icon: str = ""
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """words: what to do. address: of the page, as the browser shows it."""

    words: str
    address: str
    parts: tuple[Part, ...]


class StepPicture(QWidget):
    """A page of a browser with only what the step needs."""

    def __init__(self, step: Step, *, theme: Theme) -> None:
        super().__init__()
        self._step = step
        self._theme = theme
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(step.words)
        theme.changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(176, HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        whole = QRectF(self.rect())
        paint_card(painter, whole, ground=tokens.bg1, edge=tokens.line2, radius=8)
        self._paint_bar(painter)
        y = _BAR + 8.0
        for part in self._step.parts:
            box = QRectF(_PAD, y, self.width() - 2 * _PAD, _ROW - 4)
            self._paint_part(painter, box, part)
            y += _ROW
        painter.end()

    def _paint_bar(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.t4))
        for place in range(3):
            painter.drawEllipse(QRectF(_PAD + place * 9, 9, 6, 6))
        box = QRectF(_PAD + 32, 5, self.width() - 2 * _PAD - 32, 15)
        painter.setBrush(QColor(tokens.bg3))
        painter.drawRoundedRect(box, 7, 7)
        self._write(painter, box.adjusted(8, 0, -8, 0), self._step.address, "t3")
        line = QRectF(1, _BAR, self.width() - 2, 1)
        painter.fillRect(line, QColor(tokens.line))

    def _paint_part(self, painter: QPainter, box: QRectF, part: Part) -> None:
        match part.kind:
            case "heading":
                self._write(painter, box, part.text, "t1", bold=True)
            case "line":
                self._write(painter, box, part.text, "t2")
            case "field":
                self._paint_field(painter, box, part)
            case "button":
                self._paint_button(painter, box, part)
            case "choice":
                self._paint_choice(painter, box, part)

    def _paint_field(self, painter: QPainter, box: QRectF, part: Part) -> None:
        caption = QRectF(box)
        caption.setWidth(box.width() * _CAPTION_SHARE - 6)
        self._write(painter, caption, part.text, "t3")
        inner = box.adjusted(box.width() * _CAPTION_SHARE, 0, 0, 0)
        self._box(painter, inner, ground="well", edge="ctl", marked=part.marked)
        room = inner.adjusted(7, 0, -22 if part.icon else -5, 0)
        self._write(painter, room, part.value, "t1")
        if part.icon:
            mark = QRectF(inner.right() - 19, inner.center().y() - 7, 14, 14)
            paint_icon(painter, mark, part.icon, self._theme.tokens.t2)

    def _paint_button(self, painter: QPainter, box: QRectF, part: Part) -> None:
        font = fonts.font(11, fonts.SEMIBOLD)
        width = QFontMetricsF(font).horizontalAdvance(part.text) + 18
        width += 18 if part.icon else 0
        inner = QRectF(box.left(), box.top(), min(width, box.width()), box.height())
        self._box(painter, inner, ground="bg4", edge="line2", marked=part.marked)
        room = inner.adjusted(9, 0, -5, 0)
        if part.icon:
            mark = QRectF(inner.left() + 7, inner.center().y() - 7, 14, 14)
            paint_icon(painter, mark, part.icon, self._theme.tokens.t1)
            room.adjust(16, 0, 0, 0)
        self._write(painter, room, part.text, "t1", bold=True)

    def _paint_choice(self, painter: QPainter, box: QRectF, part: Part) -> None:
        tokens = self._theme.tokens
        dot = QRectF(box.left() + 2, box.center().y() - 6, 12, 12)
        painter.setPen(QPen(QColor(tokens.cyan if part.marked else tokens.ctl), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(dot)
        if part.marked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.cyan))
            painter.drawEllipse(dot.adjusted(3, 3, -3, -3))
        room = box.adjusted(22, 0, 0, 0)
        ink = "t1" if part.marked else "t3"
        self._write(painter, room, part.text, ink, bold=part.marked)

    def _box(
        self, painter: QPainter, box: QRectF, *, ground: str, edge: str, marked: bool
    ) -> None:
        colour = self._theme.colour("cyan" if marked else edge)
        painter.setPen(QPen(colour, 1.5 if marked else 1.0))
        painter.setBrush(self._theme.colour(ground))
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)

    def _write(
        self, painter: QPainter, box: QRectF, text: str, ink: str, *, bold: bool = False
    ) -> None:
        font = fonts.font(11, fonts.SEMIBOLD if bold else fonts.REGULAR)
        painter.setFont(font)
        painter.setPen(self._theme.colour(ink))
        elide = Qt.TextElideMode.ElideRight
        shown = QFontMetricsF(font).elidedText(text, elide, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)


class _Number(QWidget):
    """The number of a step, in a circle."""

    def __init__(self, number: int, *, theme: Theme) -> None:
        super().__init__()
        self._number = number
        self._theme = theme
        self.setFixedSize(20, 20)
        theme.changed.connect(self.update)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.bg4))
        painter.drawEllipse(QRectF(self.rect()))
        painter.setFont(fonts.font(11, fonts.SEMIBOLD, tabular=True))
        painter.setPen(QColor(tokens.t1))
        centre = int(Qt.AlignmentFlag.AlignCenter)
        painter.drawText(QRectF(self.rect()), centre, str(self._number))
        painter.end()


class Steps(QWidget):
    """Numbered steps side by side: a picture, and beneath it what to do."""

    def __init__(self, steps: Sequence[Step], *, theme: Theme) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(16)
        for place, step in enumerate(steps):
            cell = QVBoxLayout()
            cell.setSpacing(8)
            cell.addWidget(StepPicture(step, theme=theme))
            row = QHBoxLayout()
            row.setSpacing(8)
            top = Qt.AlignmentFlag.AlignTop
            row.addWidget(_Number(place + 1, theme=theme), 0, top)
            row.addWidget(paragraph(step.words, size=12), 1, top)
            cell.addLayout(row)
            cell.addStretch(1)
            grid.addLayout(cell, place // COLUMNS, place % COLUMNS)
        for column in range(min(len(steps), COLUMNS)):
            grid.setColumnStretch(column, 1)
