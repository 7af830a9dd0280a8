"""The line at the foot of chat to reply with; writing needs a login."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.gui.components.button import Button
from companion.gui.components.field import Field
from companion.gui.components.text import rule
from companion.gui.theme.theme import Theme
from companion.i18n import _


class Composer(QWidget):
    """Switched off until a platform can be written to, and says so."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule("h"))
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        reason = _("Replying needs a login, which a later version brings")
        self.field = Field(
            _("Reply"), theme=theme, placeholder=reason, show_caption=False
        )
        self.send = Button(
            theme=theme,
            look="primary",
            icon="paper-plane-right-fill",
            name=_("Send the reply"),
            tip=reason,
        )
        self.field.setEnabled(False)
        self.send.setEnabled(False)
        row.addWidget(self.field, 1)
        row.addWidget(self.send)
        column.addLayout(row)
