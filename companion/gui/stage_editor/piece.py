"""One overlay on the canvas: its picture, cut where its frame ends."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from companion.gui.stage_editor.arrangement import box_of
from companion.gui.stage_editor.painting import paint_empty
from overlays.stage import StageItem


class Piece(QGraphicsItem):
    """In pixels of the canvas; the picture has its own size and is never enlarged."""

    def __init__(self) -> None:
        super().__init__()
        self._size = QRectF()
        self._align = "top-left"
        self._title = ""
        self._picture = QPixmap()
        self._scaled = QPixmap()
        self._key = (0, 0)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def show_item(self, item: StageItem, layer: int, *, title: str, align: str) -> None:
        """Stand where the overlay stands; higher layers are in front.

        title: shown while there is no picture. align: where in its frame it keeps its
        content, as its settings say.
        """
        self._align, self._title = align, title
        box = box_of(item)
        size = QRectF(0, 0, box.width, box.height)
        if size != self._size:
            self.prepareGeometryChange()
            self._size = size
        self.setPos(QPointF(box.x, box.y))
        self.setZValue(layer)
        self.setVisible(item.visible)

    def show_picture(self, picture: QPixmap) -> None:
        """Show another picture; its logical size is in pixels of the canvas."""
        self._picture = picture
        self.update()

    @override
    def boundingRect(self) -> QRectF:
        return self._size

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._picture.isNull():
            self._paint_empty(painter)
            return
        size = self._picture.deviceIndependentSize()
        painter.setClipRect(self._size)
        target = anchored(size, self._size, self._align)
        scaled = self._at_scale(painter, target.width())
        painter.drawPixmap(target, scaled, QRectF(scaled.rect()))

    def _paint_empty(self, painter: QPainter) -> None:
        """Draw edge and name; lines and letters as on the screen, not on the canvas."""
        rect = painter.worldTransform().mapRect(self._size)
        painter.save()
        painter.resetTransform()
        paint_empty(painter, rect, self._title)
        painter.restore()

    def _at_scale(self, painter: QPainter, width: float) -> QPixmap:
        """Return the picture as large as it is drawn now; width: on the canvas.

        Qt's own painting leaves out lines when it makes something much smaller.
        """
        scale = painter.worldTransform().m11() * painter.device().devicePixelRatioF()
        wide = max(1, round(width * scale))
        if wide >= self._picture.width():
            return self._picture
        key = (self._picture.cacheKey(), wide)
        if key != self._key:
            self._key = key
            self._scaled = self._picture.scaledToWidth(
                wide, Qt.TransformationMode.SmoothTransformation
            )
            self._scaled.setDevicePixelRatio(1)
        return self._scaled


def anchored(size: QSizeF, frame: QRectF, align: str) -> QRectF:
    """Return where a page of another size than its frame shows its content.

    A page that is too wide is made smaller: its overlay would have less room. align:
    as overlays' settings have it, such as "bottom-left" or "top".
    """
    share = min(1.0, frame.width() / max(1.0, size.width()))
    place = QRectF(0, 0, size.width() * share, size.height() * share)
    place.moveCenter(frame.center())
    if "left" in align:
        place.moveLeft(frame.left())
    elif "right" in align:
        place.moveRight(frame.right())
    if "top" in align:
        place.moveTop(frame.top())
    elif "bottom" in align:
        place.moveBottom(frame.bottom())
    return place
