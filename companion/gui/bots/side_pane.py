"""The right-hand pane: the sandbox, and under it why something did not fire."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.show.bots import BotBook
from companion.gui.bots.run_log import RunLog
from companion.gui.bots.sandbox import Sandbox
from companion.gui.bridge import Bridge
from companion.gui.components.button import icon_button
from companion.gui.components.strip import Strip
from companion.gui.components.text import ElidedLabel, label, rule
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

WIDTH = 344
HEAD = 40


class SidePane(QFrame):
    """closed: it was a drawer, and is to go."""

    closed = Signal()

    def __init__(
        self, bridge: Bridge, *, theme: Theme, draft: Callable[[], BotBook]
    ) -> None:
        super().__init__()
        self.setProperty("ground", "1")
        self.setAccessibleName(_("Sandbox chat, and what fired"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.sandbox = Sandbox(bridge, theme=theme, draft=draft)
        self.log = RunLog(theme=theme)
        head, line = _head(_("Sandbox chat"))
        line.addWidget(
            ElidedLabel(_("nothing leaves this window"), size=12, ink="3"), 1
        )
        self.clear = icon_button(
            "eraser", _("Empty the sandbox"), theme=theme, on_click=self.sandbox.empty
        )
        line.addWidget(self.clear)
        self.close_button = icon_button(
            "x", _("Close the sandbox"), theme=theme, on_click=self.closed.emit
        )
        self.close_button.hide()
        line.addWidget(self.close_button)
        log_head, log_line = _head(_("What fired, and what did not"))
        log_line.addStretch(1)
        for part, stretch in (
            (head, 0),
            (rule(), 0),
            (self.sandbox, 1),
            (rule(), 0),
            (log_head, 0),
            (rule(), 0),
            (self.log, 1),
        ):
            column.addWidget(part, stretch)

    def set_drawer(self, is_drawn: bool) -> None:
        """Float over the page, with a way out, or stand in it."""
        self.close_button.setVisible(is_drawn)
        self.setAutoFillBackground(is_drawn)


def _head(title: str) -> tuple[QWidget, QHBoxLayout]:
    head = Strip(HEAD, right=12)
    line = head.row
    line.addWidget(label(title, weight=fonts.SEMIBOLD))
    return head, line
