"""YouTube's API key: tried as soon as it is pasted, kept when it works."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.views import LoginView
from companion.gui.components.button import Button
from companion.gui.components.field import Field
from companion.gui.pages.login_card import (
    FIELD_WIDTH,
    UNDER_FIELDS,
    Note,
    captioned,
)
from companion.gui.pages.login_desk import LoginDesk
from companion.gui.theme.theme import Theme
from companion.i18n import _

TRY_AFTER_MS = 600
"""How long after the last letter a key is tried: each try costs a unit of its quota."""

_SHORTEST = 8


class KeyForm(QWidget):
    """on_kept gets the login view once a key is kept; the field is empty then."""

    def __init__(
        self,
        desk: LoginDesk,
        *,
        theme: Theme,
        on_kept: Callable[[LoginView], object],
    ) -> None:
        super().__init__()
        self._desk = desk
        self._on_kept = on_kept
        self._stop: Callable[[], object] | None = None
        self._works = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TRY_AFTER_MS)
        self._timer.timeout.connect(self.try_now)
        self.field = Field(
            _("API key"),
            theme=theme,
            show_caption=False,
            on_edit=self._on_edit,
            on_enter=self.keep,
        )
        self.field.setFixedWidth(FIELD_WIDTH)
        self.field.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.keep_button = Button(
            _("Keep this key"), theme=theme, look="primary", on_click=self.keep
        )
        self.keep_button.setEnabled(False)
        self.note = Note(theme=theme, indent=UNDER_FIELDS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(captioned(_("API key"), self.field, self.keep_button))
        column.addWidget(self.note)

    def focus_next(self) -> None:
        """Put the cursor into the field."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_now(self) -> None:
        """Ask YouTube whether the key that is typed works."""
        self._forget_try()
        key = self.field.text
        if len(key) < _SHORTEST:
            return
        self.note.say(_("Trying it…"), icon="hourglass-medium")

        async def ask(engine: Engine) -> str:
            await engine.logins.try_youtube_key(key)
            return key

        self._stop = self._desk.bridge.begin(ask, then=self._good, failed=self._bad)

    def keep(self) -> None:
        """Read with this key from now on, if it works."""
        key = self.field.text
        if not key or self.keep_button.is_busy:
            return
        self._forget_try()
        self.field.set_error("")
        self.keep_button.setEnabled(True)
        self.keep_button.set_busy(True)
        self.note.say(_("Trying it…"), icon="hourglass-medium")
        self._stop = self._desk.bridge.begin(
            lambda engine: engine.logins.keep_youtube_key(key),
            then=self._kept,
            failed=self._bad,
        )

    def _on_edit(self, text: str) -> None:
        self._forget_try()
        self.field.set_error("")
        self.note.say("")
        self.keep_button.set_busy(False)
        self.keep_button.setEnabled(False)
        if text.strip():
            self._timer.start()

    def _forget_try(self) -> None:
        """Take no answer about a key that is not the one typed any more."""
        self._timer.stop()
        stop, self._stop = self._stop, None
        if stop is not None:
            stop()

    def _good(self, key: str) -> None:
        if key != self.field.text:
            return
        self._stop = None
        self.keep_button.setEnabled(True)
        self.note.say(_("It works."), ink="ok", icon="check-circle-fill")

    def _bad(self, error: CompanionError) -> None:
        self._stop = None
        self.keep_button.set_busy(False)
        self.keep_button.setEnabled(False)
        self.note.say("")
        self.field.set_error(str(error))

    def _kept(self, view: LoginView) -> None:
        self._stop = None
        self.keep_button.set_busy(False)
        self.keep_button.setEnabled(False)
        self.note.say("")
        self.field.set_text("")
        self._on_kept(view)
