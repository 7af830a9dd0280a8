"""The stage on screen: overlays are picked, moved, and pulled larger on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView
from typing_extensions import override

from companion.gui.components.focus import OWN_FOCUS
from companion.gui.overlays.tile import paint_game
from companion.gui.stage_editor import painting
from companion.gui.stage_editor.arrangement import box_around, box_of
from companion.gui.stage_editor.box import Box
from companion.gui.stage_editor.piece import Piece
from companion.gui.stage_editor.plan import Plan
from companion.gui.stage_editor.pointing import Grip, cursor_of, dragged
from companion.gui.stage_editor.safe_areas import covered, safe_box, whole
from companion.gui.stage_editor.snapping import Guide
from companion.gui.theme.theme import Theme
from companion.i18n import _
from overlays.stage import CANVAS

Zoom = Literal["fit", "full"]

SNAP = 8
"""How near a line must be to be snapped to, in pixels of the screen."""

FAR = 10
"""Pixels that an arrow key moves with Shift."""

_EDGE = 28
"""Free room around the fitted canvas, in pixels of the screen."""

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_START = 3
"""Pixels of the screen from which on a press is a drag."""


class StageCanvas(QGraphicsView):
    """menu_asked: the menu of what is selected, at a place on the screen.

    picture: of an overlay, by name. title: what an overlay is called.
    align: where in its frame it keeps its content.
    """

    menu_asked = Signal(QPoint)

    def __init__(
        self,
        plan: Plan,
        *,
        theme: Theme,
        picture: Callable[[str], QPixmap],
        title: Callable[[str], str],
        align: Callable[[str], str],
    ) -> None:
        super().__init__()
        self._plan = plan
        self._theme = theme
        self._picture = picture
        self._title = title
        self._align = align
        self._pieces: dict[str, Piece] = {}
        self._grip: Grip | None = None
        self._guides: tuple[Guide, ...] = ()
        self._band = QRectF()
        self._hovered = ""
        self._zoom: Zoom = "fit"
        self._has_areas = True
        self._by_keyboard = False
        self._canvas = ""
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(240, 160)
        self.setProperty(OWN_FOCUS, True)
        theme.changed.connect(self._redraw)
        plan.changed.connect(self.show_plan)
        plan.selected_changed.connect(self._on_selected)
        self.show_plan()
        self._on_selected()

    # Showing

    @property
    def zoom(self) -> Zoom:
        """Return how large the canvas is shown."""
        return self._zoom

    @property
    def guides(self) -> tuple[Guide, ...]:
        """Return the lines that are snapped to now."""
        return self._guides

    @property
    def has_areas(self) -> bool:
        """Tell whether safe areas are drawn."""
        return self._has_areas

    def set_zoom(self, zoom: Zoom) -> None:
        """Fit the canvas to the room, or show each of its pixels as one."""
        self._zoom = zoom
        self._fit()

    def set_areas(self, on: bool) -> None:
        """Draw the safe areas or not; they are snapped to all the same."""
        self._has_areas = on
        self._redraw()

    def show_plan(self) -> None:
        """Show how everything stands now."""
        arrangement = self._plan.arrangement
        if arrangement.canvas != self._canvas:
            self._canvas = arrangement.canvas
            width, height = CANVAS[self._canvas]
            text = _("Stage, {width} by {height} pixels")
            self.setAccessibleName(text.format(width=width, height=height))
            self._fit()
        for name in set(self._pieces) - set(arrangement.names):
            self._scene.removeItem(self._pieces.pop(name))
        for layer, item in enumerate(arrangement.items):
            piece = self._pieces.get(item.overlay)
            if piece is None:
                piece = self._pieces[item.overlay] = Piece()
                piece.show_picture(self._picture(item.overlay))
                self._scene.addItem(piece)
            piece.show_item(
                item,
                layer,
                title=self._title(item.overlay),
                align=self._align(item.overlay),
            )
        self._describe()
        self._redraw()

    def show_picture(self, name: str) -> None:
        """Show another picture of an overlay."""
        if name in self._pieces:
            self._pieces[name].show_picture(self._picture(name))
            self._redraw()

    def on_screen(self, box: Box) -> QRectF:
        """Return where a box of the canvas is, in pixels of the viewport."""
        return self.viewportTransform().mapRect(box.rect())

    def _redraw(self) -> None:
        self.viewport().update()

    def _describe(self) -> None:
        """Tell a screen reader what is selected and where it stands."""
        words = self.selection_words()
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    def selection_words(self) -> str:
        """Return what is selected, in one sentence."""
        arrangement, names = self._plan.arrangement, self._plan.selected
        if not names:
            return _("Nothing selected. Tab goes from overlay to overlay.")
        if len(names) > 1:
            return _("{n} overlays selected").format(n=len(names))
        item = arrangement.item(names[0])
        if item is None:
            return ""
        text = _("{overlay}: x {x}, y {y}, {width} by {height}")
        words = text.format(
            overlay=self._title(item.overlay),
            x=item.x,
            y=item.y,
            width=item.width,
            height=item.height,
        )
        return f"{words}. {_('Locked')}" if item.locked else words

    def _on_selected(self) -> None:
        self._describe()
        self._redraw()

    def _fit(self) -> None:
        if not self._canvas:
            return
        width, height = CANVAS[self._canvas]
        self.resetTransform()
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        needed = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        policy = off if self._zoom == "fit" else needed
        self.setHorizontalScrollBarPolicy(policy)
        self.setVerticalScrollBarPolicy(policy)
        scale = 1.0
        if self._zoom == "fit":
            room = self.viewport().size()
            scale = min(
                (room.width() - 2 * _EDGE) / width, (room.height() - 2 * _EDGE) / height
            )
            scale = max(scale, 0.02)
        edge = _EDGE / scale
        self.setSceneRect(-edge, -edge, width + 2 * edge, height + 2 * edge)
        self.scale(scale, scale)
        if self._zoom == "fit":
            self.centerOn(width / 2, height / 2)
        else:
            self._show_selected()

    def _show_selected(self) -> None:
        items = [self._plan.arrangement.item(name) for name in self._plan.selected]
        found = [one for one in items if one is not None]
        if found:
            self.ensureVisible(box_around(found).rect(), _EDGE, _EDGE)

    @override
    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.fillRect(rect, QColor(self._theme.tokens.bg0))
        paint_game(painter, whole(self._canvas).rect())

    @override
    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.save()
        painter.resetTransform()
        tokens = self._theme.tokens
        canvas = self.on_screen(whole(self._canvas))
        room = QRectF(self.viewport().rect())
        painting.paint_veil(painter, room, canvas, tokens)
        if self._has_areas:
            for part in covered(self._canvas):
                painting.paint_covered(painter, part, self.on_screen(part.box))
            painting.paint_safe(painter, self.on_screen(safe_box(self._canvas)))
        self._paint_items(painter)
        for guide in self._guides:
            at = self.viewportTransform().map(QPointF(guide.at, guide.at))
            painting.paint_guide(painter, guide, at, canvas)
        if not self._band.isNull():
            painting.paint_band(painter, self._band)
        if self.hasFocus() and not self._plan.selected and self._by_keyboard:
            painting.paint_outline(
                painter, room.adjusted(2, 2, -2, -2), look="selected"
            )
        painter.restore()

    def _paint_items(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        arrangement, selected = self._plan.arrangement, self._plan.selected
        for item in arrangement.items:
            rect = self.on_screen(box_of(item))
            if item.overlay in selected:
                is_fixed = item.locked or not item.visible
                look = "fixed" if is_fixed else "selected"
                painting.paint_outline(painter, rect, look=look)
            elif item.overlay == self._hovered and self._grip is None:
                painting.paint_outline(painter, rect, look="hover")
        alone = self._alone()
        if alone is not None:
            rect = self.on_screen(alone)
            painting.paint_handles(painter, rect)
            grip = self._grip
            if grip is not None and grip.is_moving:
                room = QRectF(self.viewport().rect())
                is_move = grip.kind == "move"
                words = painting.place_words if is_move else painting.size_words
                painting.paint_tag(painter, rect, room, words(alone), tokens)

    def _alone(self) -> Box | None:
        """Return the box of what is selected alone and can be pulled at."""
        if len(self._plan.selected) != 1:
            return None
        item = self._plan.arrangement.item(self._plan.selected[0])
        return box_of(item) if item is not None and not item.locked else None

    # The hand

    @property
    def is_dragging(self) -> bool:
        """Tell whether a hand holds something now."""
        return self._grip is not None and self._grip.is_moving

    def name_at(self, at: QPointF) -> str:
        """Return the foremost overlay at a place of the viewport, "" for none.

        Locked ones let the hand through to what is behind them.
        """
        place = self.mapToScene(at.toPoint())
        found = [
            item
            for item in reversed(self._plan.arrangement.items)
            if (item.visible or item.overlay in self._plan.selected)
            and box_of(item).rect().contains(place)
        ]
        free = [item for item in found if not item.locked]
        return next((item.overlay for item in [*free, *found]), "")

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_keyboard = False
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._plan.keep()
        plan, at = self._plan, event.position()
        start = self.mapToScene(at.toPoint())
        alone = self._alone()
        handle = painting.handle_at(self.on_screen(alone), at) if alone else None
        before = plan.arrangement
        if handle is not None:
            self._grip = Grip(
                kind="resize",
                start=start,
                before=before,
                names=plan.selected,
                handle=handle,
            )
            return
        name = self.name_at(at)
        more = event.modifiers() & (
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
        )
        if not name:
            if not more:
                plan.select(())
            self._grip = Grip(
                kind="band", start=start, before=before, names=plan.selected
            )
            return
        again = name if more and name in plan.selected else ""
        if name not in plan.selected:
            plan.select((*plan.selected, name) if more else (name,))
        self._grip = Grip(
            kind="move", start=start, before=before, names=plan.selected, again=again
        )

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        grip, at = self._grip, event.position()
        if grip is None:
            self._hover(at)
            return
        to = self.mapToScene(at.toPoint())
        scale = self.transform().m11()
        if not grip.is_moving:
            way = (to - grip.start) * scale
            grip.is_moving = way.manhattanLength() >= _START
        if not grip.is_moving:
            return
        if grip.kind == "band":
            self._drag_band(grip, to)
            return
        held = dragged(grip, to, event.modifiers(), reach=SNAP / scale)
        self._guides = held.guides
        self._plan.attempt(held.arrangement)
        self._redraw()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        grip, self._grip = self._grip, None
        if event.button() != Qt.MouseButton.LeftButton or grip is None:
            return
        self._guides, self._band = (), QRectF()
        if grip.is_moving and grip.kind != "band":
            self._plan.keep()
        elif grip.again:
            left = [one for one in self._plan.selected if one != grip.again]
            self._plan.select(left)
        self._redraw()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            name = self.name_at(QPointF(event.pos()))
            if name and name not in self._plan.selected:
                self._plan.select((name,))
        if self._plan.selected:
            self.menu_asked.emit(event.globalPos())

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = ""
        self._redraw()
        super().leaveEvent(event)

    def _drag_band(self, grip: Grip, to: QPointF) -> None:
        area = QRectF(grip.start, to).normalized()
        self._band = self.viewportTransform().mapRect(area)
        met = [
            item.overlay
            for item in grip.before.items
            if item.visible and not item.locked and box_of(item).rect().intersects(area)
        ]
        self._plan.select((*grip.names, *met))
        self._redraw()

    def _hover(self, at: QPointF) -> None:
        alone = self._alone()
        handle = painting.handle_at(self.on_screen(alone), at) if alone else None
        name = self.name_at(at)
        if handle is not None:
            self.viewport().setCursor(cursor_of(handle))
        elif self._plan.arrangement.movable((name,)):
            self.viewport().setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            self.viewport().unsetCursor()
        if name != self._hovered:
            self._hovered = name
            self._redraw()

    # The keyboard

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_keyboard = True
        plan = self._plan
        way = _ARROWS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._grip is not None:
            self._grip, self._guides, self._band = None, (), QRectF()
            plan.drop()
        elif event.key() == Qt.Key.Key_Escape and plan.selected:
            plan.select(())
        elif way is not None and plan.selected:
            far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            step = FAR if far else 1
            moved = plan.arrangement.moved(plan.selected, way[0] * step, way[1] * step)
            plan.nudge(moved)
            self._show_selected()
        else:
            # Not the base's: it would scroll, and what is above us gets the rest.
            event.ignore()

    @override
    def focusNextPrevChild(self, next: bool) -> bool:  # Qt's name
        self._by_keyboard = True
        names = self._plan.arrangement.names
        selected = self._plan.selected
        if not selected:
            place = 0 if next else len(names) - 1
        else:
            at = names.index(selected[-1 if next else 0])
            place = at + (1 if next else -1)
        if not 0 <= place < len(names):
            return super().focusNextPrevChild(next)
        self._plan.select((names[place],))
        if self._zoom == "full":
            self._show_selected()
        return True

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        reason = event.reason()
        if reason in {
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        }:
            self._by_keyboard = True
            if not self._plan.selected:
                names = self._plan.arrangement.names
                is_tab = reason == Qt.FocusReason.TabFocusReason
                self._plan.select(names[:1] if is_tab else names[-1:])
        self._redraw()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._redraw()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
