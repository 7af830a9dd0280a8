"""What floats above the page: one ground, one edge, one shadow."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsDropShadowEffect, QWidget

from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import Colour

SHADOW_MARGIN = 40
"""Room that a frameless popup leaves around its card for the shadow, in pixels."""


def shadow(theme: Theme, parent: QWidget) -> QGraphicsDropShadowEffect:
    """Return the one shadow, 0 12 32; never put it on what stands in a scroll view."""
    effect = QGraphicsDropShadowEffect(parent)
    effect.setBlurRadius(32)
    effect.setOffset(0, 12)
    colour = theme.colour("shadow")
    colour.setAlphaF(theme.tokens.shadow_alpha)
    effect.setColor(colour)
    return effect


def paint_card(
    painter: QPainter, rect: QRectF, *, ground: Colour, edge: Colour, radius: float
) -> None:
    """Draw a rounded surface with a hairline edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(edge))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.restore()


def make_translucent(window: QWidget) -> None:
    """Let a top-level widget have round corners and a shadow of its own."""
    window.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
