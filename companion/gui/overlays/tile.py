"""One overlay in the grid: its picture, how it stands with OBS, and one click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import (
    QMimeData,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QUrl,
    QUrlQuery,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QDrag,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.domain.studio import OverlayView
from companion.gui.components.button import Button, icon_button
from companion.gui.components.text import ElidedLabel
from companion.gui.overlays.presence import Act, Presence
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import GAME_FAR, GAME_NEAR
from companion.i18n import _

PICTURE_HEIGHT = 112
HEIGHT = PICTURE_HEIGHT + 60
NEAR_SHARE = 0.39
"""How much of a picture's height the ground of the stand-in game takes."""

_PICTURE_ROOM = 12
_LARGEST = 0.6
"""Overlays are never drawn larger than this in a tile: a lone number would shout."""

_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


@dataclass(frozen=True, slots=True, kw_only=True)
class TileWishes:
    """What a tile can ask for, each by the overlay's name; act: its one click."""

    select: Callable[[str], object]
    act: Callable[[str, Act], object]
    test: Callable[[str], object]
    open_menu: Callable[[str, QPoint], object]


class StateLine(QWidget):
    """A mark and words in one colour; the mark says it, too."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._presence: Presence | None = None
        self.setFixedHeight(16)
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """Return what it says."""
        return self._presence.words if self._presence else ""

    def show_presence(self, presence: Presence) -> None:
        """Say how the overlay stands now."""
        if presence != self._presence:
            self._presence = presence
            self.setAccessibleName(presence.words)
            self.setToolTip(presence.words)
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(120, 16)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        presence = self._presence
        if presence is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        ink = QColor(
            {"ok": tokens.ok, "warn": tokens.warn}.get(presence.ink, tokens.t3)
        )
        left = _paint_mark(painter, presence.shape, ink)
        font = fonts.font(11, tabular=True)
        painter.setFont(font)
        painter.setPen(ink)
        room = self.width() - left
        words = QFontMetrics(font).elidedText(
            presence.words, Qt.TextElideMode.ElideRight, room
        )
        box = QRectF(left, 0, room, 16)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.end()


class OverlayTile(QFrame):
    """Click or Enter selects; T tests, M opens the menu; dragged into OBS it is there.

    focused: the keyboard came to it.
    """

    focused = Signal(str)

    def __init__(self, view: OverlayView, *, theme: Theme, wishes: TileWishes) -> None:
        super().__init__()
        self.view = view
        self._theme = theme
        self._wishes = wishes
        self._presence: Presence | None = None
        self._picture = QPixmap()
        self._fitted = FittedPicture()
        self._is_selected = False
        self._pressed: QPoint | None = None
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(216)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(view.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, PICTURE_HEIGHT + 6, 8, 8)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(4)
        self._title = ElidedLabel(view.title, weight=fonts.SEMIBOLD)
        row.addWidget(self._title, 1)
        self.test = icon_button(
            "play",
            _("Test {overlay}").format(overlay=view.title),
            theme=theme,
            key="T",
            on_click=lambda: wishes.test(view.name),
        )
        self.more = icon_button(
            "dots-three-bold",
            _("More for {overlay}").format(overlay=view.title),
            theme=theme,
            key="M",
            on_click=self.open_menu,
        )
        self.mend = Button(theme=theme, height=24, on_click=self._act)
        for button in (self.mend, self.test, self.more):
            row.addWidget(button)
        column.addLayout(row)
        self.state = StateLine(theme=theme)
        column.addWidget(self.state)
        self.set_reachable(False)
        self.mend.hide()
        theme.changed.connect(self.update)

    # Showing

    def show_view(self, view: OverlayView, presence: Presence) -> None:
        """Show how the overlay stands now."""
        self.view = view
        self.state.show_presence(presence)
        self.test.setEnabled(bool(view.link))
        if presence == self._presence:
            return
        self._presence = presence
        self.setAccessibleDescription(presence.words)
        words = {
            "add": _("Add to OBS"),
            "repair": _("Repair"),
            "reload": _("Reload"),
            "": "",
        }[presence.act]
        self.mend.setVisible(bool(words))
        self.test.setVisible(not words)
        self.more.setVisible(not words or presence.act != "add")
        if words and words != self.mend.text():
            self.mend.setText(words)
            self.mend.setAccessibleName(f"{words}: {view.title}")
            self.mend.updateGeometry()

    def show_picture(self, picture: QPixmap) -> None:
        """Show another picture of what viewers see."""
        self._picture = picture
        self.update()

    @property
    def has_picture(self) -> bool:
        """Tell whether there is anything to see in it."""
        return not self._picture.isNull()

    def set_selected(self, selected: bool) -> None:
        """Mark it as the one whose settings stand at the right."""
        if selected != self._is_selected:
            self._is_selected = selected
            self.update()

    def set_busy(self, busy: bool) -> None:
        """Show that its one click is being done."""
        self.mend.set_busy(busy)

    def set_reachable(self, reachable: bool) -> None:
        """Let Tab stop here: one tile of the grid at a time, arrows reach the rest."""
        focus = Qt.FocusPolicy
        self.setFocusPolicy(focus.StrongFocus if reachable else focus.ClickFocus)
        for button in (self.mend, self.test, self.more):
            button.setFocusPolicy(focus.StrongFocus if reachable else focus.NoFocus)

    # Acting

    def open_menu(self) -> None:
        """Ask for everything else that can be done."""
        below = self.more if self.more.isVisibleTo(self) else self
        at = below.mapToGlobal(QPoint(0, below.height() + 4))
        self._wishes.open_menu(self.view.name, at)

    def mime_data(self) -> QMimeData:
        """Return what is dragged: OBS makes a browser source of a dropped address."""
        data = QMimeData()
        data.setUrls([QUrl(dropped_link(self.view))])
        data.setText(self.view.link)
        return data

    def _act(self) -> None:
        if self._presence is not None:
            self._wishes.act(self.view.name, self._presence.act)

    def _paint_empty(self, painter: QPainter, room: QRectF) -> None:
        """Draw the edge of a page on which nothing stands."""
        painter.setPen(QPen(QColor(self._theme.tokens.ctl), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(room, 3, 3)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in _KEYS:
            self._wishes.select(self.view.name)
        elif plain and key == Qt.Key.Key_T:
            self._wishes.test(self.view.name)
        elif key == Qt.Key.Key_Menu or (plain and key == Qt.Key.Key_M):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self._wishes.select(self.view.name)
        elif event.button() == Qt.MouseButton.RightButton:
            self._wishes.open_menu(self.view.name, event.globalPosition().toPoint())
        super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start, far = self._pressed, QApplication.startDragDistance()
        way = event.position().toPoint() - start if start is not None else QPoint()
        if way.manhattanLength() >= far and self.view.link:
            self._pressed = None
            drag = QDrag(self)
            drag.setMimeData(self.mime_data())
            drag.setPixmap(self.grab().scaledToWidth(160))
            drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.LinkAction)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        super().mouseReleaseEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.focused.emit(self.view.name)
        super().focusInEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        tokens = self._theme.tokens
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(box, 8, 8)
        painter.fillPath(shape, QColor(tokens.bg2))
        painter.save()
        painter.setClipPath(shape)
        top = QRectF(0, 0, self.width(), PICTURE_HEIGHT)
        paint_game(painter, top)
        room = top.adjusted(_PICTURE_ROOM, 10, -_PICTURE_ROOM, -10)
        if self._picture.isNull():
            self._paint_empty(painter, room)
        else:
            self._fitted.paint(painter, room, self._picture, largest=_LARGEST)
        painter.restore()
        edge = QPen(QColor(tokens.cyan if self._is_selected else tokens.line))
        edge.setWidthF(2 if self._is_selected else 1)
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = 0.5 if self._is_selected else 0
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 8, 8)
        painter.end()


def dropped_link(view: OverlayView) -> str:
    """Return the link with the name and size that OBS reads from a dropped address."""
    url = QUrl(view.link)
    query = QUrlQuery(url)
    query.addQueryItem("layer-name", view.title)
    query.addQueryItem("layer-width", str(view.width))
    query.addQueryItem("layer-height", str(view.height))
    url.setQuery(query)
    return url.toString(QUrl.ComponentFormattingOption.FullyEncoded)


def paint_game(painter: QPainter, box: QRectF) -> None:
    """Draw what stands for the game behind an overlay: two calm greys."""
    painter.fillRect(box, QColor(GAME_FAR))
    near = box.height() * NEAR_SHARE
    painter.fillRect(
        QRectF(box.left(), box.bottom() - near, box.width(), near), QColor(GAME_NEAR)
    )


class FittedPicture:
    """A picture as large as fits, scaled once for each size.

    Qt's own painting leaves out lines when it makes something much smaller.
    """

    def __init__(self) -> None:
        self._key: tuple[int, int, int] = (0, 0, 0)
        self._scaled = QPixmap()

    def paint(
        self,
        painter: QPainter,
        room: QRectF,
        picture: QPixmap,
        *,
        largest: float = 1.0,
        is_left: bool = False,
    ) -> None:
        """Draw a picture in the middle of `room`, or at its left edge.

        largest: how much of its own size it may have, in logical pixels.
        """
        if picture.isNull():
            return
        size = picture.deviceIndependentSize()
        scale = min(room.width() / size.width(), room.height() / size.height(), largest)
        box = QRectF(0, 0, size.width() * scale, size.height() * scale)
        box.moveCenter(room.center())
        if is_left:
            box.moveLeft(room.left())
        ratio = painter.device().devicePixelRatioF()
        wide, high = round(box.width() * ratio), round(box.height() * ratio)
        key = (picture.cacheKey(), wide, high)
        if key != self._key:
            self._key = key
            self._scaled = picture.scaled(
                max(1, wide),
                max(1, high),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        painter.drawPixmap(box, self._scaled, QRectF(self._scaled.rect()))


def _paint_mark(painter: QPainter, shape: str, ink: QColor) -> int:
    """Draw the mark; returns where the words begin."""
    if not shape:
        return 0
    middle = 8.5
    if shape == "triangle":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        foot, tip = middle + 3.5, QPointF(4.5, middle - 4)
        painter.drawPolygon(QPolygonF([QPointF(0.5, foot), QPointF(8.5, foot), tip]))
    else:
        is_ring = shape == "ring"
        painter.setPen(QPen(ink, 1.4) if is_ring else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if is_ring else ink)
        painter.drawEllipse(QRectF(1, middle - 3.5, 7, 7))
    return 13
