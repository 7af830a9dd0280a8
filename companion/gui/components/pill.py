"""The connection pill: glyph, name, viewers; shape, state word, age, truth meter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy
from typing_extensions import override

from companion.domain.values import Timestamp
from companion.domain.views import ConnectionState, ConnectionView
from companion.gui.components.button import paint_arc
from companion.gui.components.floating import paint_card
from companion.gui.components.pill_words import (
    PillWords,
    pill_words,
    target_name,
)
from companion.gui.components.text import isolated
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon, platform_colour, platform_icon
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import Colour, Tokens

_LOUD = {ConnectionState.SILENT, ConnectionState.RATE_LIMITED}
_SHAPES = {
    ConnectionState.RATE_LIMITED: "hourglass-medium-fill",
    ConnectionState.NEEDS_LOGIN: "key-fill",
    ConnectionState.WAITING: "moon-fill",
    ConnectionState.ENDED: "flag-fill",
}
Detail = Literal["full", "brief", "compact"]
"""brief: without the truth meter. compact: without the name as well."""

_METER = 20
_MOST_NAME = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """What one painting needs: the words and where the second line's parts begin."""

    words: PillWords
    name: str
    name_width: float
    viewers_width: float
    state_width: float
    heard_width: float


class ConnectionPill(QAbstractButton):
    """One connection, seen from a metre away; click it for what happened lately."""

    def __init__(self, view: ConnectionView, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view = view
        self._now: Timestamp = 0
        self._detail: Detail = "full"
        self._angle = 0
        self._turning = QTimer(self)
        self._turning.setInterval(60)
        self._turning.timeout.connect(self._turn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.set_detail("full")

    @property
    def view(self) -> ConnectionView:
        """Return what it shows."""
        return self._view

    @property
    def shown_at(self) -> Timestamp:
        """Return the time that its ages are counted to."""
        return self._now

    @property
    def words(self) -> PillWords:
        """Return what it says."""
        return pill_words(self._view, now=self._now)

    def show_view(self, view: ConnectionView, *, now: Timestamp) -> None:
        """Show the connection as it stands at `now`."""
        self._view, self._now = view, now
        connecting = view.state is ConnectionState.CONNECTING
        if connecting and not self._theme.reduced_motion:
            self._turning.start()
        else:
            self._turning.stop()
        words = self.words
        name = target_name(view.target)
        platform = view.platform.value if view.platform else view.target.split(":")[0]
        self.setAccessibleName(f"{platform} {name}")
        self.setAccessibleDescription(words.spoken)
        self.setToolTip(words.spoken)
        self.updateGeometry()
        self.update()

    def set_detail(self, detail: Detail) -> None:
        """Say all, leave the truth meter out, or leave the name out too."""
        self._detail = detail
        self.setFixedHeight(36 if detail == "compact" else 40)
        self.updateGeometry()
        self.update()

    def width_at(self, detail: Detail) -> int:
        """Return how wide it is when it says so much, in pixels."""
        parts = self._layout_of(detail)
        first = parts.name_width + parts.viewers_width
        if parts.name_width and parts.viewers_width:
            first += 8
        second = 12 + parts.state_width
        if parts.heard_width:
            second += 5 + parts.heard_width + 5 + _METER
        chrome = 6 + 18 + 8 + 8 if detail == "compact" else 8 + 18 + 8 + 12
        return round(max(first, second)) + chrome + 2

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.width_at(self._detail), self.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        loud = self._view.state in _LOUD
        hover = tokens.bg3 if self.underMouse() or self.isDown() else tokens.bg2
        paint_card(
            painter,
            QRectF(self.rect()),
            ground=tokens.warn_wash if loud else hover,
            edge=tokens.warn_line if loud else tokens.line,
            radius=8,
        )
        left = 6 if self._detail == "compact" else 8
        middle = self.height() / 2
        platform = self._view.platform
        glyph = QRectF(left + 1, middle - 9, 18, 18)
        mark = platform_icon(platform)
        paint_icon(painter, glyph, mark, platform_colour(platform, tokens))
        parts = self._layout_of(self._detail)
        x = left + 27.0
        self._paint_first(painter, tokens, parts, QPointF(x, middle - 16))
        self._paint_second(painter, tokens, parts, QPointF(x, middle + 1))
        painter.end()

    def _layout_of(self, detail: Detail) -> _Layout:
        words = self.words
        compact = detail == "compact"
        bold = QFontMetricsF(fonts.font(12, fonts.SEMIBOLD, tabular=True))
        small = QFontMetricsF(fonts.font(11, tabular=True))
        name = "" if compact else isolated(target_name(self._view.target))
        if compact and not words.viewers:
            name = isolated(target_name(self._view.target))
        most = 72 if compact else _MOST_NAME
        name = bold.elidedText(name, Qt.TextElideMode.ElideRight, most)
        heard = words.heard if detail == "full" else ""
        return _Layout(
            words=words,
            name=name,
            name_width=bold.horizontalAdvance(name) if name else 0.0,
            viewers_width=bold.horizontalAdvance(words.viewers),
            state_width=small.horizontalAdvance(words.state),
            heard_width=small.horizontalAdvance(f"· {heard}") if heard else 0.0,
        )

    def _paint_first(
        self, painter: QPainter, tokens: Tokens, parts: _Layout, at: QPointF
    ) -> None:
        font = fonts.font(12, fonts.SEMIBOLD, tabular=True)
        painter.setFont(font)
        painter.setPen(QColor(tokens.t1))
        # One baseline for both, whatever fonts the name falls back to.
        metrics = QFontMetricsF(font)
        baseline = at.y() + (16 + metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(at.x(), baseline), parts.name)
        x = at.x() + parts.name_width + (8 if parts.name_width else 0)
        painter.drawText(QPointF(x, baseline), parts.words.viewers)

    def _paint_second(
        self, painter: QPainter, tokens: Tokens, parts: _Layout, at: QPointF
    ) -> None:
        ink = self._ink(tokens)
        self._paint_shape(painter, QRectF(at.x(), at.y() + 3, 8, 8), ink)
        painter.setFont(fonts.font(11, tabular=True))
        state = self._view.state
        login = state is ConnectionState.NEEDS_LOGIN
        words_ink = tokens.warn if state in _LOUD else tokens.t3
        painter.setPen(QColor(tokens.cyan_text if login else words_ink))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        x = at.x() + 12
        painter.drawText(
            QRectF(x, at.y(), parts.state_width + 2, 14), middle, parts.words.state
        )
        if parts.heard_width and self._view.heard_share is not None:
            x += parts.state_width + 5
            box = QRectF(x, at.y(), parts.heard_width + 2, 14)
            painter.drawText(box, middle, f"· {parts.words.heard}")
            x += parts.heard_width + 5
            meter = tokens.warn if state in _LOUD else tokens.ok
            self._paint_meter(painter, QRectF(x, at.y() + 5, _METER, 4), meter)

    def _paint_meter(self, painter: QPainter, box: QRectF, colour: Colour) -> None:
        share = max(0.0, min(1.0, self._view.heard_share or 0.0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.bg4))
        painter.drawRoundedRect(box, 2, 2)
        box.setWidth(box.width() * share)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(box, 2, 2)

    def _ink(self, tokens: Tokens) -> Colour:
        match self._view.state:
            case ConnectionState.LIVE:
                return tokens.ok
            case ConnectionState.SILENT | ConnectionState.RATE_LIMITED:
                return tokens.warn
            case ConnectionState.NEEDS_LOGIN:
                return tokens.cyan_text
            case _:
                return tokens.t3

    def _paint_shape(self, painter: QPainter, box: QRectF, ink: Colour) -> None:
        """Circle, triangle, ring, hourglass, key, moon, flag, or the turning arc."""
        colour = QColor(ink)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        match self._view.state:
            case ConnectionState.LIVE:
                painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
            case ConnectionState.SILENT:
                top = QPointF(box.center().x(), box.top())
                corners = [top, box.bottomRight(), box.bottomLeft()]
                painter.drawPolygon(QPolygonF(corners))
            case ConnectionState.OFFLINE:
                painter.setPen(QPen(colour, 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(box.adjusted(1, 1, -1, -1))
            case ConnectionState.CONNECTING:
                grown = box.adjusted(-1.5, -1.5, 1.5, 1.5)
                paint_arc(painter, grown, colour, self._angle)
            case state:
                grown = box.adjusted(-1.5, -1.5, 1.5, 1.5)
                paint_icon(painter, grown, _SHAPES[state], colour)

    def _turn(self) -> None:
        self._angle = (self._angle + 24) % 360
        self.update()
