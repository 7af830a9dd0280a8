"""The picture of a key beside what it does."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from companion.gui.theme import fonts
from companion.gui.theme.tokens import Tokens

HEIGHT = 19
"""Of a drawn key, in pixels."""


def kbd_width(text: str) -> int:
    """Return the width of a key, in pixels."""
    width = QFontMetricsF(fonts.font(11, fonts.MEDIUM)).horizontalAdvance(text)
    return max(18, round(width) + 10)


def paint_kbd(
    painter: QPainter,
    rect: QRectF,
    text: str,
    tokens: Tokens,
    *,
    on_accent: bool = False,
) -> None:
    """Draw a key into `rect`; on_accent: it stands on a primary button."""
    box = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    edge = tokens.kbd_on_accent_line if on_accent else tokens.line2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(edge))
    painter.setBrush(QColor(tokens.kbd_on_accent if on_accent else tokens.bg2))
    painter.drawRoundedRect(box, 4, 4)
    painter.fillRect(
        QRectF(box.left() + 3, box.bottom() - 1, box.width() - 6, 1), QColor(edge)
    )
    painter.setFont(fonts.font(11, fonts.MEDIUM))
    painter.setPen(QColor(tokens.on_accent if on_accent else tokens.t2))
    painter.drawText(box.adjusted(0, 0, 0, -1), int(Qt.AlignmentFlag.AlignCenter), text)
    painter.restore()
