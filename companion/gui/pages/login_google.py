"""Logging in with the Broadcaster's own Google client, in their browser."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from companion.domain.errors import CompanionError
from companion.domain.values import Platform
from companion.domain.views import LoginView
from companion.gui.components.button import Button
from companion.gui.components.field import Field
from companion.gui.components.text import paragraph
from companion.gui.pages.login_card import (
    FIELD_WIDTH,
    UNDER_FIELDS,
    Note,
    captioned,
)
from companion.gui.pages.login_desk import LoginDesk
from companion.gui.theme.theme import Theme
from companion.i18n import _


class _Opener(QObject):
    """Takes an address on the engine's thread, gives it out on the window's."""

    asked = Signal(str)


class GoogleForm(QWidget):
    """Client id and secret, then Google's page; on_done gets the new login."""

    waiting_changed = Signal()

    def __init__(
        self,
        desk: LoginDesk,
        *,
        theme: Theme,
        on_done: Callable[[LoginView], object],
    ) -> None:
        super().__init__()
        self._desk = desk
        self._on_done = on_done
        self._stop: Callable[[], object] | None = None
        self._page = ""
        self._opener = _Opener(self)
        self._opener.asked.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._form = self._make_form(theme)
        self._panel = self._make_panel(theme)
        self.note = Note(theme=theme, indent=UNDER_FIELDS)
        for part in (self._form, self._panel, self.note):
            column.addWidget(part)

    def _make_form(self, theme: Theme) -> QWidget:
        self.client_id = Field(
            _("Client id"), theme=theme, show_caption=False, on_edit=self._on_edit
        )
        self.secret = Field(
            _("Client secret"),
            theme=theme,
            show_caption=False,
            on_edit=self._on_edit,
            on_enter=self.begin,
        )
        self.secret.edit.setEchoMode(QLineEdit.EchoMode.Password)
        for field in (self.client_id, self.secret):
            field.setFixedWidth(FIELD_WIDTH)
        self.log_in = Button(
            _("Log in with Google"), theme=theme, look="primary", on_click=self.begin
        )
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(captioned(_("Client id"), self.client_id))
        column.addWidget(captioned(_("Client secret"), self.secret, self.log_in))
        return form

    def _make_panel(self, theme: Theme) -> QWidget:
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.waiting = Note(theme=theme)
        words = _(
            "Google's page is open in your browser. Choose the account of your channel "
            "and allow Companion; this page goes on by itself."
        )
        self.waiting.say(words, ink="2", icon="hourglass-medium")
        column.addWidget(self.waiting)
        hint = _(
            "Google may warn that it has not verified the app: it is your own. Press "
            "Advanced, then Continue."
        )
        column.addWidget(paragraph(hint, size=12, ink="3"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.again = Button(
            _("Open the page again"),
            theme=theme,
            icon="arrow-square-out",
            on_click=lambda: self._open(self._page),
        )
        self.cancel_button = Button(_("Cancel"), theme=theme, on_click=self.cancel)
        row.addWidget(self.again)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        column.addLayout(row)
        panel.hide()
        return panel

    @property
    def is_waiting(self) -> bool:
        """Return whether Google's page is open."""
        return self._stop is not None

    def refresh(self) -> None:
        """Show the client that was used last; its secret stays where it is kept."""
        view = self._desk.view(Platform.YOUTUBE)
        if view.client_id and not self.client_id.text:
            self.client_id.set_text(view.client_id)
        self._show_hint()

    def focus_next(self) -> None:
        """Put the cursor where something is missing."""
        known = self._desk.view(Platform.YOUTUBE).client_id
        wanted: QWidget = self.secret if self.client_id.text else self.client_id
        if known and self.client_id.text == known:
            wanted = self.log_in
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Open Google's page, and wait for its answer."""
        if self.is_waiting:
            return
        client_id, secret = self.client_id.text, self.secret.text
        known = self._desk.view(Platform.YOUTUBE).client_id
        if not client_id:
            self.client_id.set_error(_("Paste the client's id."))
            return
        if not secret and client_id != known:
            self.secret.set_error(_("Paste the client's secret."))
            return
        self.note.say("")
        self._form.hide()
        self._panel.show()
        self.again.setEnabled(False)
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)
        show = self._opener.asked.emit
        self._stop = self._desk.bridge.begin(
            lambda engine: engine.logins.log_in_youtube(
                client_id, secret, open_page=show
            ),
            then=self._done,
            failed=self._failed,
        )
        self.waiting_changed.emit()

    def cancel(self) -> None:
        """Wait no longer; what Google's page says then goes nowhere."""
        stop = self._stop
        self._idle()
        if stop is not None:
            stop()

    def _open(self, page: str) -> None:
        if page and self.is_waiting:
            self._page = page
            self.again.setEnabled(True)
            self._desk.services.open_page(page)

    def _idle(self) -> None:
        self._stop, self._page = None, ""
        self._panel.hide()
        self._form.show()
        self.waiting_changed.emit()

    def _done(self, view: LoginView) -> None:
        self._idle()
        self.secret.set_text("")
        self._on_done(view)

    def _failed(self, error: CompanionError) -> None:
        self._idle()
        self.note.fail(str(error))

    def _on_edit(self, _text: str) -> None:
        self.client_id.set_error("")
        self.secret.set_error("")
        self._show_hint()

    def _show_hint(self) -> None:
        """Say in the secret's field whether it can stay empty."""
        known = self._desk.view(Platform.YOUTUBE).client_id
        same = bool(known) and self.client_id.text == known
        self.secret.edit.setPlaceholderText(_("as the last time") if same else "")
