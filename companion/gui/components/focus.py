"""The focus ring: 2 px of cyan, 2 px off, on whatever control the keyboard is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QWindow
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QWidget
from shiboken6 import isValid
from typing_extensions import override

from companion.gui.theme.theme import Theme

OWN_FOCUS = "ownFocus"
"""Property of widgets that show the focus inside themselves, such as lists."""

FOCUS_AREA = "focusArea"
"""Property, a QRect: the part of a widget that the ring goes around."""

_OFF, _WIDTH = 2, 2
_FOLLOWED = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.LayoutRequest,
    QEvent.Type.DynamicPropertyChange,
}


class FocusRing(QWidget):
    """One per window, above everything, deaf to the mouse.

    It appears when the keyboard was used last or focus rests in a text field: people
    who use a mouse do not need it on a button they have just clicked. always: shows
    from the start, for dialogs, where Enter must be seen to be safe.
    """

    def __init__(self, window: QWidget, *, theme: Theme, always: bool = False) -> None:
        super().__init__(window)
        self._theme = theme
        self._by_keyboard = always
        self._always = always
        self._focused: QWidget | None = None
        self._followed: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        theme.changed.connect(self.update)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)
        # Not the application's events, which would all pass through Python: only
        # those of this window's frame, where keys and clicks arrive first.
        window.installEventFilter(self)

    @property
    def target(self) -> QWidget | None:
        """Return the control that the ring is around, None while there is none."""
        return self._focused if not self.isHidden() else None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(watched, QWindow):
            if kind == QEvent.Type.KeyPress:
                self._set_by_keyboard(True)
            elif kind == QEvent.Type.MouseButtonPress:
                self._set_by_keyboard(self._always)
        elif kind == QEvent.Type.Show and watched is self.window():
            self.window().windowHandle().installEventFilter(self)
        elif kind in _FOLLOWED:
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

    def _set_by_keyboard(self, value: bool) -> None:
        if value != self._by_keyboard:
            self._by_keyboard = value
            self._place()

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        inside = new is not None and new.window() is self.window()
        self._focused = new if inside else None
        for widget in self._followed:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._followed = []
        walker = self._focused
        while walker is not None and walker is not self.window():
            walker.installEventFilter(self)
            self._followed.append(walker)
            walker = walker.parentWidget()
        self._place()

    def _place(self) -> None:
        target = self._focused
        if target is None or not isValid(target) or not self._wants_ring(target):
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

    def _wants_ring(self, target: QWidget) -> bool:
        if not target.isVisible() or target.property(OWN_FOCUS):
            return False
        return self._by_keyboard or isinstance(target, QLineEdit)


def _visible_part(widget: QWidget, window: QWidget) -> QRect:
    """Return the widget's area in the window, cut at scrolling ancestors."""
    area = widget.property(FOCUS_AREA)
    rect = QRect(area) if isinstance(area, QRect) else widget.rect()
    rect.translate(widget.mapTo(window, QPoint(0, 0)))
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QAbstractScrollArea):
            view = parent.viewport()
            rect &= QRect(view.mapTo(window, QPoint(0, 0)), view.size())
        parent = parent.parentWidget()
    return rect
