"""One fact in 20 pixels; painted here for widgets and for rows alike."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import Colour, Tokens

ChipKind = Literal["grey", "warn", "bad", "ok", "cyan", "pink"]
"""Amber held or missing, red blocked, green role or proof, cyan shown on overlay,
pink first; grey everything else."""

HEIGHT = 20
_PADDING, _GAP, _ICON = 6, 4, 12


def chip_width(text: str, icon: str = "") -> int:
    """Return how wide a chip with this text is, in pixels."""
    words = QFontMetricsF(fonts.font(11, tabular=True)).horizontalAdvance(text)
    return round(words) + 2 * _PADDING + 2 + ((_ICON + _GAP) if icon else 0)


def _colours(kind: ChipKind, tokens: Tokens) -> tuple[Colour, Colour, Colour]:
    """Return ground, edge and ink."""
    match kind:
        case "warn":
            return tokens.warn_wash, tokens.warn_line, tokens.warn
        case "bad":
            return tokens.bad_wash, tokens.bad_line, tokens.bad
        case "ok":
            return tokens.bg1, tokens.line2, tokens.ok
        case "cyan":
            return tokens.cyan_wash, tokens.cyan_line, tokens.cyan_text
        case "pink":
            return tokens.accent_wash, tokens.accent_line, tokens.accent_text
        case _:
            return tokens.bg3, tokens.line2, tokens.t2


def paint_chip(
    painter: QPainter,
    rect: QRectF,
    text: str,
    tokens: Tokens,
    *,
    kind: ChipKind = "grey",
    icon: str = "",
) -> None:
    """Draw a chip into `rect`, `chip_width` wide and 20 high."""
    ground, edge, ink = _colours(kind, tokens)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(edge))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    x = rect.left() + _PADDING + 1
    if icon:
        box = QRectF(x, rect.center().y() - _ICON / 2, _ICON, _ICON)
        paint_icon(painter, box, icon, ink)
        x += _ICON + _GAP
    painter.setFont(fonts.font(11, tabular=True))
    painter.setPen(QColor(ink))
    words = QRectF(x, rect.top(), rect.right() - x, rect.height())
    painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), text)
    painter.restore()


class Chip(QWidget):
    """A chip as a widget."""

    def __init__(
        self, text: str, *, theme: Theme, kind: ChipKind = "grey", icon: str = ""
    ) -> None:
        super().__init__()
        self._theme = theme
        self._text = text
        self._kind: ChipKind = kind
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        theme.changed.connect(self.update)

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._text, self._icon), HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(
            painter,
            QRectF(self.rect()),
            self._text,
            self._theme.tokens,
            kind=self._kind,
            icon=self._icon,
        )
        painter.end()
