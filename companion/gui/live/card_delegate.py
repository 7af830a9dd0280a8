"""Painting a line of "where the points come from"."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from companion.gui.components.amounts import points
from companion.gui.live.card_lines import CardLine
from companion.gui.live.figures import clock, signed_points
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import Colour
from companion.i18n import _

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

LINE: Final = int(Qt.ItemDataRole.UserRole)
HEIGHT: Final = 32
_LEFT: Final = 16
_RIGHT: Final = 6
_TIME: Final = 52
_SIGN: Final = 22
_GAP: Final = 8
_TEXT: Final = _LEFT + _TIME + _GAP + _SIGN + _GAP
_POINTS: Final = 48
_TOTAL: Final = 44
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_ENDS = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_READ_OUT = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class LinesModel(QAbstractListModel):
    """The lines of the card that is open, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.zone = ""
        self._lines: list[CardLine] = []

    @property
    def lines(self) -> tuple[CardLine, ...]:
        """Return all lines, newest first."""
        return tuple(self._lines)

    def show_lines(self, lines: list[CardLine]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the line, or its words for a screen reader."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == LINE:
            return line
        return spoken(line, self.zone) if role in _READ_OUT else None


def spoken(line: CardLine, zone: str) -> str:
    """Return the line as a screen reader says it."""
    total = _("makes {total}").format(total=points(line.total))
    undone = _("undone") if line.kind == "undone" else ""
    time = clock(line.at, zone, seconds=True)
    parts = [line.text, undone, signed_points(line.points), total, time]
    return ", ".join(part for part in parts if part)


class LineDelegate(QStyledItemDelegate):
    """32 pixels a line; corrections are tinted, undone ones struck out."""

    def __init__(
        self, model: LinesModel, *, theme: Theme, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(option.rect.width(), HEIGHT)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        line: CardLine = index.data(LINE)
        painter.save()
        painter.translate(option.rect.topLeft())
        box = QRect(QPoint(0, 0), option.rect.size())
        self._paint_ground(painter, box, option.state, line)
        self._paint_figures(painter, box.width() - _RIGHT, line)
        self._paint_words(painter, box.width(), line)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, box: QRect, state: QStyle.StateFlag, line: CardLine
    ) -> None:
        tokens = self._theme.tokens
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(tokens.bg3))
            painter.fillRect(QRect(0, 0, 2, HEIGHT), QColor(tokens.cyan))
        elif line.kind != "earned" or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(tokens.bg2))

    def _paint_figures(self, painter: QPainter, right: int, line: CardLine) -> None:
        tokens = self._theme.tokens
        plain = fonts.font(13, tabular=True)
        bold = fonts.font(13, fonts.SEMIBOLD, tabular=True)
        total = max(_TOTAL, _width(points(line.total), plain))
        painter.setFont(plain)
        painter.setPen(QColor(tokens.t3))
        box = QRect(right - total, 0, total, HEIGHT)
        painter.drawText(box, _ENDS, points(line.total))
        right -= total + _GAP
        painter.setFont(bold)
        painter.setPen(QColor(tokens.bad if line.points < 0 else tokens.t1))
        width = max(_POINTS, _width(signed_points(line.points), bold))
        box = QRect(right - width, 0, width, HEIGHT)
        painter.drawText(box, _ENDS, signed_points(line.points))

    def _paint_words(self, painter: QPainter, width: int, line: CardLine) -> None:
        tokens = self._theme.tokens
        painter.setFont(fonts.font(11, tabular=True))
        painter.setPen(QColor(tokens.t3))
        time = clock(line.at, self._model.zone, seconds=True)
        painter.drawText(QRect(_LEFT, 0, _TIME, HEIGHT), _MIDDLE, time)
        self._paint_sign(painter, line)
        room = width - _TEXT - self.figures_width(line) - _GAP
        font = QFont(fonts.font(13))
        font.setStrikeOut(line.kind == "undone")
        painter.setFont(font)
        painter.setPen(QColor(tokens.t2))
        note = _(" · undone") if line.kind == "undone" else ""
        note_width = _width(note, fonts.font(13)) if note else 0
        words = QFontMetrics(font).elidedText(
            line.text, Qt.TextElideMode.ElideRight, room - note_width
        )
        painter.drawText(QRect(_TEXT, 0, room, HEIGHT), _MIDDLE, words)
        if note:
            left = _TEXT + _width(words, font)
            painter.setFont(fonts.font(13))
            painter.drawText(QRect(left, 0, note_width + 2, HEIGHT), _MIDDLE, note)

    def figures_width(self, line: CardLine) -> int:
        """Return how much of the right end the figures take, in pixels."""
        total = _width(points(line.total), fonts.font(13, tabular=True))
        bold = fonts.font(13, fonts.SEMIBOLD, tabular=True)
        change = _width(signed_points(line.points), bold)
        return max(_TOTAL, total) + max(_POINTS, change) + _GAP + _RIGHT

    def _paint_sign(self, painter: QPainter, line: CardLine) -> None:
        tokens = self._theme.tokens
        box = QRectF(_LEFT + _TIME + _GAP, (HEIGHT - _SIGN) / 2, _SIGN, _SIGN)
        if line.sign:
            painter.setFont(fonts.font(16))
            painter.setPen(QColor(tokens.t1))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), line.sign)
            return
        ink: Colour = tokens.t2
        if line.kind == "undone":
            ink = tokens.t3
        elif line.kind == "correction" and line.points > 0:
            ink = tokens.ok
        paint_icon(painter, box.adjusted(3, 3, -3, -3), line.icon, ink)


def _width(text: str, font: QFont) -> int:
    return QFontMetrics(font).horizontalAdvance(text)
