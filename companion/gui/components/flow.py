"""Widgets side by side that go on in the next line when there is no room."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget
from typing_extensions import override


class Flow(QLayout):
    """A line that wraps; gap: pixels between neighbours and between lines.

    push: items from this one on stand at the right edge of the last line that has
    room for them; None for none.
    """

    def __init__(self, *, gap: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self.push: int | None = None
        self.setContentsMargins(QMargins())

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    @override
    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(hint.width() for hint in shown)
        width += self._gap * max(0, len(shown) - 1)
        height = max((hint.height() for hint in shown), default=0)
        return QSize(width, height)

    @override
    def minimumSize(self) -> QSize:
        shown = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in shown), default=0),
            max((size.height() for size in shown), default=0),
        )

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the items into lines; returns the height that they take."""
        y = rect.top()
        lines = self._lines(rect.width())
        for number, line in enumerate(lines):
            height = max(self._items[place].sizeHint().height() for place in line)
            x = rect.left()
            for place in line:
                item = self._items[place]
                size = item.sizeHint()
                if place == self.push and number == len(lines) - 1:
                    x = max(x, rect.right() + 1 - self._width(line, place))
                if move:
                    top = y + (height - size.height()) // 2
                    width = min(size.width(), rect.width())
                    item.setGeometry(QRect(x, top, width, size.height()))
                x += size.width() + self._gap
            y += height + self._gap
        return max(0, y - self._gap - rect.top())

    def _lines(self, room: int) -> list[list[int]]:
        lines: list[list[int]] = []
        used = 0
        for place, item in enumerate(self._items):
            if item.isEmpty():
                continue
            width = item.sizeHint().width()
            if not lines or used + self._gap + width > room:
                lines.append([place])
                used = width
            else:
                lines[-1].append(place)
                used += self._gap + width
        return lines

    def _width(self, line: list[int], start: int) -> int:
        widths = [self._items[p].sizeHint().width() for p in line if p >= start]
        return sum(widths) + self._gap * (len(widths) - 1)
