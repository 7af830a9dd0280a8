"""Painting one standing: rank, avatar, name, tie, move, platform, points."""

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

from companion.gui.components.amounts import number, points
from companion.gui.components.avatar import paint_avatar
from companion.gui.components.chip import HEIGHT as CHIP_HEIGHT
from companion.gui.components.chip import chip_width, paint_chip
from companion.gui.live.board import StandingRow
from companion.gui.live.board_model import STANDING
from companion.gui.live.display_text import isolated, platform_of
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

HEIGHT: Final = 40
_PADDING: Final = 16
_GAP: Final = 10
_RANK: Final = 20
_AVATAR: Final = 24
_GLYPH: Final = 13
_POINTS: Final = 52
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_ENDS = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class BoardDelegate(QStyledItemDelegate):
    """offset_of: how far a Viewer's row is from its place while it moves there."""

    def __init__(
        self,
        *,
        theme: Theme,
        offset_of: Callable[[str], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offset_of = offset_of

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(option.rect.width(), HEIGHT)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row: StandingRow | None = index.data(STANDING)
        if row is None:
            return
        painter.save()
        offset = self._offset_of(row.viewer.id)
        painter.translate(option.rect.topLeft() + QPoint(0, offset))
        # The scroll bar stands in the padding, so what is right stays in place.
        width = max(option.widget.width(), option.rect.width())
        self._paint_ground(painter, option)
        self._paint_row(painter, width, row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        tokens = self._theme.tokens
        box = QRect(0, 0, option.rect.width(), HEIGHT)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(tokens.bg3))
            painter.fillRect(QRect(0, 0, 2, HEIGHT), QColor(tokens.cyan))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(tokens.bg3))

    def _paint_row(self, painter: QPainter, width: int, row: StandingRow) -> None:
        tokens = self._theme.tokens
        rank_font = fonts.font(12, fonts.SEMIBOLD, tabular=True)
        rank = number(row.rank)
        rank_width = max(_RANK, _width(rank, rank_font))
        painter.setFont(rank_font)
        is_first = row.rank == 1
        painter.setPen(QColor(tokens.accent_text if is_first else tokens.t3))
        painter.drawText(QRect(_PADDING, 0, rank_width, HEIGHT), _ENDS, rank)
        left = _PADDING + rank_width + _GAP
        disc = QRectF(left, (HEIGHT - _AVATAR) / 2, _AVATAR, _AVATAR)
        paint_avatar(painter, disc, row.viewer.id, row.name)
        left += _AVATAR + _GAP
        right = self._paint_right(painter, width - _PADDING, row)
        weight = fonts.SEMIBOLD if row.rank <= 3 else fonts.MEDIUM
        name_font = fonts.font(13, weight)
        painter.setFont(name_font)
        painter.setPen(QColor(tokens.t1))
        name = QFontMetrics(name_font).elidedText(
            row.name, Qt.TextElideMode.ElideRight, right - left
        )
        line = QRect(left, 0, right - left, HEIGHT)
        # Clipped, as marks piled on a letter reach into the rows around it.
        painter.setClipRect(line)
        painter.drawText(line, _MIDDLE, isolated(name))

    def _paint_right(self, painter: QPainter, right: int, row: StandingRow) -> int:
        """Paint from the right edge; returns where the name has to end."""
        tokens = self._theme.tokens
        font = fonts.font(13, fonts.SEMIBOLD, tabular=True)
        words = points(row.points)
        width = max(_POINTS, _width(words, font))
        painter.setFont(font)
        painter.setPen(QColor(tokens.t1))
        painter.drawText(QRect(right - width, 0, width, HEIGHT), _ENDS, words)
        right -= width + _GAP
        platform = platform_of(row.viewer.id)
        ratio = painter.device().devicePixelRatio()
        glyph = pixmap(
            platform_icon(platform), platform_colour(platform, tokens), _GLYPH, ratio
        )
        painter.drawPixmap(right - _GLYPH, (HEIGHT - _GLYPH) // 2, glyph)
        right -= _GLYPH + _GAP
        if row.move:
            right = self._paint_move(painter, right, row.move)
        if row.tie:
            chip = chip_width(_("tie"))
            top = (HEIGHT - CHIP_HEIGHT) / 2
            box = QRectF(right - chip, top, chip, CHIP_HEIGHT)
            paint_chip(painter, box, _("tie"), tokens)
            right -= chip + _GAP
        return right

    def _paint_move(self, painter: QPainter, right: int, move: int) -> int:
        tokens = self._theme.tokens
        ink = tokens.ok if move > 0 else tokens.t3
        font = fonts.font(11, tabular=True)
        words = number(abs(move))
        width = _width(words, font)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(QRect(right - width, 0, width, HEIGHT), _ENDS, words)
        right -= width + 1
        icon = QRectF(right - 10, HEIGHT / 2 - 5, 10, 10)
        name = "caret-up-fill" if move > 0 else "caret-down-fill"
        paint_icon(painter, icon, name, ink)
        return right - 10 - _GAP


def _width(text: str, font: QFont) -> int:
    return QFontMetrics(font).horizontalAdvance(text)
