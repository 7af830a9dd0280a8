"""Painting one verdict: when, what became of it, who wrote what, why, and by whom."""

from __future__ import annotations

from typing import Final

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

from companion.domain.entries import Verdict, ViewerMarked
from companion.gui.components.amounts import clock_time
from companion.gui.components.chip import HEIGHT as CHIP_HEIGHT
from companion.gui.components.chip import ChipKind, chip_width, paint_chip
from companion.gui.live.display_text import isolated
from companion.gui.moderation.decision_words import (
    by_name,
    mark_noun,
    reason_text,
    score_text,
    top_score,
    verdict_icon,
    verdict_kind,
    verdict_name,
    what_happened,
)
from companion.gui.moderation.line_model import LINE, LineRow
from companion.gui.theme import fonts
from companion.gui.theme.icons import (
    paint_icon,
    pixmap,
    platform_colour,
    platform_icon,
)
from companion.gui.theme.theme import Theme
from companion.i18n import _

Index = QModelIndex | QPersistentModelIndex

LOW, HIGH = 36, 56
"""Heights of a row without and with reasons beneath, in pixels."""

_TIME, _VERDICT, _GLYPH, _TEXT, _RIGHT = 16, 60, 88, 112, 16
_SCORE_WIDTH, _BY_WIDTH, _BY_NARROW = 40, 96, 72
_ROOMY = 560
_CHIP_GAP = 4
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_ENDS = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_BAD_SCORE: Final = 0.6
"""From here on a score is written in ink that is seen; as held by default."""


def chips_of(row: LineRow) -> list[tuple[str, ChipKind]]:
    """Return what a row's chips say, with their colours."""
    line = row.line
    found: list[tuple[str, ChipKind]] = []
    if isinstance(line.what, ViewerMarked):
        found.append((mark_noun(line.what), "grey"))
    elif line.kind != "verdict":
        found.append((what_happened(line), "grey"))
    kind = verdict_kind(line.verdict)
    found += [
        (reason_text(reason, line.scores), kind)
        for reason in line.reasons
        if reason.rule != "person"
    ]
    if line.name is not Verdict.ALLOW:
        words = _("name {verdict}").format(verdict=verdict_name(line.name))
        found.append((words, verdict_kind(line.name)))
    if line.undone_by is not None:
        found.append((_("taken back"), "grey"))
    return found


class VerdictDelegate(QStyledItemDelegate):
    """36 pixels, or 56 with reasons; the text is always plain.

    names: whose text it is stands before it; not where all are of one Viewer.
    """

    def __init__(
        self, *, theme: Theme, names: bool = True, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names = names
        self.zone = ""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: LineRow = index.data(LINE)
        return QSize(option.rect.width(), HIGH if chips_of(row) else LOW)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row: LineRow = index.data(LINE)
        painter.save()
        painter.translate(option.rect.topLeft())
        box = QRect(QPoint(0, 0), option.rect.size())
        self._paint_ground(painter, box, option.state)
        self._paint_left(painter, row)
        right = self._paint_right(painter, box, row)
        self._paint_words(painter, right - _TEXT - 12, row)
        self._paint_chips(painter, box.width() - _RIGHT, row)
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
        line = QRect(_TEXT, box.height() - 1, box.width() - _TEXT, 1)
        painter.fillRect(line, QColor(tokens.line))

    def _paint_left(self, painter: QPainter, row: LineRow) -> None:
        tokens, line = self._theme.tokens, row.line
        painter.setFont(fonts.font(11, tabular=True))
        painter.setPen(QColor(tokens.t3))
        painter.drawText(
            QRect(_TIME, 0, 44, LOW), _MIDDLE, clock_time(line.at, zone=self.zone)
        )
        icon, ink = verdict_icon(line.verdict)
        if line.by == "undo":
            icon, ink = "arrow-u-up-left-bold", "t2"
        paint_icon(
            painter,
            QRectF(_VERDICT, (LOW - 16) / 2, 16, 16),
            icon,
            self._theme.colour(ink),
        )
        if line.viewer is not None:
            ratio = painter.device().devicePixelRatio()
            mark = pixmap(
                platform_icon(line.platform),
                platform_colour(line.platform, tokens),
                14,
                ratio,
            )
            painter.drawPixmap(_GLYPH, (LOW - 14) // 2, mark)

    def _paint_right(self, painter: QPainter, box: QRect, row: LineRow) -> int:
        """Paint score and who decided; return where they begin."""
        tokens, line = self._theme.tokens, row.line
        right = box.width() - _RIGHT
        font = fonts.font(12)
        painter.setFont(font)
        painter.setPen(QColor(tokens.t3))
        wide = _BY_WIDTH if box.width() >= _ROOMY else _BY_NARROW
        by = _elided(by_name(line.by, line.who), font, wide)
        painter.drawText(QRect(right - wide, 0, wide, LOW), _ENDS, by)
        right -= wide
        score = top_score(line)
        if score is not None:
            painter.setFont(fonts.font(12, fonts.MEDIUM, tabular=True))
            painter.setPen(QColor(tokens.t1 if score >= _BAD_SCORE else tokens.t3))
            place = QRect(right - _SCORE_WIDTH, 0, _SCORE_WIDTH, LOW)
            painter.drawText(place, _ENDS, score_text(score))
        return right - _SCORE_WIDTH

    def _paint_words(self, painter: QPainter, room: int, row: LineRow) -> None:
        tokens = self._theme.tokens
        bold, plain = fonts.font(13, fonts.SEMIBOLD), fonts.font(13)
        left = _TEXT
        if row.name and self._names:
            name = _elided(row.name, bold, min(room, 200))
            painter.setFont(bold)
            painter.setPen(QColor(tokens.t1))
            painter.drawText(QRect(left, 0, room, LOW), _MIDDLE, isolated(name))
            left += QFontMetrics(bold).horizontalAdvance(name) + 8
        painter.setFont(plain)
        painter.setPen(QColor(tokens.t2))
        rest = room - (left - _TEXT)
        text = _elided(row.text, plain, rest)
        painter.drawText(QRect(left, 0, rest, LOW), _MIDDLE, isolated(text))

    def _paint_chips(self, painter: QPainter, end: int, row: LineRow) -> None:
        tokens = self._theme.tokens
        left, waiting = _TEXT, chips_of(row)
        while waiting:
            text, kind = waiting[0]
            if left + chip_width(text) > end:
                text, kind = f"+{len(waiting)}", "grey"
                waiting = waiting[:1]
            width = chip_width(text)
            chip = QRectF(left, LOW - 3, width, CHIP_HEIGHT)
            paint_chip(painter, chip, text, tokens, kind=kind)
            left += width + _CHIP_GAP
            waiting = waiting[1:]


def _elided(text: str, font: QFont, room: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)


def spoken(row: LineRow) -> str:
    """Return a verdict as a screen reader says it; hidden words stay hidden."""
    line = row.line
    text = row.text.replace("█", "")
    parts = [
        clock_time(line.at),
        verdict_name(line.verdict) if line.verdict else what_happened(line),
        row.name,
        _("{text} (partly hidden)").format(text=text) if row.is_hidden else text,
        *(words for words, _kind in chips_of(row)),
        _("by {who}").format(who=by_name(line.by, line.who)),
    ]
    return ", ".join(part for part in parts if part)
