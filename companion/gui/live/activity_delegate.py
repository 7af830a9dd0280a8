"""Painting a line of activity: sign, who, what, points and age."""

from __future__ import annotations

from collections.abc import Callable
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

from companion.domain.values import Timestamp
from companion.gui.components.amounts import age
from companion.gui.components.chip import HEIGHT as CHIP_HEIGHT
from companion.gui.components.chip import chip_width, paint_chip
from companion.gui.live.activity_model import ACTIVITY
from companion.gui.live.activity_row import ActivityRow
from companion.gui.live.activity_words import headline, what
from companion.gui.live.display_text import isolated
from companion.gui.live.figures import signed_points
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

HEIGHT: Final = 48
_LEFT: Final = 16
_RIGHT: Final = 6
_SIGN: Final = 32
_TEXT: Final = _LEFT + _SIGN + 10
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_ENDS = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class ActivityDelegate(QStyledItemDelegate):
    """Every line is 48 pixels high."""

    def __init__(
        self,
        *,
        theme: Theme,
        now: Callable[[], Timestamp],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._now = now

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(option.rect.width(), HEIGHT)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row: ActivityRow = index.data(ACTIVITY)
        painter.save()
        painter.translate(option.rect.topLeft())
        box = QRect(QPoint(0, 0), option.rect.size())
        self._paint_ground(painter, box, option.state)
        self._paint_sign(painter, row)
        taken = self._paint_right(painter, box, row)
        self._paint_words(painter, box.width() - taken - _TEXT, row)
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

    def _paint_sign(self, painter: QPainter, row: ActivityRow) -> None:
        tokens = self._theme.tokens
        box = QRectF(_LEFT, (HEIGHT - _SIGN) / 2, _SIGN, _SIGN)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.bg3))
        painter.drawRoundedRect(box, 8, 8)
        if row.sign:
            painter.setFont(fonts.font(18))
            painter.setPen(QColor(tokens.t1))
            painter.drawText(box, _CENTRE, row.sign)
            return
        ink = tokens.accent_text if row.money else tokens.t2
        ink = tokens.bad if row.failed else ink
        paint_icon(painter, box.adjusted(8, 8, -8, -8), row.icon, ink)

    def _paint_right(self, painter: QPainter, box: QRect, row: ActivityRow) -> int:
        """Paint points above age; returns the width they take, margin included."""
        tokens = self._theme.tokens
        right = box.width() - _RIGHT
        taken = 0
        if row.points:
            font = fonts.font(13, fonts.SEMIBOLD, tabular=True)
            words = signed_points(row.points)
            painter.setFont(font)
            painter.setPen(QColor(tokens.t1))
            painter.drawText(QRect(0, 6, right, 20), _ENDS, words)
            taken = QFontMetrics(font).horizontalAdvance(words)
        elif row.test:
            width = chip_width(_("test"), "flask")
            chip = QRectF(right - width, 6, width, CHIP_HEIGHT)
            paint_chip(painter, chip, _("test"), tokens, icon="flask")
            taken = width
        font = fonts.font(11, tabular=True)
        words = age(self._now() - row.at)
        painter.setFont(font)
        painter.setPen(QColor(tokens.t3))
        painter.drawText(QRect(0, 26, right, 16), _ENDS, words)
        return max(taken, QFontMetrics(font).horizontalAdvance(words)) + _RIGHT + 10

    def _paint_words(self, painter: QPainter, room: int, row: ActivityRow) -> None:
        tokens = self._theme.tokens
        bold = fonts.font(13, fonts.SEMIBOLD)
        painter.setFont(bold)
        painter.setPen(QColor(tokens.t1))
        who = _elided(headline(row), bold, room)
        painter.drawText(QRect(_TEXT, 6, room, 20), _MIDDLE, isolated(who))
        left = _TEXT
        if row.platform is not None:
            ratio = painter.device().devicePixelRatio()
            name, ink = (
                platform_icon(row.platform),
                platform_colour(row.platform, tokens),
            )
            painter.drawPixmap(left, 28, pixmap(name, ink, 12, ratio))
            left += 16
        small = fonts.font(12, tabular=True)
        painter.setFont(small)
        painter.setPen(QColor(tokens.bad if row.failed else tokens.t3))
        rest = room - (left - _TEXT)
        words = _elided(what(row, self._now()), small, rest)
        painter.drawText(QRect(left, 26, rest, 16), _MIDDLE, words)


def _elided(text: str, font: QFont, room: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
