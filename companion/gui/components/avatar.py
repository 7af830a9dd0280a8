"""A Viewer without a picture: their initial on a hue that is always theirs."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from companion.gui.theme import fonts
from companion.gui.theme.tokens import AVATAR_HUES, ON_AVATAR, Colour


def hue_of(viewer_id: str) -> Colour:
    """Return the ground of a Viewer's avatar: the same id, the same hue, for ever."""
    total = 7
    for character in viewer_id:
        total = (total * 31 + ord(character)) & 0xFFFFFFFF
    return AVATAR_HUES[total % len(AVATAR_HUES)]


def initial_of(name: str) -> str:
    """Return the first letter or digit of a name, in capitals; "?" without one."""
    for character in name:
        if character.isalnum():
            return character.upper()[:1]
    return name.strip()[:1] or "?"


def paint_avatar(
    painter: QPainter, rect: QRect | QRectF, viewer_id: str, name: str
) -> None:
    """Draw the disc and the initial into the square `rect`."""
    box = QRectF(rect)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(hue_of(viewer_id)))
    painter.drawEllipse(box)
    painter.setPen(QColor(ON_AVATAR))
    painter.setFont(fonts.font(round(box.height() * 0.44), fonts.SEMIBOLD))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initial_of(name))
    painter.restore()
