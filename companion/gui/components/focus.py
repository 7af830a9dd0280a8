"""The focus ring: 2 px of cyan, 2 px off, on whatever control the keyboard is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QWidget
from typing_extensions import override

from companion.gui.theme.theme import Theme

OWN_FOCUS = "ownFocus"
"""Property of widgets that show the focus inside themselves, such as lists."""

_OFF, _WIDTH = 2, 2
_BY_KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
}
_FOLLOWED = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.LayoutRequest,
}


class FocusRing(QWidget):
    """One per window, above everything, deaf to the mouse.

    It appears when focus came by the keyboard or rests in a text field, as people
    who use a mouse do not need it on a button they have just clicked.
    """

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        super().__init__(window)
        self._theme = theme
        self._target: QWidget | None = None
        self._followed: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        theme.changed.connect(self.update)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    @property
    def target(self) -> QWidget | None:
        """Return the control that the ring is around, None while there is none."""
        return self._target if self.isVisibleTo(self.window()) else None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _FOLLOWED:
            self._place()
        elif kind == QEvent.Type.MouseButtonPress and watched is self._target:
            self._follow(self._target if _is_text(self._target) else None)
        elif kind == QEvent.Type.KeyPress and watched is self._target:
            self._place()
        return False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.tokens.cyan), _WIDTH))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, 8, 8)
        painter.end()

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or new.window() is not self.window():
            self._follow(None)
            return
        wants = not new.property(OWN_FOCUS) and (_is_text(new) or not _came_by_mouse())
        self._follow(new if wants else None)

    def _follow(self, target: QWidget | None) -> None:
        for widget in self._followed:
            widget.removeEventFilter(self)
        self._followed.clear()
        self._target = target
        walker = target
        while walker is not None and walker is not self.window():
            walker.installEventFilter(self)
            self._followed.append(walker)
            walker = walker.parentWidget()
        self._place()

    def _place(self) -> None:
        target = self._target
        if target is None or not target.isVisible():
            self.hide()
            return
        visible = _visible_part(target, self.window())
        if visible.isEmpty():
            self.hide()
            return
        grow = _OFF + _WIDTH
        self.setGeometry(visible.adjusted(-grow, -grow, grow, grow))
        self.raise_()
        self.show()


def _is_text(widget: QWidget) -> bool:
    return isinstance(widget, QLineEdit)


def _came_by_mouse() -> bool:
    return QApplication.mouseButtons() != Qt.MouseButton.NoButton


def _visible_part(widget: QWidget, window: QWidget) -> QRect:
    """Return the widget's rectangle in the window, cut at scrolling ancestors."""
    rect = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QAbstractScrollArea):
            view = parent.viewport()
            rect &= QRect(view.mapTo(window, QPoint(0, 0)), view.size())
        parent = parent.parentWidget()
    return rect
