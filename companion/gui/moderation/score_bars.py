"""What the model saw, label by label, against the score from which it is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from companion.gui.moderation.decision_words import label_name, score_text
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

ROW = 22
MOST = 4
"""Labels shown: the highest, those above their threshold first."""

_LABEL, _VALUE, _GAP = 96, 40, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBar:
    """score, threshold: 0..1; a threshold of 1 is never reached and not drawn."""

    label: str
    score: float
    threshold: float

    @property
    def is_above(self) -> bool:
        """Return whether the score alone would hold the text."""
        return self.threshold < 1.0 and self.score >= self.threshold


def score_bars(
    scores: Mapping[str, float], thresholds: Mapping[str, float]
) -> tuple[ScoreBar, ...]:
    """Return the bars worth showing, at most MOST."""
    bars = [
        ScoreBar(label=label, score=score, threshold=thresholds.get(label, 1.0))
        for label, score in scores.items()
    ]
    bars.sort(key=lambda bar: (not bar.is_above, -bar.score))
    return tuple(bars[:MOST])


class ScoreBars(QWidget):
    """One line a label: name, bar with a tick at the threshold, number."""

    def __init__(self, bars: Sequence[ScoreBar], *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.bars = tuple(bars)
        self.setFixedHeight(ROW * len(self.bars))
        self.setMinimumWidth(200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Scores of the model"))
        self.setAccessibleDescription(", ".join(map(_spoken, self.bars)))
        theme.changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(380, ROW * len(self.bars))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = [label_name(bar.label) for bar in self.bars]
        metrics = QFontMetrics(fonts.font(12))
        wide = max([_LABEL, *(metrics.horizontalAdvance(n) + _GAP for n in names)])
        for place, (bar, name) in enumerate(zip(self.bars, names, strict=True)):
            box = QRectF(0, place * ROW, self.width(), ROW)
            self._paint(painter, box, bar, name, min(wide, self.width() // 2))
        painter.end()

    def _paint(
        self, painter: QPainter, box: QRectF, bar: ScoreBar, name: str, left: int
    ) -> None:
        tokens = self._theme.tokens
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(fonts.font(12))
        painter.setPen(QColor(tokens.t2))
        painter.drawText(box, middle, name)
        track = QRectF(left, box.center().y() - 2, box.width() - left - _VALUE, 4)
        track.setWidth(max(16.0, track.width() - _GAP))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.bg4))
        painter.drawRoundedRect(track, 2, 2)
        full = QRectF(track)
        full.setWidth(max(4.0, track.width() * min(1.0, bar.score)))
        painter.setBrush(QColor(tokens.warn if bar.is_above else tokens.t3))
        painter.drawRoundedRect(full, 2, 2)
        if bar.threshold < 1.0:
            tick = track.left() + track.width() * bar.threshold
            mark = QRectF(tick - 0.75, track.top() - 3, 1.5, 10)
            painter.fillRect(mark, QColor(tokens.t1 if bar.is_above else tokens.t2))
        painter.setFont(fonts.font(12, tabular=True))
        painter.setPen(QColor(tokens.warn if bar.is_above else tokens.t3))
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(box, right, score_text(bar.score))


def _spoken(bar: ScoreBar) -> str:
    name, score = label_name(bar.label), score_text(bar.score)
    if bar.threshold >= 1.0:
        return f"{name} {score}"
    return _("{label} {score}, held from {threshold}").format(
        label=name, score=score, threshold=score_text(bar.threshold)
    )
