"""A line of the last values beside a figure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from companion.gui.theme.tokens import Colour

POINTS = 24
"""How many values a sparkline shows."""


def paint_sparkline(
    painter: QPainter, rect: QRectF, values: Sequence[float], colour: Colour
) -> None:
    """Draw the values, oldest left, with a dot on the newest; nothing below two."""
    if len(values) < 2:
        return
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    middle = 0.5 if high == low else 0.0
    points = [
        QPointF(
            rect.left() + index * rect.width() / (len(values) - 1),
            rect.bottom() - ((value - low) / span or middle) * rect.height(),
        )
        for index, value in enumerate(values)
    ]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(colour), 1.5)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(points[-1], 2, 2)
    painter.restore()
