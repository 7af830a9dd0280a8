"""Three marks on one line from 0 to 1: from where a label is flagged, held, blocked."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget
from typing_extensions import override

from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.moderation.policy import Limits

KINDS: Final = ("flag", "hold", "block")
_INKS: Final = {"flag": "t2", "hold": "warn", "block": "bad"}
_STEPS: Final = 100
_SIZE: Final = 20
_NEAR: Final = 10
"""Pixels from a mark within which a press takes it."""


class _Grab(NamedTuple):
    """Marks that were pressed; which one is meant, the first movement tells."""

    kinds: tuple[str, ...]
    x: float


class _Mark(QAbstractSlider):
    """One mark: keys move it; the bar hears the mouse."""

    def __init__(self, kind: str, name: str, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = kind
        self._theme = theme
        self.setRange(0, _STEPS)
        self.setSingleStep(1)
        self.setPageStep(5)
        self.setAccessibleName(name)
        self.setFixedSize(_SIZE, _SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.valueChanged.connect(lambda _value: self.update())
        theme.changed.connect(self.update)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._theme.colour(_INKS[self.kind])
        painter.setPen(QColor(self._theme.tokens.bg1))
        painter.setBrush(ink if self.isEnabled() else self._theme.colour("ctl"))
        paint_mark(painter, self.kind, QPointF(_SIZE / 2, _SIZE / 2))
        painter.end()


def paint_mark(painter: QPainter, kind: str, at: QPointF) -> None:
    """Draw the shape of a mark around `at`: a disc, a diamond, a square."""
    if kind == "flag":
        painter.drawEllipse(at, 6, 6)
    elif kind == "hold":
        x, y = at.x(), at.y()
        corners = [(x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
    else:
        painter.drawRoundedRect(QRectF(at.x() - 6, at.y() - 6, 12, 12), 2, 2)


class ThresholdBar(QWidget):
    """moved: other Limits, chosen by hand. The right end means never.

    A mark pushes its neighbours along: flag <= hold <= block always holds.
    """

    moved = Signal(object)

    def __init__(self, name: str, limits: Limits, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._grab: _Grab | None = None
        self._dragged: _Mark | None = None
        self._quiet = False
        self.setFixedHeight(_SIZE + 8)
        self.setMinimumWidth(160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words = {
            "flag": _("{label}: flag from"),
            "hold": _("{label}: hold from"),
            "block": _("{label}: block from"),
        }
        self.marks = {
            kind: _Mark(kind, words[kind].format(label=name), theme=theme, parent=self)
            for kind in KINDS
        }
        for mark in self.marks.values():
            mark.valueChanged.connect(lambda _value, one=mark: self._on_value(one))
        self.show_limits(limits)
        theme.changed.connect(self.update)

    @property
    def limits(self) -> Limits:
        """Return where the marks stand."""
        return Limits(*(self.marks[kind].value() / _STEPS for kind in KINDS))

    def show_limits(self, limits: Limits) -> None:
        """Put the marks somewhere, without telling."""
        self._quiet = True
        for kind, value in zip(KINDS, limits, strict=True):
            self.marks[kind].setValue(round(value * _STEPS))
        self._quiet = False
        self._place()

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, _SIZE + 8)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        tokens = self._theme.tokens
        middle = self.height() / 2
        track = QRectF(self._x(0), middle - 2, self._x(_STEPS) - self._x(0), 4)
        painter.setBrush(QColor(tokens.bg4))
        painter.drawRoundedRect(track, 2, 2)
        limits = [self.marks[kind].value() for kind in KINDS]
        for start, end, ink in (
            (limits[1], limits[2], tokens.warn_line),
            (limits[2], _STEPS, tokens.bad_line),
        ):
            if end > start:
                part = QRectF(
                    self._x(start), middle - 2, self._x(end) - self._x(start), 4
                )
                painter.setBrush(QColor(ink))
                painter.drawRect(part)
        painter.end()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        near = {kind: abs(self._x(one.value()) - x) for kind, one in self.marks.items()}
        closest = min(near.values())
        if closest <= _NEAR:
            kinds = tuple(kind for kind in KINDS if near[kind] <= closest + 1)
            self._grab = _Grab(kinds, x)
            self._dragged = self.marks[kinds[0]] if len(kinds) == 1 else None

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        grab, x = self._grab, event.position().x()
        if grab is None or (self._dragged is None and abs(x - grab.x) < 1):
            return
        if self._dragged is None:
            # Marks on one spot: to the left goes the mildest, to the right the worst.
            self._dragged = self.marks[grab.kinds[0 if x < grab.x else -1]]
        self._dragged.setValue(self._value(x))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grab = self._dragged = None

    def _on_value(self, moved: _Mark) -> None:
        if self._quiet:
            return
        self._quiet = True
        place = KINDS.index(moved.kind)
        for kind in KINDS[:place]:
            mark = self.marks[kind]
            mark.setValue(min(mark.value(), moved.value()))
        for kind in KINDS[place + 1 :]:
            mark = self.marks[kind]
            mark.setValue(max(mark.value(), moved.value()))
        self._quiet = False
        self._place()
        self.moved.emit(self.limits)

    def _place(self) -> None:
        top = (self.height() - _SIZE) // 2
        # The mildest lies on top: at the right end it is the one to take first.
        for kind in reversed(KINDS):
            mark = self.marks[kind]
            mark.move(QPoint(round(self._x(mark.value()) - _SIZE / 2), top))
            mark.raise_()
        self.update()

    def _x(self, value: int) -> float:
        return _SIZE / 2 + (self.width() - _SIZE) * value / _STEPS

    def _value(self, x: float) -> int:
        room = max(1, self.width() - _SIZE)
        return round(max(0.0, min(1.0, (x - _SIZE / 2) / room)) * _STEPS)
