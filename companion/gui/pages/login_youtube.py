"""YouTube: a key that reads, or a Google login that also writes; the day's units."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.errors import CompanionError
from companion.domain.values import Platform
from companion.domain.views import LoginView
from companion.gui.components.button import Button
from companion.gui.components.pill_words import target_name
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.text import isolated, paragraph
from companion.gui.components.toast import Notice
from companion.gui.pages.login_card import (
    Budgets,
    LoginCard,
    Mark,
    Note,
    Unfold,
    captioned,
)
from companion.gui.pages.login_desk import LoginDesk, marks_of, show_trouble
from companion.gui.pages.login_google import GoogleForm
from companion.gui.pages.login_key import KeyForm
from companion.gui.pages.login_pictures import Steps
from companion.gui.pages.login_steps import (
    GOOGLE_CREDENTIALS,
    YOUTUBE_API,
    google_client_steps,
    youtube_key_steps,
)
from companion.gui.shell.troubles import refusal
from companion.gui.theme.theme import Theme
from companion.i18n import _


class YouTubeCard(LoginCard):
    """The two ways behind one switch; each with its pictured steps.

    settings: the controls of the day's units, from the catalogue of settings.
    """

    def __init__(
        self, desk: LoginDesk, *, theme: Theme, settings: Sequence[QWidget]
    ) -> None:
        super().__init__(Platform.YOUTUBE, theme=theme)
        self._desk = desk
        self._target = ""
        self._refusal = ""
        self.log_out = Button(_("Log out"), theme=theme, on_click=self._log_out)
        self.head.addWidget(self.log_out)
        self._lead = paragraph("", size=12)
        self.body.addWidget(self._lead)
        self.connect_button = Button(
            "", theme=theme, look="primary", icon="plus", on_click=self._connect
        )
        self.connect_button.hide()
        self.body.addWidget(self.connect_button)
        self._make_ways()
        self.note = Note(theme=theme)
        self.body.addWidget(self.note)
        self._make_steps()
        self._make_units(settings)
        desk.accounts.changed.connect(self.refresh)
        self.google.waiting_changed.connect(self.refresh)
        desk.watch.connections_changed.connect(self._look_at_connections)
        self.choose("key")
        self._look_at_connections()

    def _make_ways(self) -> None:
        theme = self.theme
        self.way = Segmented(
            [
                Choice(key="key", name=_("API key: reads")),
                Choice(key="login", name=_("Google login: reads and writes")),
            ],
            theme=theme,
            name=_("Way"),
        )
        self.way.chosen.connect(self.choose)
        self._way_line = captioned(_("Way"), self.way)
        self.body.addWidget(self._way_line)
        self.key = KeyForm(self._desk, theme=theme, on_kept=self._on_key)
        self.google = GoogleForm(self._desk, theme=theme, on_done=self._on_login)
        self.body.addWidget(self.key)
        self.body.addWidget(self.google)

    def _make_steps(self) -> None:
        self.key_steps = self._steps(
            _("How to get a key, in three steps"),
            Steps(youtube_key_steps(), theme=self.theme),
            (YOUTUBE_API, GOOGLE_CREDENTIALS),
        )
        self.client_steps = self._steps(
            _("How to get a Google client, in three steps"),
            Steps(google_client_steps(), theme=self.theme),
            (YOUTUBE_API, GOOGLE_CREDENTIALS),
        )

    def _steps(self, text: str, steps: Steps, pages: tuple[str, str]) -> Unfold:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(steps)
        row = QHBoxLayout()
        row.setSpacing(8)
        open_page = self._desk.services.open_page
        names = (_("Open the library"), _("Open Credentials"))
        for name, page in zip(names, pages, strict=True):
            button = Button(name, theme=self.theme, icon="arrow-square-out")
            button.clicked.connect(lambda _on, p=page: open_page(p))
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        unfold = Unfold(text, inside, theme=self.theme)
        self.body.addWidget(unfold)
        return unfold

    def _make_units(self, settings: Sequence[QWidget]) -> None:
        self.budgets = Budgets(Platform.YOUTUBE, _("Quota"))
        self.body.addWidget(self.budgets)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for line in settings:
            column.addWidget(line)
        self.units = Unfold(_("Units and hours"), inside, theme=self.theme)
        self.body.addWidget(self.units)

    # What is shown

    def choose(self, way: str) -> None:
        """Show one way: "key" or "login"."""
        self.way.set_current(way)
        self.refresh()

    def refresh(self) -> None:
        """Show the account as it is known now."""
        view = self._desk.view(Platform.YOUTUBE)
        self._show_state(view)
        self._lead.setText(_about(view, is_refused=bool(self._refusal)))
        self.log_out.setVisible(view.way in {"login", "key"})
        self.log_out.setText(_("Forget the key") if view.way == "key" else _("Log out"))
        # With a key one may still log in, to write; with a login nothing is missing,
        # unless Google has ended it.
        asks = view.way in {"none", "key"} or bool(self._refusal)
        is_key = self.way.current == "key"
        self._way_line.setVisible(asks)
        self.key.setVisible(asks and is_key)
        self.google.setVisible(asks and not is_key)
        self.key_steps.setVisible(asks and is_key)
        self.client_steps.setVisible(asks and not is_key and not self.google.is_waiting)
        self.google.refresh()
        waits = bool(self._target) and view.way != "none"
        self.connect_button.setVisible(waits)

    def _show_state(self, view: LoginView) -> None:
        if not self._refusal or view.way == "none":
            self.show_marks(*marks_of(view))
            show_trouble(self, view)
            return
        words = _("key refused") if view.way == "key" else _("login refused")
        self.show_marks(Mark(text=words, kind="bad", icon="prohibit"))
        self.show_trouble(_("YouTube is not read now."), self._refusal)

    def offer(self, target: str) -> None:
        """Offer to connect a target as soon as there is a key or a login."""
        self._target = target
        text = _("Connect {name}").format(name=isolated(target_name(target)))
        self.connect_button.setText(text)
        self.refresh()

    def reveal(self) -> None:
        """Come into view with the one thing that is needed next."""
        way = self._desk.view(Platform.YOUTUBE).way
        is_refused = bool(self._refusal)
        if way == "login" or (way == "key" and not is_refused):
            # Where reading works already, who comes here wants to write.
            self.choose("login")
        elif is_refused:
            self.choose("key")
        if way in {"none", "key"} or is_refused:
            is_key = self.way.current == "key"
            (self.key_steps if is_key else self.client_steps).open()
            (self.key if is_key else self.google).focus_next()
        self.come_into_view()

    # What is done

    def _on_key(self, view: LoginView) -> None:
        self._desk.accounts.take(view)
        self.key_steps.open(False)
        self._desk.say(Notice(text=_("YouTube is read with your key now")))

    def _on_login(self, view: LoginView) -> None:
        self._desk.accounts.take(view)
        self.client_steps.open(False)
        self._desk.say(Notice(text=_("Logged in to YouTube"), detail=view.account))

    def _connect(self) -> None:
        target, self._target = self._target, ""
        self.refresh()
        self._desk.connect(target)

    def _log_out(self) -> None:
        self.log_out.set_busy(True)
        self._desk.bridge.ask(
            lambda engine: engine.logins.log_out(Platform.YOUTUBE),
            then=self._logged_out,
            failed=self._not_logged_out,
        )

    def _logged_out(self, view: LoginView) -> None:
        self.log_out.set_busy(False)
        self.note.say("")
        if view.way == "key":
            text = _(
                "This key comes from COMPANION_YOUTUBE_API_KEY; take it away there to "
                "forget it."
            )
            self.note.say(text, icon="info")
        self._desk.accounts.take(view)

    def _not_logged_out(self, error: CompanionError) -> None:
        self.log_out.set_busy(False)
        self.note.fail(str(error))

    def _look_at_connections(self) -> None:
        views = self._desk.watch.connections_now
        self.budgets.show_views(views)
        found = refusal(Platform.YOUTUBE, views)
        if found != self._refusal:
            self._refusal = found
            self.refresh()


def _about(view: LoginView, *, is_refused: bool) -> str:
    if is_refused and view.way != "none":
        return _("Log in again, or give a key to read with.")
    match view.way:
        case "key":
            return _(
                "Streams are read with your key. A Google login would also write, "
                "delete and ban."
            )
        case "login":
            return _("Companion may read, write, delete and ban in your live chats.")
        case "token":
            return _(
                "The token comes from COMPANION_YOUTUBE_TOKEN; take it away there to "
                "log out."
            )
        case _:
            return _(
                "Google lets nobody read without a key or a login of your own. Both "
                "are free: 10,000 units a day, enough for a stream of 12 hours."
            )
