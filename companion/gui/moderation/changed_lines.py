"""Texts whose verdict other thresholds would change: what it was, what it would be."""

from __future__ import annotations

from collections.abc import Sequence

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
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from companion.domain.entries import Verdict
from companion.domain.views import VerdictLine
from companion.gui.components.amounts import number
from companion.gui.components.focus import OWN_FOCUS
from companion.gui.live.display_text import isolated
from companion.gui.moderation.decision_words import (
    label_name,
    score_text,
    verdict_icon,
    verdict_name,
)
from companion.gui.moderation.line_model import LineRow, row_of
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Changed = tuple[VerdictLine, Verdict]

_CHANGE = int(Qt.ItemDataRole.UserRole)
_HEIGHT = 28
_TEXT = 72
_MOST_SHOWN = 6
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_ENDS = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_READ_OUT = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class ChangedModel(QAbstractListModel):
    """At most 500 lines, replaced as a whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[LineRow, Verdict]] = []

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row, or its words for a screen reader."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, after = self._rows[index.row()]
        if role == _CHANGE:
            return row, after
        if role in _READ_OUT:
            before = verdict_name(row.line.verdict or Verdict.ALLOW)
            words = _("{name}, {text}, {before}, would be {after}")
            return words.format(
                name=row.name, text=row.text, before=before, after=verdict_name(after)
            )
        return None

    def show_lines(self, lines: Sequence[Changed]) -> None:
        """Show these and no others."""
        self.beginResetModel()
        self._rows = [(row_of(line), after) for line, after in lines]
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    def __init__(self, *, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(option.rect.width(), _HEIGHT)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row, after = index.data(_CHANGE)
        tokens = self._theme.tokens
        painter.save()
        painter.translate(option.rect.topLeft())
        box = QRect(QPoint(0, 0), option.rect.size())
        for left, verdict in ((8, row.line.verdict), (44, after)):
            icon, ink = verdict_icon(verdict)
            place = QRectF(left, (_HEIGHT - 14) / 2, 14, 14)
            paint_icon(painter, place, icon, self._theme.colour(ink))
        arrow = QRectF(27, (_HEIGHT - 12) / 2, 12, 12)
        paint_icon(painter, arrow, "arrow-right-bold", tokens.t3)
        right = box.width() - 8
        right -= self._paint_score(painter, right, row)
        bold, plain = fonts.font(12, fonts.SEMIBOLD), fonts.font(12)
        name = _elided(row.name, bold, 140)
        painter.setFont(bold)
        painter.setPen(QColor(tokens.t1))
        painter.drawText(QRect(_TEXT, 0, 148, _HEIGHT), _MIDDLE, isolated(name))
        left = _TEXT + QFontMetrics(bold).horizontalAdvance(name) + 8
        painter.setFont(plain)
        painter.setPen(QColor(tokens.t2))
        text = _elided(row.text, plain, right - left)
        painter.drawText(QRect(left, 0, right - left, _HEIGHT), _MIDDLE, isolated(text))
        painter.restore()

    def _paint_score(self, painter: QPainter, right: int, row: LineRow) -> int:
        """Paint the highest score with its label; return the width it takes."""
        if not row.line.scores:
            return 0
        label, score = max(row.line.scores.items(), key=lambda one: one[1])
        words = f"{label_name(label)} {score_text(score)}"
        font = fonts.font(11, tabular=True)
        width = QFontMetrics(font).horizontalAdvance(words)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.tokens.t3))
        painter.drawText(QRect(right - width, 0, width, _HEIGHT), _ENDS, words)
        return width + 12


class ChangedView(QListView):
    """The lines, a few at a time."""

    def __init__(self, model: ChangedModel, *, theme: Theme) -> None:
        super().__init__()
        self.setProperty("well", True)
        self.setProperty(OWN_FOCUS, True)
        self.setModel(model)
        self.setItemDelegate(_Delegate(theme=theme, parent=self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Messages whose verdict would change"))
        theme.changed.connect(self.viewport().update)

    def show_count(self, count: int) -> None:
        """Take the room of so many lines, a few at most; none hides the list."""
        self.setFixedHeight(min(_MOST_SHOWN, count) * _HEIGHT + 10)
        self.setVisible(count > 0)


def _elided(text: str, font: QFont, room: int) -> str:
    metrics = QFontMetrics(font)
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


def change_words(looked_at: int, lines: Sequence[Changed]) -> str:
    """Return how many would change and to what, in one line."""
    if not looked_at:
        return _("No message has scores yet, so nothing can be compared.")
    told = ngettext(
        "{n} of the last {all} messages would change",
        "{n} of the last {all} messages would change",
        len(lines),
    ).format(n=number(len(lines)), all=number(looked_at))
    parts = [
        f"{number(count)} {verdict_name(verdict)}"
        for verdict in (Verdict.ALLOW, Verdict.HOLD, Verdict.BLOCK)
        if (count := sum(1 for _line, after in lines if after is verdict))
    ]
    return f"{told}: {', '.join(parts)}" if parts else told
