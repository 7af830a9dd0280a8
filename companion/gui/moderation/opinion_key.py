"""The key of a second opinion: typed once, kept in the keyring, never shown again."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.gui.bridge import Bridge
from companion.gui.components.button import Button
from companion.gui.components.field import Field
from companion.gui.components.text import label, paragraph
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

_WIDTH = 240


class OpinionKeyLine(QWidget):
    """A field for another key, whether there is one, and a way to forget it."""

    def __init__(self, bridge: Bridge, *, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(_("Key"), weight=fonts.MEDIUM))
        self.state = paragraph("", size=12, ink="3")
        words.addWidget(self.state)
        row.addLayout(words, 1)
        self.field = Field(
            _("Key of the second opinion"),
            theme=theme,
            placeholder=_("Paste a key"),
            show_caption=False,
            on_edit=self._on_edit,
            on_enter=self.keep,
        )
        self.field.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.edit.setMaxLength(1_000)
        self.field.setFixedWidth(_WIDTH)
        self.keep_button = Button(_("Keep"), theme=theme, on_click=self.keep)
        self.keep_button.setEnabled(False)
        self.forget_button = Button(
            _("Forget"),
            theme=theme,
            look="ghost",
            name=_("Forget the key of the second opinion"),
            on_click=lambda: self._send(""),
        )
        for part in (self.field, self.keep_button, self.forget_button):
            row.addWidget(part)
        self.show_kept(False)

    def show_kept(self, kept: bool) -> None:  # a setter
        """Say whether there is a key."""
        there = _("A key is in the keyring of this computer.")
        none = _("None yet. It is kept in the keyring, never in a file of Companion.")
        self.state.setText(there if kept else none)
        self.forget_button.setVisible(kept)

    def keep(self) -> None:
        """Keep what is typed from now on; the field is empty then."""
        if self.field.text and not self.keep_button.is_busy:
            self._send(self.field.text)

    def _on_edit(self, text: str) -> None:
        self.field.set_error("")
        self.keep_button.setEnabled(bool(text.strip()))

    def _send(self, key: str) -> None:
        self.keep_button.set_busy(True)

        async def send(engine: Engine) -> None:
            await engine.gate.keep_opinion_key(key)

        def then(_none: None) -> None:
            self.keep_button.set_busy(False)
            self.show_kept(bool(key))
            if key:
                self.field.set_text("")
            self._on_edit(self.field.text)

        def failed(error: CompanionError) -> None:
            self.keep_button.set_busy(False)
            self.field.set_error(str(error))

        self._bridge.ask(send, then=then, failed=failed)
