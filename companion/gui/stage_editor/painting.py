"""What the canvas draws over the overlays: areas, outlines, handles, guides, words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
)

from companion.gui.stage_editor.box import HANDLES, Box, Handle
from companion.gui.stage_editor.safe_areas import Covered
from companion.gui.stage_editor.snapping import Guide
from companion.gui.theme import fonts
from companion.gui.theme.tokens import (
    GAME_FAR,
    GAME_HAND,
    GAME_INK,
    GAME_SHADE,
    Colour,
    Tokens,
)

HANDLE = 8
"""Side of a handle in pixels of the screen."""

REACH = 8
"""How far from a handle a press still takes it, in pixels of the screen."""

_ROOM_FOR_ALL = 44
"""A side shorter than this, in pixels of the screen, has handles at its ends only."""


def handles_of(rect: QRectF) -> dict[Handle, QPointF]:
    """Return where the handles of a rectangle are, in pixels of the screen."""
    found = {}
    for across, down in HANDLES:
        if across == 0 and rect.width() < _ROOM_FOR_ALL:
            continue
        if down == 0 and rect.height() < _ROOM_FOR_ALL:
            continue
        found[across, down] = QPointF(
            rect.center().x() + across * rect.width() / 2,
            rect.center().y() + down * rect.height() / 2,
        )
    return found


def handle_at(rect: QRectF, at: QPointF) -> Handle | None:
    """Return the handle of a rectangle at a place on the screen."""
    near = [
        (handle, (place - at).manhattanLength())
        for handle, place in handles_of(rect).items()
        if abs(place.x() - at.x()) <= REACH and abs(place.y() - at.y()) <= REACH
    ]
    return min(near, key=lambda one: one[1], default=(None, 0.0))[0]


def paint_veil(
    painter: QPainter, viewport: QRectF, canvas: QRectF, tokens: Tokens
) -> None:
    """Dim what stands outside the canvas, and draw its edge."""
    outside = QPainterPath()
    outside.addRect(viewport)
    inside = QPainterPath()
    inside.addRect(canvas)
    veil = QColor(tokens.bg0)
    veil.setAlphaF(0.72)
    painter.fillPath(outside.subtracted(inside), veil)
    painter.setPen(QPen(QColor(tokens.line2), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(canvas.adjusted(-0.5, -0.5, 0.5, 0.5))


def paint_safe(painter: QPainter, rect: QRectF) -> None:
    """Draw the edge of the safe area; both inks, to be seen over anything."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_over(GAME_SHADE, 110), 1))
    painter.drawRect(rect.adjusted(1, 1, 1, 1))
    pen = QPen(_over(GAME_INK, 150), 1, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([4, 4])
    painter.setPen(pen)
    painter.drawRect(rect)


def paint_covered(painter: QPainter, part: Covered, rect: QRectF) -> None:
    """Hatch what an app covers, and say with what."""
    painter.fillRect(rect, _over(GAME_SHADE, 56))
    painter.fillRect(rect, QBrush(_over(GAME_INK, 56), Qt.BrushStyle.BDiagPattern))
    font = fonts.font(11)
    words = part.words
    width = QFontMetricsF(font).horizontalAdvance(words) + 12
    box = QRectF(0, 0, width, 18)
    if width <= rect.width():
        box.moveCenter(rect.center())
        _paint_words(painter, box, words)
        return
    # Upright, where the part is a strip.
    painter.save()
    painter.translate(rect.center())
    painter.rotate(-90)
    box.moveCenter(QPointF(0, 0))
    _paint_words(painter, box, words)
    painter.restore()


def _paint_words(painter: QPainter, box: QRectF, words: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(GAME_FAR))
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(fonts.font(11))
    painter.setPen(_over(GAME_INK, 220))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)


def paint_outline(painter: QPainter, rect: QRectF, *, look: str) -> None:
    """Draw the edge of an overlay; look: "hover", "selected" or "fixed"."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if look == "hover":
        painter.setPen(QPen(_over(GAME_INK, 170), 1))
    else:
        # It must be seen outside the canvas, too, where the light theme is light.
        painter.setPen(QPen(_over(GAME_SHADE, 110), 4))
        painter.drawRect(rect)
        style = Qt.PenStyle.DashLine if look == "fixed" else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(GAME_HAND), 2, style))
    painter.drawRect(rect)


def paint_handles(painter: QPainter, rect: QRectF) -> None:
    """Draw the handles of what is selected alone."""
    half = HANDLE / 2
    painter.setPen(QPen(QColor(GAME_SHADE), 1))
    painter.setBrush(QColor(GAME_HAND))
    for place in handles_of(rect).values():
        painter.drawRect(QRectF(place.x() - half, place.y() - half, HANDLE, HANDLE))


def paint_guide(painter: QPainter, guide: Guide, at: QPointF, canvas: QRectF) -> None:
    """Draw the line that something snapped to, from edge to edge of the canvas."""
    painter.setPen(QPen(QColor(GAME_HAND), 1))
    if guide.direction == "v":
        painter.drawLine(
            QPointF(at.x(), canvas.top()), QPointF(at.x(), canvas.bottom())
        )
    else:
        painter.drawLine(
            QPointF(canvas.left(), at.y()), QPointF(canvas.right(), at.y())
        )


def paint_band(painter: QPainter, rect: QRectF) -> None:
    """Draw the rectangle that selects what it meets."""
    fill = QColor(GAME_HAND)
    fill.setAlphaF(0.14)
    painter.setPen(QPen(QColor(GAME_HAND), 1))
    painter.setBrush(fill)
    painter.drawRect(rect)


def paint_tag(
    painter: QPainter, below: QRectF, room: QRectF, words: str, tokens: Tokens
) -> None:
    """Write something under a rectangle, or over it where there is no room."""
    font = fonts.font(11, fonts.MEDIUM, tabular=True)
    width = QFontMetricsF(font).horizontalAdvance(words) + 14
    box = QRectF(0, 0, width, 20)
    box.moveCenter(QPointF(below.center().x(), below.bottom() + 20))
    if box.bottom() > room.bottom() - 4:
        box.moveBottom(min(below.bottom(), room.bottom()) - 10)
    box.moveLeft(max(room.left() + 4, min(box.left(), room.right() - width - 4)))
    painter.setPen(QPen(QColor(tokens.line2), 1))
    painter.setBrush(QColor(tokens.bg3))
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(font)
    painter.setPen(QColor(tokens.t1))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)


def paint_empty(painter: QPainter, rect: QRectF, title: str) -> None:
    """Draw an overlay of which there is no picture: its edge and its name."""
    painter.setBrush(_over(GAME_SHADE, 150))
    painter.setPen(QPen(_over(GAME_INK, 120), 1, Qt.PenStyle.DashLine))
    painter.drawRect(rect)
    font = fonts.font(12, fonts.MEDIUM)
    inside = rect.adjusted(6, 2, -6, -2)
    if inside.width() < 16 or inside.height() < 14:
        return
    words = QFontMetricsF(font).elidedText(
        title, Qt.TextElideMode.ElideRight, inside.width()
    )
    painter.setFont(font)
    painter.setPen(_over(GAME_INK, 220))
    painter.drawText(inside, int(Qt.AlignmentFlag.AlignCenter), words)


def size_words(box: Box) -> str:
    """Return a size as it is written."""
    return f"{box.width} × {box.height}"


def place_words(box: Box) -> str:
    """Return a place as it is written."""
    return f"{box.x}, {box.y}"


def _over(colour: Colour, alpha: int) -> QColor:
    """Return a colour that lets the game through; alpha: 0 to 255."""
    result = QColor(colour)
    result.setAlpha(alpha)
    return result
