"""A list that stays where it is being read, while rows come and go around it.

Rows have their own heights, measured only when they come on screen, so that a
thousand new rows cost nothing but their number. See feed_position for the rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from companion.gui.components.focus import OWN_FOCUS
from companion.gui.live.feed_position import FeedPosition

Index = QModelIndex | QPersistentModelIndex
Action = QAbstractItemView.CursorAction

_LINE: Final = 28

BAR_WIDTH: Final = 10
"""Of the scroll bar, as the stylesheet says."""


class FeedView(QAbstractItemView):
    """Rows from top to bottom, pinned to one edge until somebody scrolls away.

    edge: where new rows come, BottomEdge or TopEdge. unseen_changed: how many came
    since somebody scrolled away. hovered: the row under the pointer, -1 for none.
    """

    unseen_changed = Signal(int)
    hovered = Signal(int)
    laid_out = Signal()

    def __init__(
        self,
        *,
        edge: Qt.Edge = Qt.Edge.BottomEdge,
        estimate: int = _LINE,
        padding: int = 4,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._at_end = edge is Qt.Edge.BottomEdge
        self._position = FeedPosition(
            self._measure, at_end=self._at_end, estimate=estimate, padding=padding
        )
        self._syncing = False
        self._unseen = 0
        self._pointer: QPoint | None = None
        self._hover = -1
        self.setProperty(OWN_FOCUS, True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        bar = self.verticalScrollBar()
        bar.setSingleStep(_LINE)
        bar.rangeChanged.connect(self._keep_width)
        self._keep_width(0, 0)

    def _keep_width(self, _low: int, high: int) -> None:
        """Leave the scroll bar's room free without it, so that no text wraps anew."""
        margin = 0 if high else BAR_WIDTH
        if self.viewportMargins().right() != margin:
            self.setViewportMargins(0, 0, margin, 0)

    @property
    def is_pinned(self) -> bool:
        """Return whether new rows come into view by themselves."""
        return self._position.pinned or self._position.held

    @property
    def unseen(self) -> int:
        """Return how many rows came since somebody scrolled away."""
        return self._unseen

    @property
    def hovered_row(self) -> int:
        """Return the row under the pointer, or -1."""
        return self._hover

    def visible_rows(self) -> tuple[int, int] | None:
        """Return the first and last row on screen, or None when there is none."""
        placed = self._position.place()
        return (placed[0][0], placed[-1][0]) if placed else None

    def pin(self) -> None:
        """Go to the newest row and stay there."""
        self._position.pin()
        self._relayout()

    def hold(self, still: bool) -> None:  # a setter
        """Stand still for a moment, as while the pointer is on a row's actions."""
        if still and self._position.pinned:
            self._position.stand()
            self._position.held = True
        elif not still and self._position.held:
            self.pin()

    def forget_heights(self) -> None:
        """Measure anew: the font or the width is another."""
        self._position.forget_heights()
        self._relayout()

    def _measure(self, row: int) -> int:
        option = self._option()
        if row == self.currentIndex().row():
            option.state |= QStyle.StateFlag.State_Selected
        index = self.model().index(row, 0)
        return self.itemDelegate().sizeHint(option, index).height()

    def _option(self) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = QRect(0, 0, self.viewport().width(), _LINE)
        option.state &= ~QStyle.StateFlag.State_Selected
        return option

    def _relayout(self) -> None:
        self._position.place()
        if self.is_pinned and not self._position.held:
            self._set_unseen(0)
        self._sync_bar()
        self._find_hover()
        self.viewport().update()
        self.laid_out.emit()

    def _sync_bar(self) -> None:
        """Let the scroll bar tell where we are; it does not decide."""
        bar = self.verticalScrollBar()
        self._syncing = True
        bar.setPageStep(self._position.height)
        bar.setRange(0, self._position.range)
        bar.setValue(self._position.value)
        self._syncing = False

    def _set_unseen(self, count: int) -> None:
        if count != self._unseen:
            self._unseen = count
            self.unseen_changed.emit(count)

    def _find_hover(self) -> None:
        row = -1
        if self._pointer is not None:
            row = self._position.row_at(self._pointer.y())
        if row != self._hover:
            self._hover = row
            self.viewport().update()
            self.hovered.emit(row)

    # Scrolling

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self._syncing or not dy:
            return
        bar = self.verticalScrollBar()
        edge = bar.maximum() if self._at_end else bar.minimum()
        if bar.value() == edge:
            self._position.pin()
        else:
            self._position.scroll(dy, bar.value())
        self._relayout()

    @override
    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        count = len(self._position)
        if not index.isValid() or index.row() >= count:
            return
        if index.row() == (count - 1 if self._at_end else 0):
            self.pin()
        elif self._position.reveal(index.row()):
            self._relayout()

    # What Qt asks of a view

    @override
    def visualRect(self, index: Index) -> QRect:
        if not index.isValid() or index.row() >= len(self._position):
            return QRect()
        top, height = self._position.span(index.row())
        return QRect(0, top, self.viewport().width(), height)

    @override
    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self._position.row_at(point.y())
        return self.model().index(row, 0) if row >= 0 else QModelIndex()

    @override
    def horizontalOffset(self) -> int:
        return 0

    @override
    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    @override
    def isIndexHidden(self, index: Index) -> bool:
        return False

    @override
    def setSelection(
        self, rect: QRect, command: QItemSelectionModel.SelectionFlag
    ) -> None:
        index = self.indexAt(rect.topLeft())
        chosen = QItemSelection(index, index) if index.isValid() else QItemSelection()
        self.selectionModel().select(chosen, command)

    @override
    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    @override
    def moveCursor(
        self, cursorAction: Action, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        count = len(self._position)
        if not count:
            return QModelIndex()
        row = self._target(cursorAction, self.currentIndex().row())
        return self.model().index(max(0, min(row, count - 1)), 0)

    def _target(self, action: Action, current: int) -> int:
        newest = len(self._position) - 1 if self._at_end else 0
        if action is Action.MoveHome:
            return 0
        if action is Action.MoveEnd:
            return len(self._position) - 1
        if current < 0:
            return newest
        page = max(1, len(self._position.place()) - 1)
        steps = {
            Action.MoveUp: -1,
            Action.MovePrevious: -1,
            Action.MoveDown: 1,
            Action.MoveNext: 1,
            Action.MovePageUp: -page,
            Action.MovePageDown: page,
        }
        return current + steps.get(action, 0)

    # What the model tells

    @override
    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.rowsRemoved.connect(self._relayout)
        self.reset()

    @override
    def reset(self) -> None:
        super().reset()
        model: QAbstractItemModel | None = self.model()
        self._position.reset(0 if model is None else model.rowCount())
        self._hover = -1
        self._relayout()

    @override
    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        count = end - start + 1
        at_edge = start == (len(self._position) if self._at_end else 0)
        before = self._position.place()
        self._position.insert(start, count)
        super().rowsInserted(parent, start, end)
        if at_edge and not self.is_pinned:
            self._set_unseen(self._unseen + count)
        below_all = bool(before) and start > before[-1][0]
        if below_all and self._position.place() == before:
            # Somebody reads further up: nothing on screen has changed.
            self._sync_bar()
        else:
            self._relayout()

    @override
    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        # Qt would select a neighbour; a row that goes away takes its selection along.
        if start <= self.currentIndex().row() <= end:
            self.selectionModel().clear()
        self._position.remove(start, end - start + 1)

    @override
    def dataChanged(
        self, topLeft: Index, bottomRight: Index, roles: Sequence[int] = ()
    ) -> None:
        first, last = topLeft.row(), bottomRight.row()
        before = self._position.spans(first, last)
        self._position.change(first, last)
        super().dataChanged(topLeft, bottomRight, list(roles))
        # Most changes are of colour or number: then only those rows are drawn anew,
        # which the base class has seen to.
        if self._position.spans(first, last) != before:
            self._relayout()

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        # The chosen row may show more of itself than the others.
        for index in (previous, current):
            if index.isValid() and index.row() < len(self._position):
                self._position.change(index.row(), index.row())
        super().currentChanged(current, previous)
        self._relayout()

    @override
    def keyboardSearch(self, search: str) -> None:
        """Type nothing into a list whose letters are shortcuts."""

    # Events

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._position.height = self.viewport().height()
        self._position.forget_place()
        if event.oldSize().width() != event.size().width():
            self._position.forget_heights()
        self._relayout()

    @override
    def updateGeometries(self) -> None:
        super().updateGeometries()
        if not self._syncing:
            self._sync_bar()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            self._paint_rows(painter, event.region())
        finally:
            # A painter left open takes the whole process down.
            painter.end()

    def _paint_rows(self, painter: QPainter, dirty: QRegion) -> None:
        option = self._option()
        model, delegate = self.model(), self.itemDelegate()
        width = self.viewport().width()
        current = self.currentIndex().row()
        plain = option.state
        for row, top in self._position.place():
            rect = QRect(0, top, width, self._position.measured(row))
            if not dirty.intersects(rect):
                continue
            state = plain
            if row == current:
                state |= QStyle.StateFlag.State_Selected
            if row == self._hover:
                state |= QStyle.StateFlag.State_MouseOver
            option.rect, option.state = rect, state
            # A tower of marks, or a script's tall line, ends with its row.
            painter.setClipRect(rect)
            delegate.paint(painter, option, model.index(row, 0))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position().toPoint()
        self._find_hover()
        super().mouseMoveEvent(event)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pointer = None
            self._find_hover()
        return super().viewportEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        # Qt would choose row 0, which may be far away from what is on screen.
        placed = self._position.place()
        if not self.currentIndex().isValid() and placed:
            row = placed[-1][0] if self._at_end else placed[0][0]
            self.selectionModel().setCurrentIndex(
                self.model().index(row, 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        super().focusInEvent(event)
