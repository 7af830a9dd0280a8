"""A list whose rows paint themselves, and can be put in another order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from companion.gui.components.focus import OWN_FOCUS
from companion.gui.show.part import Brush
from companion.gui.theme.theme import Theme

Index = QModelIndex | QPersistentModelIndex

ROW = Qt.ItemDataRole.UserRole + 1


class Row(ABC):
    """One line. key: its own, for ever. can_move: a person may put it elsewhere."""

    key: str = ""
    can_move: bool = False

    @abstractmethod
    def paint(self, brush: Brush, box: QRectF) -> None:
        """Paint what is in it; the ground is the list's."""

    @abstractmethod
    def words(self) -> str:
        """Return what a screen reader says of it."""

    @abstractmethod
    def ground(self, brush: Brush) -> str:
        """Return its ground when nothing is chosen, "" for none."""


class RowModel(QAbstractListModel):
    """Rows; a row that is the same by its key keeps its index."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        before = [one.key for one in self.rows]
        after = [one.key for one in rows]
        if before == after:
            self.rows = tuple(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def place(self, key: str) -> int:
        """Return the index of a row, -1 when it is not there."""
        keys = [one.key for one in self.rows]
        return keys.index(key) if key in keys else -1

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        is_said = role in {
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        }
        return row.words() if is_said else None


class _Delegate(QStyledItemDelegate):
    def __init__(self, *, theme: Theme, height: int, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._height = height

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(option.rect.width(), self._height)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row = index.data(ROW)
        if not isinstance(row, Row):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        brush = Brush(painter=painter, tokens=tokens)
        box = QRect(option.rect)
        ground = row.ground(brush)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if ground:
            painter.fillRect(box, QColor(ground))
        elif is_selected or is_hovered:
            painter.fillRect(box, QColor(tokens.bg3))
        if is_selected:
            painter.fillRect(
                QRect(box.left(), box.top(), 2, box.height()), QColor(tokens.cyan)
            )
        row.paint(brush, QRectF(box))
        painter.restore()


class RowList(QListView):
    """opened: Enter or a double click. menu_asked: with where to show it, globally.

    moved: a row is to stand at another place. removed: Delete. Alt with Up and Down
    moves as dragging does.
    """

    opened = Signal(str)
    menu_asked = Signal(str, QPoint)
    moved = Signal(str, int)
    removed = Signal(str)

    def __init__(self, *, theme: Theme, name: str, height: int) -> None:
        super().__init__()
        self.model_ = RowModel(self)
        self.setModel(self.model_)
        self.setItemDelegate(_Delegate(theme=theme, height=height, parent=self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setProperty(OWN_FOCUS, True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._theme = theme
        self._pressed = ""
        self._pressed_at = QPoint()
        self._drop: int | None = None
        theme.changed.connect(self.viewport().update)

    @property
    def current_key(self) -> str:
        """Return the key of the chosen row, "" for none."""
        row = self.currentIndex().data(ROW) if self.currentIndex().isValid() else None
        return row.key if isinstance(row, Row) else ""

    @property
    def drop(self) -> int | None:
        """Return before which row a dragged one would stand, None while none is."""
        return self._drop

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the chosen one stays chosen while it is there."""
        current = self.current_key
        self.model_.show(rows)
        if current and self.current_key != current:
            self.choose(current)

    def choose(self, key: str) -> None:
        """Choose a row."""
        place = self.model_.place(key)
        if place >= 0:
            self.setCurrentIndex(self.model_.index(place))

    # The mouse

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        row = self._row_at(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = row.key if row and row.can_move and is_left else ""
        self._pressed_at = event.position().toPoint()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        far = (point - self._pressed_at).manhattanLength()
        if self._pressed and far >= QApplication.startDragDistance():
            self._drop = self._place_at(point)
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self._scroll_to(point)
            self.viewport().update()
            return
        super().mouseMoveEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        key, drop = self._pressed, self._drop
        self._end_drag()
        if key and drop is not None:
            before = self.model_.place(key)
            to = drop - 1 if drop > before else drop
            if to != before:
                self.moved.emit(key, to)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row is not None:
            self.opened.emit(row.key)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.visualRect(self.currentIndex()).bottomLeft()
            row = self.currentIndex().data(ROW)
        else:
            at, row = event.pos(), self._row_at(event.pos())
        if isinstance(row, Row):
            self.menu_asked.emit(row.key, self.viewport().mapToGlobal(at))

    def _row_at(self, point: QPoint) -> Row | None:
        index = self.indexAt(point)
        row = index.data(ROW) if index.isValid() else None
        return row if isinstance(row, Row) else None

    def _place_at(self, point: QPoint) -> int:
        index = self.indexAt(point)
        if not index.isValid():
            return 0 if point.y() < 0 else len(self.model_.rows)
        box = self.visualRect(index)
        return index.row() + (1 if point.y() > box.center().y() else 0)

    def _scroll_to(self, point: QPoint) -> None:
        bar, step = self.verticalScrollBar(), 16
        if point.y() < 24:
            bar.setValue(bar.value() - step)
        elif point.y() > self.viewport().height() - 24:
            bar.setValue(bar.value() + step)

    def _end_drag(self) -> None:
        self._pressed, self._drop = "", None
        self.viewport().unsetCursor()
        self.viewport().update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop is None:
            return
        last = self._drop == len(self.model_.rows)
        index = self.model_.index(self._drop - 1 if last else self._drop)
        box = self.visualRect(index)
        y = box.bottom() if last else box.top()
        painter = QPainter(self.viewport())
        line = QRect(8, y - 1, self.viewport().width() - 16, 2)
        painter.fillRect(line, self._theme.colour("cyan"))
        painter.end()

    # The keyboard

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, current = event.key(), self.current_key
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        if key == Qt.Key.Key_Escape and self._drop is not None:
            self._end_drag()
        elif step and is_alt and current:
            self._move_current(current, step)
        elif current and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(current)
        elif current and key == Qt.Key.Key_Delete:
            self.removed.emit(current)
        elif event.text().isprintable() and event.text():
            # The page's keys: a list would look for a row that begins so.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _move_current(self, key: str, step: int) -> None:
        place = self.model_.place(key)
        to = place + step
        can_move = self.model_.rows[place].can_move
        if can_move and 0 <= to < len(self.model_.rows):
            self.moved.emit(key, to)
