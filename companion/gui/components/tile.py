"""A figure of the stream: label, number, one honest line, the last 24 values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from companion.gui.components.sparkline import paint_sparkline
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import Tokens

Series = Literal["grey", "pink", "cyan"]


class Tile(QWidget):
    """Numbers jump, they do not roll; a hot tile asks to be looked at."""

    def __init__(
        self, caption: str, *, theme: Theme, series: Series = "grey", icon: str = ""
    ) -> None:
        super().__init__()
        self._theme = theme
        self._caption = caption
        self._series: Series = series
        self._icon = icon
        self._figure = ""
        self._line = ""
        self._values: Sequence[float] = ()
        self._hot = False
        self._compact = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_compact(False)
        self._tell()
        theme.changed.connect(self.update)

    @property
    def caption(self) -> str:
        """Return what the figure is of."""
        return self._caption

    @property
    def figure(self) -> str:
        """Return the number as shown."""
        return self._figure

    @property
    def line(self) -> str:
        """Return the line beneath the number."""
        return self._line

    @property
    def is_hot(self) -> bool:
        """Return whether it asks to be looked at."""
        return self._hot

    def set_caption(self, caption: str) -> None:
        """Name it anew: the language changed."""
        self._caption = caption
        self._tell()

    def show_figure(
        self,
        figure: str,
        line: str = "",
        *,
        values: Sequence[float] = (),
        hot: bool = False,
    ) -> None:
        """Show a number, already written in the person's language."""
        state = (figure, line, tuple(values), hot)
        if state == (self._figure, self._line, tuple(self._values), self._hot):
            return
        self._figure, self._line, self._values, self._hot = state
        self._tell()

    def set_compact(self, compact: bool) -> None:
        """Below 1200 pixels only label and number remain."""
        self._compact = compact
        self.setFixedHeight(64 if compact else 80)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(160, 64 if self._compact else 80)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        if self._hot:
            painter.fillRect(self.rect(), QColor(tokens.warn_wash))
        left, top = (12, 8) if self._compact else (16, 12)
        self._paint_caption(painter, tokens, left, top)
        size = 20 if self._compact else 24
        height = 24 if self._compact else 28
        painter.setFont(fonts.font(size, fonts.SEMIBOLD, tabular=True))
        painter.setPen(QColor(tokens.warn if self._hot else tokens.t1))
        figure_box = QRectF(left, top + 16, self.width() - 2 * left, height)
        painter.drawText(figure_box, int(Qt.AlignmentFlag.AlignVCenter), self._figure)
        if not self._compact:
            self._paint_line(painter, tokens, left, top + 16 + height)
            self._paint_values(painter, tokens)
        painter.end()

    def _paint_caption(
        self, painter: QPainter, tokens: Tokens, left: int, top: int
    ) -> None:
        ink = tokens.warn if self._hot else tokens.t3
        if self._hot and self._icon:
            paint_icon(painter, QRectF(left, top + 2, 12, 12), self._icon, ink)
            left += 18
        painter.setFont(fonts.font(12))
        painter.setPen(QColor(ink))
        metrics = QFontMetrics(painter.font())
        room = self.width() - left - 8
        text = metrics.elidedText(self._caption, Qt.TextElideMode.ElideRight, room)
        painter.drawText(
            QRectF(left, top, room, 16), int(Qt.AlignmentFlag.AlignVCenter), text
        )

    def _paint_line(
        self, painter: QPainter, tokens: Tokens, left: int, top: int
    ) -> None:
        painter.setFont(fonts.font(11, tabular=True))
        painter.setPen(QColor(tokens.warn if self._hot else tokens.t3))
        room = self.width() - left - 8
        metrics = QFontMetrics(painter.font())
        text = metrics.elidedText(self._line, Qt.TextElideMode.ElideRight, room)
        painter.drawText(
            QRectF(left, top, room, 16), int(Qt.AlignmentFlag.AlignVCenter), text
        )

    def _paint_values(self, painter: QPainter, tokens: Tokens) -> None:
        colour = {"grey": tokens.t2, "pink": tokens.accent, "cyan": tokens.cyan}
        metrics = QFontMetrics(fonts.font(24, fonts.SEMIBOLD, tabular=True))
        free = self.width() - 16 - metrics.horizontalAdvance(self._figure) - 28
        width = min(72, free)
        if width >= 32:
            box = QRectF(self.width() - 14 - width, 36, width, 18)
            paint_sparkline(painter, box, self._values, colour[self._series])

    def _tell(self) -> None:
        self.setAccessibleName(self._caption)
        self.setAccessibleDescription(f"{self._figure}. {self._line}".strip(". "))
        self.setToolTip(self._line)
        self.update()
