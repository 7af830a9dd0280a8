"""A list of decisions: hover actions, menu and keys do the same things."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStyledItemDelegate
from typing_extensions import override

from companion.gui.components.menu import SEPARATOR, menu
from companion.gui.live.feed_view import FeedView
from companion.gui.live.row_actions import RowAction, RowActions, item_of
from companion.gui.moderation.line_model import LineModel, LineRow
from companion.gui.theme.theme import Theme
from companion.i18n import _

Offered = Callable[[LineRow], Sequence[RowAction | None]]


class LineView(FeedView):
    """Newest first; stays where it is being read.

    hover, everything: what floats above a row, and what its menu has. keys: shortcuts
    that are heard while the list has the focus. chosen: the LineRow that is selected,
    None when none is.
    """

    chosen = Signal(object)

    def __init__(
        self,
        model: LineModel,
        delegate: QStyledItemDelegate,
        *,
        theme: Theme,
        name: str,
        estimate: int,
        hover: Offered,
        everything: Offered,
        keys: Sequence[str],
    ) -> None:
        super().__init__(edge=Qt.Edge.TopEdge, estimate=estimate, padding=0)
        self._theme = theme
        self._model = model
        self._hover_offers = hover
        self._everything = everything
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setModel(model)
        self.setAccessibleName(name)
        self.bar = RowActions(self, theme=theme, on_hover=self._on_bar)
        self.hovered.connect(lambda _row: self._show_bar())
        self.laid_out.connect(self._show_bar)
        self.activated.connect(lambda _index: self._do("Enter"))
        self.selectionModel().currentChanged.connect(self._on_current)
        model.dataChanged.connect(lambda *_all: self._on_current())
        model.modelReset.connect(lambda: self.chosen.emit(None))
        theme.changed.connect(self.viewport().update)
        for key in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda k=key: self._do(k))

    def current_row(self) -> LineRow | None:
        """Return the row that keys act on."""
        index = self.currentIndex()
        return self._model.row(index.row()) if index.isValid() else None

    def choose(self, position: int) -> None:
        """Select a row, 0 for the newest."""
        self.setCurrentIndex(self._model.index(position))

    def menu_for(self, row: LineRow) -> QMenu:
        """Return the row's menu; it is shown with `popup`."""
        items = [
            SEPARATOR if action is None else item_of(action)
            for action in self._everything(row)
        ]
        return menu(self, items, theme=self._theme)

    def _do(self, key: str) -> None:
        row = self.current_row()
        if row is None:
            return
        for action in self._everything(row):
            if action is not None and action.key == key and action.on_pick is not None:
                action.on_pick()
                return

    def _on_current(self, *_indices: QModelIndex) -> None:
        self.chosen.emit(self.current_row())

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        at = self.viewport().mapToGlobal(self.visualRect(index).center())
        shown = self._held_menu(self._model.row(index.row()))
        shown.popup(at if by_key else event.globalPos())

    def _held_menu(self, row: LineRow) -> QMenu:
        """Return the row's menu, under which the list stands still."""
        self.hold(True)
        result = self.menu_for(row)
        result.aboutToHide.connect(lambda: self.hold(False))
        return result

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.bar.hide()
        super().hideEvent(event)

    def _on_bar(self, inside: bool) -> None:
        self.hold(inside)
        if not inside:
            self._show_bar()

    def _show_bar(self) -> None:
        if self.bar.isVisible() and self.bar.underMouse():
            return
        place = self.hovered_row
        row = self._model.row(place) if 0 <= place < self._model.rowCount() else None
        if row is None:
            self.bar.hide()
            return
        more = RowAction(
            name=_("More"),
            icon="dots-three-bold",
            on_pick=lambda: self._held_menu(row).popup(
                self.bar.mapToGlobal(self.bar.rect().bottomLeft())
            ),
        )
        offered = [one for one in self._hover_offers(row) if one is not None]
        self.bar.show_at(self.visualRect(self._model.index(place)), [*offered, more])
