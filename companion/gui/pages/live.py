"""The Live page: figures above, chat, activity and leaderboard below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.gui.components.toast import Notice
from companion.gui.preferences import Preferences
from companion.gui.shell.tiles import Tiles
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveWishes:
    """What the panes may ask of the window: to say something, or to begin.

    log_in: open where one logs in to the platforms, in order to write. set_up: show how
    to begin. preferences: where saved filters are kept.
    """

    say: Callable[[Notice], None]
    connect_channel: Callable[[], None]
    simulate: Callable[[], None]
    log_in: Callable[[], object]
    set_up: Callable[[], object]
    preferences: Preferences


class LivePanes(Protocol):
    """Chat, activity and leaderboard, as one widget."""

    def set_compact(self, compact: bool) -> None:
        """Lay out for a window below 1200 pixels, or above."""

    def open_viewer(self, viewer_id: str) -> None:
        """Show a Viewer's card."""

    def tick(self) -> None:
        """Bring what changes with time up to date; the panes do so by themselves."""

    def stopped_share(self) -> float | None:
        """Return how much of the chat is held or blocked, 0..1; None: not known."""

    def as_widget(self) -> QWidget:
        """Return itself, for the layout."""


class LivePage(QWidget):
    """Tiles over the panes."""

    def __init__(self, watch: Watch, panes: LivePanes, *, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(_("Live"))
        self.panes = panes
        self.tiles = Tiles(watch, theme=theme, stopped=panes.stopped_share)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tiles)
        column.addWidget(panes.as_widget(), 1)

    def set_compact(self, compact: bool) -> None:
        """Lay out for a window below 1200 pixels, or above."""
        self.tiles.set_compact(compact)
        self.panes.set_compact(compact)

    def open_viewer(self, viewer_id: str) -> None:
        """Show a Viewer's card."""
        self.panes.open_viewer(viewer_id)
