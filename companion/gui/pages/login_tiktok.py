"""TikTok: unofficial, read only, and only after its notice was accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from companion.domain.values import Platform
from companion.gui.components.amounts import date
from companion.gui.components.button import Button
from companion.gui.components.text import paragraph
from companion.gui.pages.login_card import Budgets, LoginCard, Mark, Note
from companion.gui.pages.login_desk import LoginDesk
from companion.gui.shell.notice import NoticeDialog
from companion.gui.theme.theme import Theme
from companion.i18n import _

ACCEPTED_AT = "tiktok.notice_accepted_at"


class TikTokCard(LoginCard):
    """Notice, sign server and its budget; there is no login.

    settings: the control of the sign server. change: saves a setting, returns what is
    wrong with it, "" when it is saved. show_dialog: opens a dialog over the window.
    """

    def __init__(
        self,
        desk: LoginDesk,
        *,
        theme: Theme,
        settings: Sequence[QWidget],
        change: Callable[[str, object], str],
        show_dialog: Callable[[NoticeDialog], object],
    ) -> None:
        super().__init__(Platform.TIKTOK, theme=theme)
        self._desk = desk
        self._change = change
        self._show_dialog = show_dialog
        text = _(
            "Read as the website reads it, through a sign server of somebody else. "
            "Nothing can be written there, and no login is ever asked for."
        )
        self.body.addWidget(paragraph(text, size=12))
        self._make_notice_line()
        self.note = Note(theme=theme)
        self.body.addWidget(self.note)
        self.budgets = Budgets(Platform.TIKTOK, _("Sign server's budget"))
        self.body.addWidget(self.budgets)
        for line in settings:
            self.body.addWidget(line)
        desk.watch.connections_changed.connect(self._show_budgets)
        self.refresh()
        self._show_budgets()

    def _make_notice_line(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        theme = self.theme
        self.read_button = Button(
            _("Read the notice"), theme=theme, on_click=self.read_notice
        )
        self.withdraw = Button(
            _("Withdraw"), theme=theme, look="ghost", on_click=self._withdraw
        )
        row.addWidget(self.read_button)
        row.addWidget(self.withdraw)
        row.addStretch(1)
        self.body.addLayout(row)

    @property
    def is_accepted(self) -> bool:
        """Return whether TikTok may be read."""
        return self._desk.services.is_notice_accepted(self._accepted_at)

    @property
    def _accepted_at(self) -> datetime | None:
        return self._desk.services.preferences.current.tiktok.notice_accepted_at

    def refresh(self) -> None:
        """Show whether the notice is accepted."""
        at = self._accepted_at
        unofficial = Mark(text=_("unofficial"))
        reading = Mark(text=_("reading only"))
        if self.is_accepted and at is not None:
            day = date(round(at.timestamp() * 1_000_000))
            words = _("notice accepted {day}").format(day=day)
            notice = Mark(text=words, kind="ok", icon="check-circle-fill")
        else:
            words = _("notice not accepted yet")
            notice = Mark(text=words, kind="warn", icon="warning")
        self.show_marks(unofficial, reading, notice)
        self.withdraw.setVisible(self.is_accepted)

    def reveal(self) -> None:
        """Come into view."""
        self.come_into_view()
        self.read_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def read_notice(self) -> None:
        """Show the notice in full; it can be accepted there."""
        on_accept = None if self.is_accepted else self._accept
        self._show_dialog(
            NoticeDialog(
                self.window(),
                self._desk.services.tiktok_notice(),
                theme=self.theme,
                on_accept=on_accept,
            )
        )

    def _accept(self) -> None:
        moment = datetime.fromtimestamp(self._desk.watch.now / 1_000_000, UTC)
        self._save(moment.replace(microsecond=0), "")

    def _withdraw(self) -> None:
        text = _(
            "Companion asks again before it connects to TikTok. Connections that run "
            "stay until you disconnect them."
        )
        self._save(None, text)

    def _save(self, at: datetime | None, told: str) -> None:
        error = self._change(ACCEPTED_AT, at)
        if error:
            self.note.fail(error)
        else:
            self.note.say(told)
        self.refresh()

    def _show_budgets(self) -> None:
        self.budgets.show_views(self._desk.watch.connections_now)
