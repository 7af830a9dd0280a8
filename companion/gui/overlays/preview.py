"""What viewers see of the selected overlay, over a stand-in game."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from companion.gui.components.button import Button
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.overlays.tile import FittedPicture, paint_game
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

HEIGHT = 224
_EDGE = 12

Source = Literal["live", "sample"]


class PreviewView(QWidget):
    """Live data or the example. chosen: which of the two. test_asked: show the test.

    note: one line that says why the picture is not live, "" when it is.
    """

    chosen = Signal(str)
    test_asked = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture = QPixmap()
        self._fitted = FittedPicture()
        self._note = ""
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(_("Preview"))
        self.source = Segmented(
            [
                Choice(key="live", name=_("Live data")),
                Choice(key="sample", name=_("Sample")),
            ],
            theme=theme,
            name=_("What the preview shows"),
            current="live",
        )
        self.source.setParent(self)
        self.source.chosen.connect(self.chosen.emit)
        self.test = Button(
            _("Test"),
            theme=theme,
            icon="play-fill",
            tip=_("Shows an example on the overlay for a few seconds; nothing counts"),
            key="T",
            show_key=True,
            on_click=self.test_asked.emit,
        )
        self.test.setParent(self)
        theme.changed.connect(self.update)

    @property
    def note(self) -> str:
        """Return what is written under the picture."""
        return self._note

    @property
    def has_picture(self) -> bool:
        """Tell whether there is anything to see."""
        return not self._picture.isNull()

    def room(self) -> QSize:
        """Return the largest size that a picture has here, in screen pixels."""
        ratio = self.devicePixelRatioF()
        inside = QSize(self.width() - 2 * _EDGE, HEIGHT - 2 * _EDGE)
        return inside * ratio

    def show_picture(self, picture: QPixmap) -> None:
        """Show another picture; it is as large as the overlay's source."""
        self._picture = picture
        self.update()

    def set_note(self, text: str) -> None:
        """Say why it is not live."""
        if text != self._note:
            self._note = text
            self.setAccessibleDescription(text)
            self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        choice = self.source.sizeHint()
        self.source.setGeometry(
            self.width() - choice.width() - _EDGE, _EDGE, choice.width(), 28
        )
        test = self.test.sizeHint()
        self.test.move(
            self.width() - test.width() - _EDGE, HEIGHT - test.height() - _EDGE
        )

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        paint_game(painter, box)
        room = box.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        self._fitted.paint(painter, room, self._picture, is_left=True)
        tokens = self._theme.tokens
        painter.fillRect(QRectF(0, HEIGHT - 1, self.width(), 1), QColor(tokens.line))
        if self._note:
            self._paint_note(painter)
        painter.end()

    def _paint_note(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        font = fonts.font(11)
        painter.setFont(font)
        room = self.test.x() - 2 * _EDGE - 16
        metrics = painter.fontMetrics()
        words = metrics.elidedText(self._note, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(words) + 16
        box = QRectF(_EDGE, HEIGHT - _EDGE - 24, width, 24)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.bg2))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(QColor(tokens.t2))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
