"""A QR code, drawn from its matrix; dark on light in both themes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from companion.gui.theme.tokens import QR_DARK, QR_LIGHT

QUIET = 4
"""Empty modules around the code, as the standard asks."""


class QrCode(QWidget):
    """Shows a short text, such as an address, for a phone's camera.

    side: of the white square, in pixels at most; modules have whole pixels.
    """

    def __init__(self, *, name: str, side: int = 168) -> None:
        super().__init__()
        self._matrix: tuple[bytearray, ...] = ()
        self.text = ""
        self.setFixedSize(side, side)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def show_text(self, text: str) -> None:
        """Show another text; "" shows nothing."""
        if text == self.text:
            return
        self.text = text
        # Only here, so that the window is there sooner.
        import segno  # noqa: PLC0415  # see above

        self._matrix = tuple(segno.make_qr(text, error="m").matrix) if text else ()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSize()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._matrix:
            return
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(QR_LIGHT))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        # Whole device pixels: blurred edges cost cameras their certainty.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        modules = len(self._matrix) + 2 * QUIET
        ratio = self.devicePixelRatioF()
        step = max(1, int(self.width() * ratio / modules)) / ratio
        left = round((self.width() - step * len(self._matrix)) / 2 * ratio) / ratio
        ink = QColor(QR_DARK)
        for row, line in enumerate(self._matrix):
            for column, is_dark in enumerate(line):
                if is_dark:
                    box = QRectF(left + column * step, left + row * step, step, step)
                    painter.fillRect(box, ink)
        painter.end()
