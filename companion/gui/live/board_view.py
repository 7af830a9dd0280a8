"""The leaderboard under hand: a selection that stays with its Viewer, and moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QEasingCurve,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QVariantAnimation,
)
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView
from typing_extensions import override

from companion.gui.components.focus import OWN_FOCUS
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.live.board import StandingRow
from companion.gui.live.board_delegate import HEIGHT, BoardDelegate
from companion.gui.live.board_model import BoardModel
from companion.gui.theme.theme import Theme
from companion.i18n import _

Index = QModelIndex | QPersistentModelIndex

MOVING: Final = 8
"""From this many moving rows on, none is animated: it would only flicker."""

_MOVE_MS: Final = 160


class BoardView(QTableView):
    """Rows of 40 pixels. on_open, on_award, on_reset get a Viewer's id."""

    def __init__(
        self,
        model: BoardModel,
        *,
        theme: Theme,
        on_open: Callable[[str], object],
        on_award: Callable[[str], object],
        on_reset: Callable[[str], object],
    ) -> None:
        super().__init__()
        self._board = model
        self._theme = theme
        self._on_open, self._on_award, self._on_reset = on_open, on_award, on_reset
        self._chosen = ""
        self._following = False
        self._offsets: dict[str, int] = {}
        self._progress = 1.0
        self.setItemDelegate(
            BoardDelegate(theme=theme, offset_of=self._offset_of, parent=self)
        )
        self.setModel(model)
        self._dress()
        self._motion = QVariantAnimation(self)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.valueChanged.connect(self._on_motion)
        self.activated.connect(lambda index: self._with(index, on_open))
        theme.changed.connect(self.viewport().update)

    def _dress(self) -> None:
        self.setProperty(OWN_FOCUS, True)
        self.setAccessibleName(_("Leaderboard"))
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().setDefaultSectionSize(HEIGHT)
        self.verticalHeader().setMinimumSectionSize(HEIGHT)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def chosen(self) -> str:
        """Return the selected Viewer's id, "" when there is none."""
        return self._chosen

    def choose(self, viewer_id: str) -> None:
        """Select a Viewer and bring them on screen."""
        self._chosen = viewer_id
        position = self._board.position_of(viewer_id)
        if position is not None:
            self.setCurrentIndex(self._board.index(position, 0))
            self.scrollTo(self.currentIndex())

    def on_screen(self) -> dict[int, StandingRow]:
        """Return the rows on screen by position."""
        first = self.rowAt(0)
        if first < 0:
            return {}
        last = first + self.viewport().height() // HEIGHT + 1
        positions = range(first, min(last + 1, self._board.rowCount()))
        return {position: self._board.row(position) for position in positions}

    def follow(self, before: dict[int, StandingRow]) -> None:
        """After an update: draw what changed, move what moved, keep the selection.

        before: what `on_screen` returned before the update.
        """
        self._keep_chosen()
        after = self.on_screen()
        for position, row in after.items():
            if before.get(position) != row:
                self._board.touch(position)
        places = {row.viewer.id: position for position, row in before.items()}
        moved: dict[str, int] = {}
        for now, row in after.items():
            viewer_id = row.viewer.id
            was = places.get(viewer_id, now)
            if was != now:
                moved[viewer_id] = (was - now) * HEIGHT + self._offset_of(viewer_id)
        if moved:
            self._move(moved)

    def _move(self, moved: dict[str, int]) -> None:
        self._motion.stop()
        duration = self._theme.duration(_MOVE_MS)
        if duration and len(moved) < MOVING and self.isVisible():
            self._offsets = moved
            self._progress = 0.0
            self._motion.setDuration(duration)
            self._motion.start()
        else:
            self._offsets = {}
        self.viewport().update()

    def _keep_chosen(self) -> None:
        position = self._board.position_of(self._chosen) if self._chosen else None
        if position is None or position == self.currentIndex().row():
            return
        self._following = True
        self.setAutoScroll(False)
        self.selectionModel().setCurrentIndex(
            self._board.index(position, 0),
            QItemSelectionModel.SelectionFlag.ClearAndSelect,
        )
        self.setAutoScroll(True)
        self._following = False

    def _offset_of(self, viewer_id: str) -> int:
        whole = self._offsets.get(viewer_id, 0)
        return round(whole * (1.0 - self._progress))

    def _on_motion(self, progress: float) -> None:
        self._progress = progress
        if progress >= 1.0:
            self._offsets = {}
        self.viewport().update()

    def _with(self, index: QModelIndex, act: Callable[[str], object]) -> None:
        viewer_id = self._board.id_at(index.row())
        if viewer_id is not None:
            act(viewer_id)

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self._following and current.isValid():
            self._chosen = self._board.id_at(current.row()) or ""

    @override
    def keyboardSearch(self, search: str) -> None:
        """Leave typing to the search field; a scan of all rows would take long."""

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self._with(index, self._on_open)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        viewer_id = self._board.id_at(index.row()) if index.isValid() else None
        if viewer_id is None:
            return
        where = event.globalPos()
        if by_key:
            where = self.viewport().mapToGlobal(self.visualRect(index).center())
        menu(self, self.menu_items(viewer_id), theme=self._theme).popup(where)

    def menu_items(self, viewer_id: str) -> list[MenuItem]:
        """Return what can be done with one Viewer."""
        return [
            MenuItem(
                text=_("Open viewer"),
                icon="user",
                key="Enter",
                on_pick=lambda: self._on_open(viewer_id),
            ),
            MenuItem(
                text=_("Award points…"),
                icon="plus-circle",
                on_pick=lambda: self._on_award(viewer_id),
            ),
            SEPARATOR,
            MenuItem(
                text=_("Reset…"),
                icon="arrow-counter-clockwise",
                destructive=True,
                on_pick=lambda: self._on_reset(viewer_id),
            ),
        ]
