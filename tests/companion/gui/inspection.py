"""Looking at a window as a person would: what is cut off, what has no name."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QLabel,
    QLineEdit,
    QWidget,
)

from companion.gui.components.text import ElidedLabel, Paragraph

CONTROLS = (QAbstractButton, QLineEdit, QAbstractItemView)


def controls(root: QWidget) -> Iterator[QWidget]:
    """Yield every visible control under `root`."""
    for widget in root.findChildren(QWidget):
        if isinstance(widget, CONTROLS) and widget.isVisibleTo(root):
            yield widget


def nameless(root: QWidget) -> list[str]:
    """Return the controls that a screen reader has no name for."""
    return [describe(one) for one in controls(root) if not one.accessibleName()]


def unexplained(root: QWidget) -> list[str]:
    """Return buttons that show only an icon and have no tooltip."""
    return [
        describe(one)
        for one in controls(root)
        if isinstance(one, QAbstractButton) and not one.text() and not one.toolTip()
    ]


def clipped(root: QWidget) -> list[str]:
    """Return what does not fit: texts without room, widgets outside their parents."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or in_scrolling(widget, root):
            continue
        if not within(widget, root):
            found.append(f"{describe(widget)} sticks out")
        elif not has_room(widget):
            found.append(f"{describe(widget)} has no room")
    return found


def has_room(widget: QWidget) -> bool:
    if isinstance(widget, Paragraph):
        return widget.height() >= widget.heightForWidth(widget.width())
    if isinstance(widget, ElidedLabel):
        return widget.width() >= 24
    if isinstance(widget, QLabel):
        hint = widget.sizeHint()
        return widget.width() >= hint.width() and widget.height() >= hint.height() - 1
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.width() >= widget.minimumSizeHint().width()
    return True


def within(widget: QWidget, root: QWidget) -> bool:
    parent = widget.parentWidget()
    if parent is None or widget.isWindow():
        return True
    inside = QRect(QPoint(0, 0), parent.size())
    return inside.contains(widget.geometry()) or widget.size().isEmpty()


def in_scrolling(widget: QWidget, root: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and parent is not root:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def tab_order(root: QWidget) -> list[str]:
    """Return the names of what the Tab key reaches, in order, once around."""
    reached = []
    walker = root.nextInFocusChain()
    while walker is not root:
        is_stop = bool(walker.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if is_stop and walker.isVisibleTo(root) and walker.isEnabled():
            reached.append(walker.accessibleName())
        walker = walker.nextInFocusChain()
    return reached


def describe(widget: QWidget) -> str:
    words = widget.accessibleName()
    text = getattr(widget, "text", None)
    if callable(text):
        words = words or str(text())
    return f"{type(widget).__name__}({words!r}) at {widget.geometry().getRect()}"
