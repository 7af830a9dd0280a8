"""One layer of the stage: its overlay's name, an eye and a lock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout
from typing_extensions import override

from companion.gui.components.button import Button
from companion.gui.components.text import ElidedLabel, set_ink
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _
from overlays.stage import StageItem

HEIGHT = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerWishes:
    """What a row can ask for, by the overlay's name.

    pick: it was clicked; with True it joins or leaves what is selected. drag, drop: a
    hand holds the row at a place of the screen, or lets go of it.
    """

    pick: Callable[[str, bool], object]
    show: Callable[[str, bool], object]
    lock: Callable[[str, bool], object]
    bring_back: Callable[[str], object]
    drag: Callable[[str, QPoint], object]
    drop: Callable[[str, QPoint], object]
    entered: Callable[[str], object]


class LayerRow(QFrame):
    """A click selects it, a drag moves it to another layer."""

    def __init__(self, name: str, *, theme: Theme, wishes: LayerWishes) -> None:
        super().__init__()
        self.name = name
        self._theme = theme
        self._wishes = wishes
        self._is_selected = False
        self._pressed: QPoint | None = None
        self._is_dragged = False
        self._shown: tuple[object, ...] = ()
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(28, 0, 8, 0)
        row.setSpacing(2)
        self._title = ElidedLabel()
        row.addWidget(self._title, 1)
        self.back = Button(
            theme=theme,
            icon="warning-fill",
            icon_ink="warn",
            look="ghost",
            height=24,
            on_click=lambda: wishes.bring_back(name),
        )
        self.eye = Button(
            theme=theme,
            icon="eye",
            look="ghost",
            height=24,
            on_click=lambda: wishes.show(name, not self._is_visible),
        )
        self.lock = Button(
            theme=theme,
            icon="lock-simple-open",
            look="ghost",
            height=24,
            on_click=lambda: wishes.lock(name, not self._is_locked),
        )
        for button in (self.back, self.eye, self.lock):
            row.addWidget(button)
        self.back.hide()
        self._is_visible, self._is_locked = True, False
        self.set_reachable(False)
        theme.changed.connect(self.update)

    @property
    def title(self) -> str:
        """Return what it is called."""
        return self._title.text()

    def show_item(self, item: StageItem, title: str, trouble: str) -> None:
        """Show how the overlay stands now; trouble: why viewers do not see it."""
        shown = (item.visible, item.locked, title, trouble)
        if shown == self._shown:
            return
        self._shown = shown
        self._is_visible, self._is_locked = item.visible, item.locked
        self._title.setText(title)
        set_ink(self._title, "1" if item.visible else "3")
        self.setToolTip(trouble or title)
        self.eye.set_icon("eye" if item.visible else "eye-slash-fill")
        eye = _("Hide {overlay}") if item.visible else _("Show {overlay}")
        lock = _("Unlock {overlay}") if item.locked else _("Lock {overlay}")
        self.lock.set_icon("lock-simple-fill" if item.locked else "lock-simple-open")
        for button, words in ((self.eye, eye), (self.lock, lock)):
            text = words.format(overlay=title)
            button.setAccessibleName(text)
            button.set_tip(text)
        self.back.setVisible(bool(trouble))
        self.back.setAccessibleName(trouble)
        self.back.set_tip(trouble)
        self._say_state(trouble)
        self.update()

    def set_selected(self, selected: bool) -> None:
        """Mark it as one that is selected."""
        if selected != self._is_selected:
            self._is_selected = selected
            self.update()

    def set_reachable(self, reachable: bool) -> None:
        """Let Tab stop here: at one row of the list at a time."""
        focus = Qt.FocusPolicy
        self.setFocusPolicy(focus.StrongFocus if reachable else focus.ClickFocus)
        for button in (self.back, self.eye, self.lock):
            button.setFocusPolicy(focus.StrongFocus if reachable else focus.NoFocus)

    def _say_state(self, trouble: str) -> None:
        self.setAccessibleName(self._title.text())
        states = [
            trouble,
            "" if self._is_visible else _("Hidden"),
            _("Locked") if self._is_locked else "",
        ]
        self.setAccessibleDescription(". ".join(filter(None, states)))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._pressed = event.position().toPoint()
        more = event.modifiers() & (
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
        )
        self._wishes.pick(self.name, bool(more))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        way = event.position().toPoint() - self._pressed
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._is_dragged = True
        if self._is_dragged:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._wishes.drag(self.name, event.globalPosition().toPoint())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_dragged, self._is_dragged = self._is_dragged, False
        self._pressed = None
        if was_dragged:
            self.unsetCursor()
            self._wishes.drop(self.name, event.globalPosition().toPoint())

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in {
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        }:
            self._wishes.entered(self.name)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        if self._is_selected:
            painter.fillRect(self.rect(), QColor(tokens.bg3))
            painter.fillRect(0, 0, 2, self.height(), QColor(tokens.cyan))
        elif self.underMouse():
            hover = QColor(tokens.t2)
            hover.setAlphaF(0.06)
            painter.fillRect(self.rect(), hover)
        dots = QRectF(8, (self.height() - 14) / 2, 14, 14)
        paint_icon(painter, dots, "dots-six-vertical-bold", tokens.t4)
        painter.end()
