"""Painting chat rows: time, mark, name and text, and what stands at their right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from companion.domain.ports import Clock
from companion.gui.components.chip import HEIGHT as CHIP_HEIGHT
from companion.gui.components.chip import ChipKind, chip_width, paint_chip
from companion.gui.live.chat_layout import (
    GLYPH_LEFT,
    GROUP_MARGIN,
    QUOTE_HEIGHT,
    RIGHT_MARGIN,
    ROW_PADDING,
    SIZES,
    TEXT_LEFT,
    TIME_LEFT,
    ChatLayouts,
    LaidOut,
    TextSize,
)
from companion.gui.live.chat_model import ROW
from companion.gui.live.chat_row import ChatRow, RowKind, RowState
from companion.gui.live.chat_words import (
    gap_name,
    gap_words,
    held_words,
    points_words,
    skipped_words,
)
from companion.gui.live.figures import clock
from companion.gui.theme import fonts
from companion.gui.theme.icons import (
    paint_icon,
    pixmap,
    platform_colour,
    platform_icon,
)
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import Colour, Tokens
from companion.i18n import _

Index = QModelIndex | QPersistentModelIndex
Hit = Literal["name", "details", "quote", "row"]

_GAP_BETWEEN: Final = 8
_EDGE: Final = 3
_GLYPH: Final = 14
_CHOSEN: Final = QStyle.StateFlag.State_Selected
_LINE_CENTRE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_LINE_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fact:
    """A chip at the right of a row."""

    text: str
    kind: ChipKind
    icon: str = ""


class ChatDelegate(QStyledItemDelegate):
    """Rows as in the design; the text is always plain."""

    def __init__(
        self, *, theme: Theme, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._layouts = ChatLayouts(theme.tokens)
        theme.changed.connect(self._restyle)

    @property
    def size(self) -> TextSize:
        """Return how large chat is written."""
        return self._layouts.size

    def set_zone(self, zone: str) -> None:
        """Write times of day of another time zone."""
        self._layouts.zone = zone
        self._restyle()

    def enlarge(self) -> TextSize:
        """Take the next of the text sizes, the smallest after the largest."""
        index = (SIZES.index(self._layouts.size) + 1) % len(SIZES)
        self._layouts.restyle(self._theme.tokens, SIZES[index])
        return SIZES[index]

    def _restyle(self) -> None:
        self._layouts.restyle(self._theme.tokens, self._layouts.size)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = option.rect.width()
        laid = self._laid_out(index.data(ROW), width, whole=_is_chosen(option))
        return QSize(width, laid.height)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row: ChatRow = index.data(ROW)
        laid = self._laid_out(row, option.rect.width(), whole=_is_chosen(option))
        painter.save()
        painter.translate(option.rect.topLeft())
        box = QRect(QPoint(0, 0), option.rect.size())
        if row.kind is RowKind.GAP:
            self._paint_gap(painter, box, row)
        elif row.is_message:
            self._paint_message(painter, box, laid, option.state)
        else:
            self._paint_line(painter, box, row)
        painter.restore()

    def chips(self, row: ChatRow) -> list[str]:
        """Return the words of the chips at a row's right, left to right."""
        return [fact.text for fact in self._facts(row)]

    def is_cut(self, row: ChatRow, width: int) -> bool:
        """Return whether the row shows only the beginning of its text."""
        return self._laid_out(row, width).is_cut

    def hit(self, row: ChatRow, at: QPoint, width: int) -> Hit:
        """Return what stands at `at`, relative to the row's top left corner."""
        if row.kind is RowKind.GAP:
            return "details" if at.x() > width - 100 else "row"
        laid = self._laid_out(row, width)
        if row.answers and laid.quote and _quote_box(width).contains(at):
            return "quote"
        return "name" if laid.name.contains(at) else "row"

    def tip(self, row: ChatRow, at: QPoint, width: int) -> str:
        """Return what the badge at `at` means, "" where none stands."""
        if not row.is_message:
            return ""
        marks = self._laid_out(row, width).marks
        return next(
            (mark.tip for mark in marks if mark.tip and _around(mark.box).contains(at)),
            "",
        )

    def _laid_out(self, row: ChatRow, width: int, *, whole: bool = False) -> LaidOut:
        return self._layouts.of(row, width, self._right_width(row), whole=whole)

    # What stands at the right

    def _facts(self, row: ChatRow) -> list[_Fact]:
        facts = []
        if row.test:
            facts.append(_Fact(text=_("test"), kind="grey", icon="flask"))
        if row.featured:
            words = _("on overlay")
            facts.append(_Fact(text=words, kind="cyan", icon="monitor-play"))
        if row.state is RowState.HELD:
            words = held_words(row, self._clock.now())
            facts.append(_Fact(text=words, kind="warn", icon="hourglass-medium"))
        elif row.state is RowState.PENDING:
            facts.append(_Fact(text=_("checking"), kind="grey"))
        elif row.state is RowState.BLOCKED:
            facts.append(_Fact(text=_("blocked"), kind="bad", icon="prohibit"))
        return facts

    def _right_width(self, row: ChatRow) -> int:
        if not row.is_message:
            return 0
        widths = [chip_width(fact.text, fact.icon) for fact in self._facts(row)]
        if points := points_words(row):
            widths.append(_points_metrics().horizontalAdvance(points))
        return sum(widths) + _GAP_BETWEEN * len(widths)

    def _paint_right(self, painter: QPainter, box: QRect, row: ChatRow) -> None:
        tokens = self._theme.tokens
        right = box.width() - RIGHT_MARGIN
        pitch = self._layouts.size.pitch
        if points := points_words(row):
            painter.setFont(fonts.font(12, fonts.SEMIBOLD, tabular=True))
            painter.setPen(QColor(tokens.t3 if row.running else tokens.t1))
            line = QRect(0, box.top(), right, pitch)
            painter.drawText(line, _LINE_RIGHT, points)
            right -= _points_metrics().horizontalAdvance(points) + _GAP_BETWEEN
        for fact in reversed(self._facts(row)):
            width = chip_width(fact.text, fact.icon)
            top = box.top() + (pitch - CHIP_HEIGHT) / 2
            chip = QRectF(right - width, top, width, CHIP_HEIGHT)
            paint_chip(painter, chip, fact.text, tokens, kind=fact.kind, icon=fact.icon)
            right -= width + _GAP_BETWEEN

    # Messages

    def _paint_message(
        self,
        painter: QPainter,
        box: QRect,
        laid: LaidOut,
        state: QStyle.StateFlag,
    ) -> None:
        row, tokens = laid.row, self._theme.tokens
        is_money = row.kind is RowKind.MONEY
        body = box.adjusted(0, GROUP_MARGIN, 0, -GROUP_MARGIN) if is_money else box
        ground: tuple[Colour, Colour] = ("", tokens.bg2)
        if is_money:
            ground = (tokens.bg2, tokens.bg3)
        elif row.mentions:
            ground = (tokens.cyan_wash, tokens.cyan_wash)
        self._paint_ground(painter, body, state, ground)
        if is_money:
            left = body.left() + (2 if state & _CHOSEN else 0)
            edge = QRect(left, body.top(), _EDGE, body.height())
            painter.fillRect(edge, QColor(tokens.accent))
        first = body.adjusted(0, ROW_PADDING, 0, 0)
        self._paint_time(painter, first, row)
        if laid.quote:
            self._paint_quote(painter, first, laid.quote)
            first.adjust(0, QUOTE_HEIGHT, 0, 0)
        if laid.text is not None:
            # What has no ink of its own falls back to the painter's.
            painter.setPen(QColor(tokens.t2))
            laid.text.draw(painter, QPointF(0, 0))
        for mark in laid.marks:
            if mark.icon:
                paint_icon(painter, mark.box, mark.icon, mark.colour)
            else:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(tokens.bg4))
                painter.drawRoundedRect(mark.box, 3, 3)
        self._paint_right(painter, first, row)

    def _paint_ground(
        self,
        painter: QPainter,
        box: QRect,
        state: QStyle.StateFlag,
        grounds: tuple[Colour, Colour],
    ) -> None:
        """Fill the row; grounds: at rest ("" for none) and under the pointer."""
        tokens = self._theme.tokens
        rest, hot = grounds
        is_hot = bool(state & QStyle.StateFlag.State_MouseOver)
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        ground = tokens.bg3 if is_chosen else hot if is_hot else rest
        if ground:
            painter.fillRect(box, QColor(ground))
        if is_chosen:
            edge = QRect(box.left(), box.top(), 2, box.height())
            painter.fillRect(edge, QColor(tokens.cyan))

    def _paint_time(self, painter: QPainter, box: QRect, row: ChatRow) -> None:
        tokens, pitch = self._theme.tokens, self._layouts.size.pitch
        painter.setFont(fonts.font(11, tabular=True))
        painter.setPen(QColor(tokens.t3))
        line = QRect(TIME_LEFT, box.top(), 40, pitch)
        painter.drawText(line, _LINE_CENTRE, clock(row.at, self._layouts.zone))
        self._paint_glyph(painter, box.top() + (pitch - _GLYPH) // 2, row, tokens)

    def _paint_glyph(
        self, painter: QPainter, top: int, row: ChatRow, tokens: Tokens
    ) -> None:
        name = platform_icon(row.platform)
        colour = platform_colour(row.platform, tokens)
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(GLYPH_LEFT, top, pixmap(name, colour, _GLYPH, ratio))

    def _paint_quote(self, painter: QPainter, box: QRect, quote: str) -> None:
        tokens = self._theme.tokens
        mark = QRectF(TEXT_LEFT, box.top() + 2, 11, 11)
        paint_icon(painter, mark, "arrow-bend-up-left", tokens.t3)
        painter.setFont(fonts.font(11))
        painter.setPen(QColor(tokens.t3))
        room = box.width() - TEXT_LEFT - RIGHT_MARGIN - 15
        text = QFontMetrics(painter.font()).elidedText(
            quote, Qt.TextElideMode.ElideRight, room
        )
        line = QRect(TEXT_LEFT + 15, box.top(), room, QUOTE_HEIGHT)
        painter.drawText(line, _LINE_CENTRE, text)

    # What nobody said

    def _paint_line(self, painter: QPainter, box: QRect, row: ChatRow) -> None:
        tokens = self._theme.tokens
        pitch = self._layouts.size.pitch
        painter.setFont(fonts.font(11, tabular=True))
        painter.setPen(QColor(tokens.t3))
        top = ROW_PADDING
        time = QRect(TIME_LEFT, top, 40, pitch)
        painter.drawText(time, _LINE_CENTRE, clock(row.at, self._layouts.zone))
        is_skip = row.kind is RowKind.SKIPPED
        if row.platform is not None:
            self._paint_glyph(painter, top + (pitch - _GLYPH) // 2, row, tokens)
        else:
            icon = QRectF(GLYPH_LEFT, top + (pitch - _GLYPH) / 2, _GLYPH, _GLYPH)
            name = "dots-three-bold" if is_skip else "broadcast-bold"
            paint_icon(painter, icon, name, tokens.t3)
        painter.setFont(fonts.font(12))
        painter.setPen(QColor(tokens.t3))
        room = box.width() - TEXT_LEFT - RIGHT_MARGIN
        words = skipped_words(row) if is_skip else row.note
        text = QFontMetrics(painter.font()).elidedText(
            words, Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(QRect(TEXT_LEFT, top, room, pitch), _LINE_CENTRE, text)

    def _paint_gap(self, painter: QPainter, box: QRect, row: ChatRow) -> None:
        if row.gap is None:
            return
        tokens = self._theme.tokens
        card = QRectF(box.adjusted(16, 6, -RIGHT_MARGIN, -6))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.warn_dash), 1, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(tokens.warn_wash))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        icon = QRectF(card.left() + 13, card.center().y() - 6, 12, 12)
        paint_icon(painter, icon, "wifi-slash-bold", tokens.warn)
        painter.setPen(QColor(tokens.warn))
        bold = fonts.font(12, fonts.SEMIBOLD)
        painter.setFont(bold)
        name = gap_name(row.gap)
        left = int(card.left()) + 33
        line = QRect(left, int(card.top()), int(card.width()), int(card.height()))
        painter.drawText(line, _LINE_CENTRE, name)
        left += QFontMetrics(bold).horizontalAdvance(name) + 4
        details = _("Details")
        medium = fonts.font(12, fonts.MEDIUM)
        details_width = QFontMetrics(medium).horizontalAdvance(details)
        painter.setFont(medium)
        ends = QRect(line.left(), line.top(), int(card.right()) - 17 - line.left(), 34)
        painter.drawText(ends, _LINE_RIGHT, details)
        painter.setFont(fonts.font(12, tabular=True))
        room = int(card.right()) - left - details_width - 33
        text = QFontMetrics(painter.font()).elidedText(
            gap_words(row.gap, self._layouts.zone), Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(
            QRect(left, line.top(), room, line.height()), _LINE_CENTRE, text
        )


def _quote_box(width: int) -> QRect:
    return QRect(TEXT_LEFT, 0, width - TEXT_LEFT - RIGHT_MARGIN, QUOTE_HEIGHT + 4)


def _around(box: QRectF) -> QRect:
    return box.adjusted(-2, -4, 2, 4).toRect()


def _is_chosen(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_Selected)


def _points_metrics() -> QFontMetrics:
    return QFontMetrics(fonts.font(12, fonts.SEMIBOLD, tabular=True))
