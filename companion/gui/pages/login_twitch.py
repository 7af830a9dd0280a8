"""Logging in to Twitch by device code; reading needs none of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.errors import CommandError, CompanionError
from companion.domain.values import Platform
from companion.domain.views import LoginCode, LoginView
from companion.gui.components.button import Button
from companion.gui.components.field import Field
from companion.gui.components.text import paragraph
from companion.gui.components.toast import Notice
from companion.gui.pages.login_card import (
    FIELD_WIDTH,
    UNDER_FIELDS,
    LoginCard,
    Note,
    Unfold,
    captioned,
)
from companion.gui.pages.login_code import CodePanel
from companion.gui.pages.login_desk import LoginDesk, marks_of, show_trouble
from companion.gui.pages.login_pictures import Steps
from companion.gui.pages.login_steps import TWITCH_CONSOLE, twitch_steps
from companion.gui.theme.theme import Theme
from companion.i18n import _


class TwitchCard(LoginCard):
    """Client id, code, account. A code that nobody types ends by itself."""

    def __init__(self, desk: LoginDesk, *, theme: Theme) -> None:
        super().__init__(Platform.TWITCH, theme=theme)
        self._desk = desk
        self._stop: Callable[[], object] | None = None
        self.log_out = Button(_("Log out"), theme=theme, on_click=self._log_out)
        self.head.addWidget(self.log_out)
        self._lead = paragraph("", size=12)
        self.body.addWidget(self._lead)
        self._make_form()
        self.panel = CodePanel(
            theme=theme,
            clock=desk.services.clock,
            open_page=desk.services.open_page,
            on_cancel=self.cancel,
        )
        self.body.addWidget(self.panel)
        self.note = Note(theme=theme, indent=UNDER_FIELDS)
        self.body.addWidget(self.note)
        self._make_steps()
        desk.accounts.changed.connect(self.refresh)
        self.refresh()

    def _make_form(self) -> None:
        theme = self.theme
        self.client_id = Field(
            _("Client id"),
            theme=theme,
            show_caption=False,
            on_edit=lambda _text: self.client_id.set_error(""),
            on_enter=self.begin,
        )
        self.client_id.setFixedWidth(FIELD_WIDTH)
        self.log_in = Button(
            _("Log in"), theme=theme, look="primary", on_click=self.begin
        )
        self._form = captioned(_("Client id"), self.client_id, self.log_in)
        self.body.addWidget(self._form)

    def _make_steps(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Steps(twitch_steps(), theme=self.theme))
        open_page = self._desk.services.open_page
        self.open_console = Button(
            _("Open Twitch's page"),
            theme=self.theme,
            icon="arrow-square-out",
            on_click=lambda: open_page(TWITCH_CONSOLE),
        )
        column.addWidget(self.open_console)
        self.steps = Unfold(
            _("How to get a client id, in three steps"), inside, theme=self.theme
        )
        self.body.addWidget(self.steps)

    # What is shown

    @property
    def is_waiting(self) -> bool:
        """Return whether a code is asked for, or waits to be typed."""
        return self._stop is not None

    def refresh(self) -> None:
        """Show the account as it is known now."""
        view = self._desk.view(Platform.TWITCH)
        is_in = view.way != "none"
        self.show_marks(*marks_of(view))
        show_trouble(self, view)
        self._lead.setText(_about(view))
        self.log_out.setVisible(view.way == "login")
        is_asking = not is_in and self.panel.isHidden()
        self._form.setVisible(is_asking)
        self.steps.setVisible(is_asking)
        if view.client_id and not self.client_id.text:
            self.client_id.set_text(view.client_id)

    def reveal(self) -> None:
        """Come into view with the one thing that is needed next."""
        if self._desk.view(Platform.TWITCH).way == "none" and not self.is_waiting:
            self.steps.open(not self.client_id.text)
            wanted = self.log_in if self.client_id.text else self.client_id
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        self.come_into_view()

    # What is done

    def begin(self) -> None:
        """Ask Twitch for a code, as the application whose id is typed."""
        if self.is_waiting:
            return
        client_id = self.client_id.text
        if not client_id:
            self.client_id.set_error(_("Paste the client id of your application."))
            self.steps.open()
            return
        self.client_id.set_error("")
        self.note.say("")
        self.log_in.set_busy(True)
        self._stop = self._desk.bridge.begin(
            lambda engine: engine.logins.begin_twitch(client_id),
            then=self._show_code,
            failed=self._no_code,
        )

    def cancel(self) -> None:
        """Give up: no login is made, whatever is typed on Twitch's page."""
        stop, self._stop = self._stop, None
        if stop is not None:
            stop()
        self._idle()
        self.log_in.setFocus(Qt.FocusReason.OtherFocusReason)

    def _idle(self) -> None:
        self._stop = None
        self.panel.close_code()
        self.log_in.set_busy(False)
        self.refresh()

    def _show_code(self, code: LoginCode) -> None:
        self.log_in.set_busy(False)
        self.steps.open(False)
        self.panel.show_code(code)
        self.refresh()
        self._stop = self._desk.bridge.begin(
            lambda engine: engine.logins.finish_twitch(),
            then=self._done,
            failed=self._not_done,
        )
        self.come_into_view()

    def _no_code(self, error: CompanionError) -> None:
        self._idle()
        if isinstance(error, CommandError):
            self.client_id.set_error(str(error))
            self.client_id.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.note.fail(str(error))

    def _done(self, view: LoginView) -> None:
        self._idle()
        self.note.say("")
        self._desk.accounts.take(view)
        self._desk.say(Notice(text=_("Logged in to Twitch"), detail=view.account))

    def _not_done(self, error: CompanionError) -> None:
        self._idle()
        self.note.fail(str(error))
        self.log_in.setFocus(Qt.FocusReason.OtherFocusReason)

    def _log_out(self) -> None:
        self.log_out.set_busy(True)
        self._desk.bridge.ask(
            lambda engine: engine.logins.log_out(Platform.TWITCH),
            then=self._logged_out,
            failed=self._not_logged_out,
        )

    def _logged_out(self, view: LoginView) -> None:
        self.log_out.set_busy(False)
        self.note.say("")
        self._desk.accounts.take(view)

    def _not_logged_out(self, error: CompanionError) -> None:
        self.log_out.set_busy(False)
        self.note.fail(str(error))


def _about(view: LoginView) -> str:
    if view.way == "none":
        return _(
            "A name is enough to read chat, bits, subscriptions and raids. Log in to "
            "reply, delete, time out and ban, and to hear follows and redemptions."
        )
    if view.way == "token":
        return _(
            "The token comes from COMPANION_TWITCH_TOKEN; take it away there to log "
            "out."
        )
    return _("Companion may read, write, delete, time out and ban in your channel.")
