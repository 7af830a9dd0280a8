"""The hook that a rule waits for: where it is called, and by whose leave."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.studio import HookView
from companion.gui.components.button import Button
from companion.gui.components.text import ElidedLabel
from companion.gui.theme.theme import Theme
from companion.i18n import _


class HookRow(QWidget):
    """asked: a verb of domain.studio.Hooks, or what to copy; and the hook's name.

    Its token is never on screen: this window may be on stream.
    """

    asked = Signal(str, str)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._name = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.address = ElidedLabel(ink="3")
        self.address.setMinimumHeight(32)
        column.addWidget(self.address)
        row = QHBoxLayout()
        row.setSpacing(8)
        column.addLayout(row)
        self.make = Button(
            _("Make it"), theme=theme, on_click=lambda: self._ask("make")
        )
        self.copy_address = Button(
            _("Address"),
            theme=theme,
            icon="copy",
            tip=_("Copy where other programs call it"),
            on_click=lambda: self._ask("address"),
        )
        self.copy_token = Button(
            _("Token"),
            theme=theme,
            icon="copy",
            tip=_("Copy what opens it. Whoever has it can set off this rule."),
            on_click=lambda: self._ask("token"),
        )
        self.rotate = Button(
            theme=theme,
            icon="arrows-clockwise",
            name=_("New token…"),
            tip=_("Make a new token; the old one opens nothing any more"),
            on_click=lambda: self._ask("rotate"),
        )
        self.forget = Button(
            theme=theme,
            icon="trash",
            name=_("Delete the hook…"),
            tip=_("Delete the hook: nobody calls it any more"),
            on_click=lambda: self._ask("forget"),
        )
        self._made = (self.copy_address, self.copy_token, self.rotate, self.forget)
        for button in (self.make, *self._made):
            row.addWidget(button)
        row.addStretch(1)

    def show_hook(self, name: str, hook: HookView | None) -> None:
        """Show the hook of that name; None: there is none yet."""
        self._name = name
        text = _("There is none of this name yet.") if name else _("It needs a name.")
        self.address.setText(text if hook is None else hook.address.partition("://")[2])
        self.make.setVisible(hook is None)
        self.make.setEnabled(bool(name))
        for button in self._made:
            button.setVisible(hook is not None)

    def _ask(self, verb: str) -> None:
        self.asked.emit(verb, self._name)
