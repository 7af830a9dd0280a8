"""The tiles side by side, as many as fit; arrows walk among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.studio import OverlayView
from companion.gui.components.text import paragraph
from companion.gui.overlays.presence import Presence
from companion.gui.overlays.tile import OverlayTile, TileWishes
from companion.gui.theme.theme import Theme
from companion.i18n import _

Filter = Literal["all", "obs", "look"]

GAP = 16
NARROWEST = 224
"""Of a tile, in pixels."""


class TileGrid(QScrollArea):
    """One tile for each overlay. entered: the keyboard came to a tile, by name."""

    entered = Signal(str)

    def __init__(self, *, theme: Theme, wishes: TileWishes) -> None:
        super().__init__()
        self._theme = theme
        self._wishes = wishes
        self._filter: Filter = "all"
        self._columns = 0
        self._current = ""
        self._presences: dict[str, Presence] = {}
        self.tiles: dict[str, OverlayTile] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Overlays"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        column.addLayout(self._grid)
        self._none = paragraph("", ink="3")
        self._none.hide()
        column.addWidget(self._none)
        column.addStretch(1)
        self.setWidget(inside)

    @property
    def shown(self) -> list[str]:
        """Return the names of the tiles that the filter lets through, in order."""
        return [name for name in self.tiles if self._passes(name)]

    @property
    def counts(self) -> dict[Filter, int]:
        """Return how many overlays each filter shows."""
        found = self._presences.values()
        return {
            "all": len(self.tiles),
            "obs": sum(one.is_in_obs for one in found),
            "look": sum(one.needs_look for one in found),
        }

    def show_overlays(
        self, views: Sequence[OverlayView], presences: Mapping[str, Presence]
    ) -> None:
        """Show overlays as they stand; tiles that stay are kept."""
        self._presences = dict(presences)
        names = [view.name for view in views]
        if names != list(self.tiles):
            self._rebuild(views)
        for view in views:
            self.tiles[view.name].show_view(view, presences[view.name])
        if self._filter != "all":
            self._place()

    def show_picture(self, name: str, picture: QPixmap) -> None:
        """Show another picture on a tile, if it is still there."""
        if name in self.tiles:
            self.tiles[name].show_picture(picture)

    def set_filter(self, chosen: Filter) -> None:
        """Show only some tiles."""
        self._filter = chosen
        self._place(force=True)

    def set_current(self, name: str) -> None:
        """Mark the selected tile; Tab stops at it."""
        self._current = name
        for own, tile in self.tiles.items():
            tile.set_selected(own == name)
            tile.set_reachable(own == name)

    def is_in_sight(self, name: str) -> bool:
        """Tell whether some of a tile can be seen now."""
        tile = self.tiles.get(name)
        return tile is not None and not tile.visibleRegion().isEmpty()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        step = steps.get(Qt.Key(event.key()), 0)
        if step:
            self._walk(step)
        elif event.key() == Qt.Key.Key_Home:
            self._go(0)
        elif event.key() == Qt.Key.Key_End:
            self._go(len(self.shown) - 1)
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    # How

    def _walk(self, step: int) -> None:
        names = self.shown
        if self._current not in names:
            self._go(0)
            return
        place = names.index(self._current) + step
        if 0 <= place < len(names):
            self._go(place)

    def _go(self, place: int) -> None:
        names = self.shown
        if not 0 <= place < len(names):
            return
        tile = self.tiles[names[place]]
        tile.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(tile, GAP, GAP)
        self._wishes.select(names[place])

    def _passes(self, name: str) -> bool:
        presence = self._presences.get(name)
        if self._filter == "all" or presence is None:
            return True
        return presence.is_in_obs if self._filter == "obs" else presence.needs_look

    def _rebuild(self, views: Iterable[OverlayView]) -> None:
        kept = self.tiles
        self.tiles = {}
        for view in views:
            tile = kept.pop(view.name, None)
            if tile is None:
                tile = OverlayTile(view, theme=self._theme, wishes=self._wishes)
                tile.setParent(self.widget())
                tile.focused.connect(self.entered.emit)
            self.tiles[view.name] = tile
        for gone in kept.values():
            gone.hide()
            gone.deleteLater()
        self.set_current(self._current)
        self._place(force=True)

    def _place(self, *, force: bool = False) -> None:
        room = self.viewport().width() - 2 * GAP
        columns = max(1, (room + GAP) // (NARROWEST + GAP))
        wanted = [self.tiles[name] for name in self.shown]
        now = [
            item.widget()
            for place in range(self._grid.count())
            if (item := self._grid.itemAt(place)) is not None
        ]
        if columns == self._columns and not force and wanted == now:
            return
        while self._grid.count():
            self._grid.takeAt(0)
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
            self._grid.setColumnMinimumWidth(column, 0)
        self._columns = columns
        for name, tile in self.tiles.items():
            tile.setVisible(self._passes(name))
        for place, tile in enumerate(wanted):
            self._grid.addWidget(tile, *divmod(place, columns))
        # Tab follows the eye.
        for one, following in pairwise(wanted):
            QWidget.setTabOrder(one, following)
        self._say_none(is_empty=bool(self.tiles) and not wanted)

    def _say_none(self, *, is_empty: bool) -> None:
        words = {
            "obs": _("No overlay is in OBS yet. Add one, or drag its tile into OBS."),
            "look": _("All is well: nothing needs a look."),
            "all": "",
        }
        self._none.setText(words[self._filter])
        self._none.setVisible(is_empty)
