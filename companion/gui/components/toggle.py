"""On or off; neutral, so that a page full of switches stays quiet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy
from typing_extensions import override

from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import Tokens


class Toggle(QCheckBox):
    """A switch without words of its own; `name` says what it switches."""

    def __init__(
        self,
        *,
        theme: Theme,
        name: str,
        on: bool = False,
        on_change: Callable[[bool], object] | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self.setChecked(on)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if on_change is not None:
            self.toggled.connect(on_change)
        theme.changed.connect(self.update)

    def show_on(self, on: bool) -> None:  # a setter
        """Show what is saved, without telling that it has changed."""
        before = self.blockSignals(True)
        self.setChecked(on)
        self.blockSignals(before)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(32, 18)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_toggle(
            painter, QRectF(self.rect()), self._theme.tokens, on=self.isChecked()
        )
        painter.end()


def paint_toggle(painter: QPainter, box: QRectF, tokens: Tokens, *, on: bool) -> None:
    """Draw a switch, 32 by 18 pixels, at the top left of `box`."""
    painter.save()
    painter.translate(box.topLeft())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    track = QRectF(0.5, 0.5, 31, 17)
    painter.setPen(QColor(tokens.t2 if on else tokens.ctl))
    painter.setBrush(QColor(tokens.t2 if on else tokens.bg4))
    painter.drawRoundedRect(track, 8.5, 8.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.bg0 if on else tokens.t2))
    painter.drawEllipse(QRectF(17 if on else 3, 3, 12, 12))
    painter.restore()
