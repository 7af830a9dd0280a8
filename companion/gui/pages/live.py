"""The Live page: figures above, chat, activity and leaderboard below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from companion.gui.components.button import Button
from companion.gui.components.empty import EmptyState
from companion.gui.shell.tiles import Tiles
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _


class LivePage(QWidget):
    """Before the first connection it says what will appear here.

    panes: a widget with `set_compact(bool)` and `open_viewer(viewer_id)`.
    """

    def __init__(
        self,
        watch: Watch,
        panes: QWidget,
        *,
        theme: Theme,
        on_connect: Callable[[], object],
        on_demo: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Live"))
        self._watch = watch
        self.panes: Any = panes
        self.tiles = Tiles(watch, theme=theme)
        self.empty = EmptyState(
            theme=theme,
            icon="broadcast",
            title=_("No stream yet"),
            text=_(
                "Connect a channel and chat, gifts and standings appear here. Waiting "
                "is fine: Companion starts when you go live."
            ),
            actions=(
                Button(
                    _("Connect a channel"),
                    theme=theme,
                    look="primary",
                    on_click=on_connect,
                ),
                Button(_("Simulated stream"), theme=theme, on_click=on_demo),
            ),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(panes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tiles)
        column.addWidget(self.stack, 1)
        watch.session_changed.connect(self.refresh)
        watch.connections_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the panes as soon as there is, or was, a session or a connection."""
        used = self._watch.last_session or self._watch.connections_now
        self.stack.setCurrentIndex(1 if used else 0)
        self.tiles.setVisible(bool(used))

    def set_compact(self, compact: bool) -> None:
        """Lay out for a window below 1200 pixels, or above."""
        self.tiles.set_compact(compact)
        self.panes.set_compact(compact)

    def open_viewer(self, viewer_id: str) -> None:
        """Show a Viewer's card."""
        self.stack.setCurrentIndex(1)
        self.panes.open_viewer(viewer_id)
