"""Asks for the run-sheet's name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.field import Field
from companion.gui.theme.theme import Theme
from companion.i18n import _

LONGEST = 200


class NameDialog(Dialog):
    """on_name: gets the name, "" for none."""

    def __init__(
        self,
        parent: QWidget,
        *,
        name: str,
        theme: Theme,
        on_name: Callable[[str], object],
    ) -> None:
        super().__init__(parent, theme=theme, title=_("Name of the run-sheet"))
        self._on_name = on_name
        self.field = Field(
            _("Name"), theme=theme, text=name, on_edit=self._check, on_enter=self._take
        )
        self.body.addWidget(self.field)
        self.act = Button(_("Rename"), theme=theme, look="primary", on_click=self._take)
        self.foot.addStretch(1)
        self.foot.addWidget(Button(_("Cancel"), theme=theme, on_click=self.reject))
        self.foot.addWidget(self.act)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.edit.selectAll()

    def _check(self, text: str) -> None:
        too_long = len(text.strip()) > LONGEST
        words = _("At most {n} letters.").format(n=LONGEST)
        self.field.set_error(words if too_long else "")
        self.act.setEnabled(not too_long)

    def _take(self) -> None:
        if len(self.field.text) <= LONGEST:
            self._on_name(self.field.text)
            self.accept()
