"""The countdown of a held message: the number is the truth, the ring decoration."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from companion.domain.values import Timestamp
from companion.gui.components.amounts import countdown
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _

SIZE = 40
_WIDTH = 3
_SECOND = 1_000_000


class CountdownRing(QWidget):
    """Empties from `began` to `ends`; without an end it never decides itself."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._share = 1.0
        self._text = ""
        self._icon = ""
        self._ink = "t3"
        self.setFixedSize(SIZE, SIZE)
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """Return the number that is shown, "" while an icon is."""
        return self._text

    def show_left(
        self, *, now: Timestamp, began: Timestamp, ends: Timestamp | None
    ) -> None:
        """Show what is left; repaints only when that looks different."""
        if ends is None:
            self._set("", 1.0, "hourglass-medium", _("waits without a countdown"))
            return
        left = max(0, ends - now)
        share = min(1.0, left / max(1, ends - began))
        whole = left // _SECOND
        text = str(whole) if whole < 100 else countdown(left)
        self._set(text, share, "", _("{n} seconds left").format(n=whole))

    def show_outcome(self, icon: str, ink: str) -> None:
        """Show how it was decided in place of the countdown."""
        self._ink = ink
        self._set("", 0.0, icon, "")

    def _set(self, text: str, share: float, icon: str, name: str) -> None:
        # A degree of the ring is less than a pixel of its edge.
        share = round(share * 240) / 240
        if (text, share, icon) != (self._text, self._share, self._icon):
            self._text, self._share, self._icon = text, share, icon
            self.setAccessibleName(name)
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(SIZE, SIZE)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        box = QRectF(self.rect())
        if self._icon:
            inner = box.adjusted(10, 10, -10, -10)
            paint_icon(painter, inner, self._icon, self._theme.colour(self._ink))
        else:
            circle = box.adjusted(_WIDTH, _WIDTH, -_WIDTH, -_WIDTH)
            painter.setPen(QPen(QColor(tokens.bg4), _WIDTH))
            painter.drawEllipse(circle)
            pen = QPen(QColor(tokens.warn), _WIDTH)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(circle, 90 * 16, -round(self._share * 360 * 16))
            painter.setPen(QColor(tokens.t1))
            size = 13 if len(self._text) < 3 else 11
            painter.setFont(fonts.font(size, fonts.SEMIBOLD, tabular=True))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._text)
        painter.end()
