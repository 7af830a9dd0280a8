"""What floats above the page: one ground, one edge, one shadow."""

from __future__ import annotations

from ctypes import CDLL, c_char_p, c_int, c_ulong, c_void_p
from ctypes.util import find_library
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
)
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import Colour

SHADOW_MARGIN = 40
"""Room that a frameless window leaves around its card for the shadow, in pixels."""


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


@lru_cache(maxsize=1)
def is_composited() -> bool:
    """Return whether windows may shine through here.

    Everywhere but on X11 without a compositor, where what should be clear is black.
    """
    return QGuiApplication.platformName() != "xcb" or _has_compositor()


def make_translucent(window: QWidget) -> None:
    """Let a top-level widget have round corners, where that is possible."""
    if is_composited():
        window.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)


class FloatingCard(QFrame):
    """The surface of what floats. ground: its token; radius: of its corners, px."""

    def __init__(
        self, *, theme: Theme, ground: Literal["bg2", "bg3"] = "bg3", radius: float = 8
    ) -> None:
        super().__init__()
        self._card_theme = theme
        self._ground = ground
        self.radius = radius
        theme.changed.connect(self.update)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._card_theme.tokens
        paint_card(
            painter,
            QRectF(self.rect()),
            ground=str(getattr(tokens, self._ground)),
            edge=tokens.line2,
            radius=self.radius,
        )
        painter.end()


def float_card(window: QWidget, card: FloatingCard, *, theme: Theme) -> int:
    """Lay a card into its frameless window, with its shadow around it.

    Without a compositor the window is cut to the card's shape instead. Returns the
    margin around the card, in pixels.
    """
    make_translucent(window)
    margin = SHADOW_MARGIN if is_composited() else 0
    outer = QVBoxLayout(window)
    outer.setContentsMargins(margin, margin, margin, margin)
    outer.addWidget(card)
    if margin:
        card.setGraphicsEffect(shadow(theme, card))
    else:
        window.installEventFilter(_Cutter(window, card.radius))
    return margin


class _Cutter(QObject):
    """Keeps a window in the shape of a card with round corners."""

    def __init__(self, window: QWidget, radius: float) -> None:
        super().__init__(window)
        self._window = window
        self._radius = radius

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            shape = QPainterPath()
            box = QRectF(self._window.rect())
            shape.addRoundedRect(box, self._radius, self._radius)
            self._window.setMask(QRegion(shape.toFillPolygon().toPolygon()))
        return False


def _has_compositor() -> bool:
    """Ask the X server; whoever composes owns the selection _NET_WM_CM_S0."""
    name = find_library("X11")
    if name is None:
        return True
    x11 = CDLL(name)
    x11.XOpenDisplay.restype = c_void_p
    x11.XOpenDisplay.argtypes = [c_char_p]
    x11.XInternAtom.restype = c_ulong
    x11.XInternAtom.argtypes = [c_void_p, c_char_p, c_int]
    x11.XGetSelectionOwner.restype = c_ulong
    x11.XGetSelectionOwner.argtypes = [c_void_p, c_ulong]
    x11.XCloseDisplay.argtypes = [c_void_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return True
    try:
        atom = x11.XInternAtom(display, b"_NET_WM_CM_S0", 0)
        return bool(x11.XGetSelectionOwner(display, atom))
    finally:
        x11.XCloseDisplay(display)
