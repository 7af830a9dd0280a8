"""Beneath the queue: what happens at zero, and the keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from companion.gui.components.button import Button
from companion.gui.components.kept_clear import keep_clear
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.text import Ink, label, paragraph, set_ink
from companion.gui.moderation.gate_settings import GateSettings
from companion.gui.moderation.keys_dialog import Key
from companion.gui.theme.theme import Theme
from companion.i18n import _

HEIGHT = 48


class HeldFoot(QFrame):
    """Writes moderation.expired; in force at once, or not at all."""

    def __init__(
        self,
        settings: GateSettings,
        *,
        theme: Theme,
        on_help: Callable[[], object],
    ) -> None:
        super().__init__()
        self._settings = settings
        self.setFixedHeight(HEIGHT)
        keep_clear(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        self._caption = label(size=12, ink="3")
        row.addWidget(self._caption)
        self.choice = Segmented(
            [
                Choice(key="block", name=_("Stay hidden")),
                Choice(key="allow", name=_("Show it")),
            ],
            theme=theme,
            name=_("When the countdown ends"),
        )
        self.choice.chosen.connect(self._choose)
        row.addWidget(self.choice)
        self._problem = paragraph("", size=12, ink="bad")
        self._problem.hide()
        row.addWidget(self._problem, 1)
        row.addStretch(1)
        self._keys = QWidget()
        keys = QHBoxLayout(self._keys)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.setSpacing(4)
        for names, words in ((("J", "K"), _("move")), (("Ctrl+Z",), _("undo"))):
            for name in names:
                keys.addWidget(Key(name, theme=theme))
            keys.addWidget(label(words, size=12, ink="3"))
            keys.addSpacing(6)
        row.addWidget(self._keys)
        self.help = Button(
            _("all keys"),
            theme=theme,
            look="ghost",
            height=24,
            name=_("All keys"),
            key="?",
            show_key=True,
            on_click=on_help,
        )
        row.addWidget(self.help)
        settings.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the setting as it is saved."""
        self.choice.set_current(self._settings.current.expired)
        # With no countdown a message is decided the moment it is held.
        at_once = self._settings.current.hold_seconds == 0
        words = (
            _("Held messages, at once:") if at_once else _("When the countdown ends:")
        )
        self._caption.setText(words)

    def set_narrow(self, narrow: bool) -> None:
        """Leave the pictures of keys away where there is no room."""
        self._keys.setVisible(not narrow)

    def _choose(self, key: str) -> None:
        self._settings.change({"expired": key}, self._told)

    def _told(self, problem: str) -> None:
        ink: Ink = "bad"
        set_ink(self._problem, ink)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.refresh()
