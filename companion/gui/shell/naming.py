"""Asking for a session's name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.field import Field
from companion.gui.components.text import paragraph
from companion.gui.theme.theme import Theme
from companion.i18n import _

LONGEST = 100
"""Characters of a session's name."""


class NameDialog(Dialog):
    """One field; Enter takes it, unless a note says that something else ends by it.

    on_name gets the name, "" for none.
    """

    def __init__(
        self,
        parent: QWidget,
        *,
        theme: Theme,
        title: str,
        verb: str,
        on_name: Callable[[str], object],
        name: str = "",
        note: str = "",
    ) -> None:
        super().__init__(parent, theme=theme, title=title)
        self._on_name = on_name
        if note:
            self.body.addWidget(paragraph(note))
        self.field = Field(_("Name (optional)"), theme=theme, text=name)
        self.field.edit.setMaxLength(LONGEST)
        self.field.edit.selectAll()
        self.body.addWidget(self.field)
        self.cancel = Button(_("Cancel"), theme=theme, on_click=self.reject)
        self.act = Button(verb, theme=theme, look="primary", on_click=self.accept)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.act)
        (self.cancel if note else self.act).setDefault(True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.accepted.connect(lambda: self._on_name(self.field.text))
