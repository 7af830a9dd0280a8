"""The last hour in bars: what was judged, and how much of it was stopped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from companion.domain.views import ToxicityBar
from companion.gui.components.amounts import clock_time, number
from companion.gui.moderation.decision_words import label_name
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

_BARS, _FOOT = 56, 20
_GAP = 1.6
_LOUD = 8
"""Texts stopped in one bar from which on it is a peak worth naming."""


def sums(bars: Sequence[ToxicityBar]) -> tuple[int, int, int]:
    """Return how many texts were judged, held and blocked."""
    return (
        sum(bar.judged for bar in bars),
        sum(bar.held for bar in bars),
        sum(bar.blocked for bar in bars),
    )


def peak(bars: Sequence[ToxicityBar]) -> tuple[ToxicityBar, int] | None:
    """Return the loudest bar and what was stopped around it, None when all was calm.

    A wave is wider than one bar: its neighbours count as long as they are loud too.
    """
    stopped = [bar.held + bar.blocked for bar in bars]
    if not stopped:
        return None
    most = max(stopped)
    rest = (sum(stopped) - most) / max(1, len(stopped) - 1)
    if most < _LOUD or most < 3 * rest:
        return None
    place = stopped.index(most)
    loud = max(1, round(2 * rest))
    first = last = place
    while first > 0 and stopped[first - 1] > loud:
        first -= 1
    while last + 1 < len(stopped) and stopped[last + 1] > loud:
        last += 1
    return bars[place], sum(stopped[first : last + 1])


def label_shares(bars: Sequence[ToxicityBar]) -> str:
    """Return which labels passed their thresholds: "insult 60 % · threat 40 %"."""
    by_label: dict[str, int] = {}
    for bar in bars:
        for label, count in bar.labels.items():
            by_label[label] = by_label.get(label, 0) + count
    whole = sum(by_label.values())
    if not whole:
        return ""
    ordered = sorted(by_label.items(), key=lambda item: -item[1])[:3]
    return " · ".join(
        _("{label} {percent} %").format(
            label=label_name(label), percent=round(100 * count / whole)
        )
        for label, count in ordered
    )


class HourChart(QWidget):
    """Judged in grey, held amber and blocked red in front; the peak is named."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._bars: tuple[ToxicityBar, ...] = ()
        self._zone = ""
        self.setFixedHeight(_BARS + _FOOT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_bars((), zone="")
        theme.changed.connect(self.update)

    @property
    def peak_words(self) -> str:
        """Return what is said of the peak, "" when all was calm."""
        found = peak(self._bars)
        if found is None:
            return ""
        bar, stopped = found
        text = ngettext("{time} · {n} stopped", "{time} · {n} stopped", stopped)
        return text.format(time=clock_time(bar.at, zone=self._zone), n=number(stopped))

    def set_bars(self, bars: Sequence[ToxicityBar], *, zone: str) -> None:
        """Show another hour."""
        self._bars, self._zone = tuple(bars), zone
        judged, held, blocked = sums(bars)
        words = _("{judged} judged, {held} held, {blocked} blocked").format(
            judged=number(judged), held=number(held), blocked=number(blocked)
        )
        self.setAccessibleName(_("Last hour"))
        self.setAccessibleDescription(f"{words}. {self.peak_words}")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(404, _BARS + _FOOT)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos().x()), self)
            return True
        return super().event(event)

    def tip_at(self, x: int) -> str:
        """Return what a bar stands for, "" where none is."""
        if not self._bars:
            return ""
        place = int(x / max(1.0, self.width() / len(self._bars)))
        if not 0 <= place < len(self._bars):
            return ""
        bar = self._bars[place]
        text = _("{time}: {judged} judged, {held} held, {blocked} blocked").format(
            time=clock_time(bar.at, zone=self._zone),
            judged=number(bar.judged),
            held=number(bar.held),
            blocked=number(bar.blocked),
        )
        shares = label_shares((bar,))
        return f"{text}\n{shares}" if shares else text

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        self._paint_bars(painter)
        painter.fillRect(QRectF(0, _BARS, self.width(), 1), QColor(tokens.line2))
        painter.setFont(fonts.font(11, tabular=True))
        painter.setPen(QColor(tokens.t3))
        foot = QRectF(0, _BARS + 4, self.width(), _FOOT - 4)
        middle = Qt.AlignmentFlag.AlignVCenter
        if self._bars:
            began = clock_time(self._bars[0].at, zone=self._zone)
            painter.drawText(foot, int(middle | Qt.AlignmentFlag.AlignLeft), began)
        now = _("now")
        painter.drawText(foot, int(middle | Qt.AlignmentFlag.AlignRight), now)
        if words := self.peak_words:
            painter.setPen(QColor(tokens.bad))
            room = (
                foot.width()
                - 2 * QFontMetrics(painter.font()).horizontalAdvance(now)
                - 80
            )
            shown = QFontMetrics(painter.font()).elidedText(
                words, Qt.TextElideMode.ElideRight, round(room)
            )
            painter.drawText(foot, int(Qt.AlignmentFlag.AlignCenter), shown)
        painter.end()

    def _paint_bars(self, painter: QPainter) -> None:
        if not self._bars:
            return
        tokens = self._theme.tokens
        highest = max(1, *(bar.judged for bar in self._bars))
        step = self.width() / len(self._bars)
        # What is stopped is a hundredth of what is judged, and what matters: it has a
        # scale of its own, so that one text can be seen.
        loudest = max(6, *(bar.held + bar.blocked for bar in self._bars))
        for place, bar in enumerate(self._bars):
            x, wide = place * step, max(1.0, step - _GAP)
            tall = bar.judged / highest * _BARS * 0.72
            self._fill(painter, QPointF(x, wide), 0, tall, tokens.bg4)
            scale = _BARS * 0.34 / loudest
            red = max(2.0, bar.blocked * scale) if bar.blocked else 0.0
            amber = max(2.0, bar.held * scale) if bar.held else 0.0
            self._fill(painter, QPointF(x, wide), 0, red, tokens.bad)
            self._fill(painter, QPointF(x, wide), red, amber, tokens.warn)

    def _fill(
        self, painter: QPainter, across: QPointF, foot: float, tall: float, ink: str
    ) -> None:
        if tall > 0:
            top = _BARS - foot - tall
            painter.fillRect(QRectF(across.x(), top, across.y(), tall), QColor(ink))
