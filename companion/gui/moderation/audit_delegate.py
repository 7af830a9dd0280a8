"""Painting one line of the audit log: when, who, what, about whom, why, taken back."""

from __future__ import annotations

from PySide6.QtCore import (
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

from companion.domain.entries import PlatformAction, ViewerMarked
from companion.domain.views import VerdictLine
from companion.gui.components.amounts import clock_seconds
from companion.gui.components.chip import HEIGHT as CHIP_HEIGHT
from companion.gui.components.chip import chip_width, paint_chip
from companion.gui.live.display_text import isolated
from companion.gui.moderation.decision_words import (
    by_name,
    verdict_icon,
    what_happened,
    why,
)
from companion.gui.moderation.line_model import LINE, LineRow
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _

Index = QModelIndex | QPersistentModelIndex

LOW, HIGH = 32, 48
"""Heights of a row without and with a reason beneath, in pixels."""

_TIME, _ICON, _WHO = 16, 80, 106
_WHO_WIDTH = 112
_WHAT = _WHO + _WHO_WIDTH + 12
_RIGHT = 16
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)

_MARK_ICONS = {
    "ban": "prohibit-bold",
    "mute": "speaker-slash",
    "trust": "shield-check",
    "picture": "eye-slash",
    "permit": "link",
    "strike": "warning",
}


def line_icon(line: VerdictLine) -> tuple[str, str]:
    """Return an icon for what was done, and the token of its colour."""
    match line.what:
        case ViewerMarked():
            return _MARK_ICONS.get(line.what.mark, "user"), "t2"
        case PlatformAction():
            return "paper-plane-tilt", "t3" if line.what.outcome == "dry-run" else "t2"
    if line.by == "undo":
        return "arrow-u-up-left-bold", "t2"
    if line.kind == "gate":
        return "sliders-horizontal", "t2"
    if line.kind == "text_permit":
        return "check-square", "t2"
    return verdict_icon(line.verdict)


class AuditDelegate(QStyledItemDelegate):
    """32 pixels, or 48 with a reason; the text is always plain."""

    def __init__(self, *, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.zone = ""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: LineRow = index.data(LINE)
        return QSize(option.rect.width(), HIGH if why(row.line) else LOW)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row: LineRow = index.data(LINE)
        painter.save()
        painter.translate(option.rect.topLeft())
        box = QRect(QPoint(0, 0), option.rect.size())
        self._paint_ground(painter, box, option.state)
        self._paint_left(painter, row.line)
        end = self._paint_undone(painter, box, row.line)
        self._paint_what(painter, end, row)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, box: QRect, state: QStyle.StateFlag
    ) -> None:
        tokens = self._theme.tokens
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(tokens.bg3))
            painter.fillRect(QRect(0, 0, 2, box.height()), QColor(tokens.cyan))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(tokens.bg2))
        line = QRect(_WHO, box.height() - 1, box.width() - _WHO, 1)
        painter.fillRect(line, QColor(tokens.line))

    def _paint_left(self, painter: QPainter, line: VerdictLine) -> None:
        tokens = self._theme.tokens
        painter.setFont(fonts.font(11, tabular=True))
        painter.setPen(QColor(tokens.t3))
        time = clock_seconds(line.at, zone=self.zone)
        painter.drawText(QRect(_TIME, 0, 60, LOW), _MIDDLE, time)
        icon, ink = line_icon(line)
        place = QRectF(_ICON, (LOW - 16) / 2, 16, 16)
        paint_icon(painter, place, icon, self._theme.colour(ink))
        bold = fonts.font(13, fonts.SEMIBOLD)
        painter.setFont(bold)
        painter.setPen(QColor(tokens.t1))
        who = _elided(by_name(line.by, line.who), bold, _WHO_WIDTH)
        painter.drawText(QRect(_WHO, 0, _WHO_WIDTH, LOW), _MIDDLE, who)

    def _paint_undone(self, painter: QPainter, box: QRect, line: VerdictLine) -> int:
        """Paint that it was taken back; return where the words must end."""
        right = box.width() - _RIGHT
        if line.undone_by is None:
            return right
        words = undone_words(line)
        width = chip_width(words)
        chip = QRectF(right - width, (LOW - CHIP_HEIGHT) / 2, width, CHIP_HEIGHT)
        paint_chip(painter, chip, words, self._theme.tokens)
        return right - width - 8

    def _paint_what(self, painter: QPainter, end: int, row: LineRow) -> None:
        tokens, line = self._theme.tokens, row.line
        plain = fonts.font(13)
        words = sentence(row, self.zone)
        painter.setFont(plain)
        is_struck = line.undone_by is not None
        painter.setPen(QColor(tokens.t3 if is_struck else tokens.t2))
        room = end - _WHAT
        shown = _elided(words, plain, room)
        painter.drawText(QRect(_WHAT, 0, room, LOW), _MIDDLE, shown)
        reason = why(row.line)
        if reason:
            small = fonts.font(11)
            painter.setFont(small)
            painter.setPen(QColor(tokens.t3))
            shown = _elided(reason, small, room)
            painter.drawText(QRect(_WHAT, LOW - 8, room, 18), _MIDDLE, shown)


def sentence(row: LineRow, zone: str = "") -> str:
    """Return what was done about whom: "blocked “…” · deadlock_dan"."""
    parts = [what_happened(row.line, zone=zone)]
    if isinstance(row.line.what, ViewerMarked):
        return f"{parts[0]} {isolated(row.name)}"
    if row.text:
        parts[0] = _("{what} “{text}”").format(what=parts[0], text=isolated(row.text))
    if row.name:
        parts.append(isolated(row.name))
    return " · ".join(parts)


def undone_words(line: VerdictLine) -> str:
    """Return by which later entry a decision was taken back, "" when by none."""
    if line.undone_by is None:
        return ""
    return _("taken back by #{seq}").format(seq=line.undone_by)


def spoken(row: LineRow) -> str:
    """Return a line as a screen reader says it; hidden words stay hidden."""
    line = row.line
    parts = [
        clock_seconds(line.at),
        by_name(line.by, line.who),
        sentence(row).replace("█", ""),
        why(row.line),
        undone_words(line),
    ]
    return ", ".join(part for part in parts if part)


def _elided(text: str, font: QFont, room: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
