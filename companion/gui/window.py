"""The window: rail, session bar, page and status line around one bridge."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.values import Platform
from companion.gui.bridge import Bridge
from companion.gui.components.button import Button
from companion.gui.components.empty import EmptyState
from companion.gui.components.focus import FocusRing
from companion.gui.components.toast import Notice, Toasts
from companion.gui.moderation.asked_people import AskedPeople
from companion.gui.moderation.deciding import Deciding
from companion.gui.moderation.held_queue import waits_for_a_person
from companion.gui.obs.wishes import ObsWishes
from companion.gui.pages.coming import viewers_page
from companion.gui.pages.live import LivePage, LivePanes, LiveWishes
from companion.gui.pages.login_desk import LoginDesk
from companion.gui.pages.sessions import SessionsPage
from companion.gui.pages.settings import SettingsPage
from companion.gui.services import Services
from companion.gui.shell.account_watch import AccountWatch
from companion.gui.shell.notices import Notices
from companion.gui.shell.rail import PAGES, Rail
from companion.gui.shell.requests import Requests
from companion.gui.shell.session_bar import SessionBar
from companion.gui.shell.status_line import StatusLine
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _

NARROW = 1200
"""Below this width the rail loses its words and panes become drawers."""

_WITH_LOGIN = {Platform.TWITCH, Platform.YOUTUBE}

SIZE = (1440, 900)
SMALLEST = (960, 560)
"""In pixels at 100 %."""


class Window(QWidget):
    """Everything a person sees. It asks and shows; it decides nothing.

    make_panes: builds the chat, activity and leaderboard panes.
    """

    def __init__(
        self,
        bridge: Bridge,
        *,
        theme: Theme,
        services: Services,
        make_panes: Callable[[LiveWishes], LivePanes],
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle(_("Companion"))
        self.setMinimumSize(*SMALLEST)
        self.resize(*SIZE)
        self.theme = theme
        self.services = services
        self.bridge = bridge
        self.watch = Watch(bridge, clock=services.clock, parent=self)
        self.accounts = AccountWatch(bridge, parent=self)
        self.toasts = Toasts(self, theme=theme)
        self.requests = Requests(
            self,
            self.watch,
            theme=theme,
            services=services,
            say=self.toasts.say,
            accounts=self.accounts,
            open_logins=self.open_logins,
        )
        self.obs = ObsWishes(
            self,
            self.watch,
            theme=theme,
            say=self.toasts.say,
            show_dialog=self.requests.show_dialog,
        )
        self._deciding = Deciding(
            self,
            bridge,
            theme=theme,
            say=self.toasts.say,
            show_dialog=self.requests.show_dialog,
        )
        self.asked = AskedPeople(
            bridge, self._deciding, say=self.toasts.say, parent=self
        )
        bridge.on_failure(self.say_failure)
        self._compact: bool | None = None
        self._open_tab: Callable[[str], object] = lambda _tab: None
        self._arrange: Callable[[str], object] = lambda _name: None
        self._opened_at = services.clock.monotonic()
        self._make_frame(make_panes)
        self._ring = FocusRing(self, theme=theme)
        self._make_shortcuts()
        self.open_page("live")
        self._set_compact(self.width() < NARROW)

    def fit_into(self, room: QSize) -> None:
        """Be no larger than the screen, as far as the smallest size allows."""
        self.resize(self.size().boundedTo(room))

    # Building

    def _make_frame(self, make_panes: Callable[[LiveWishes], LivePanes]) -> None:
        self.rail = Rail(theme=self.theme)
        self.rail.chosen.connect(self.open_page)
        self.bar = SessionBar(self.watch, theme=self.theme)
        self.notices = Notices(
            self.watch,
            theme=self.theme,
            on_resume=self.requests.resume_unfinished,
            on_start_new=self.requests.start_new,
            accounts=self.accounts,
            open_logins=self.open_logins,
            on_mend=self.obs.mend,
        )
        self.status = StatusLine(
            self.watch,
            theme=self.theme,
            cpu=self.services.cpu,
            on_gate=self._open_model,
            on_obs=self.open_obs,
        )
        self.live = LivePage(
            self.watch,
            make_panes(
                LiveWishes(
                    say=self.toasts.say,
                    connect_channel=self.requests.connect_channel,
                    simulate=self.requests.demo,
                    log_in=self._log_in_to_write,
                    set_up=self.set_up,
                    preferences=self.services.preferences,
                )
            ),
            theme=self.theme,
        )
        self.stack = QStackedWidget()
        self._pages: dict[str, QWidget] = {"live": self.live}
        self.stack.addWidget(self.live)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.bar, self.notices):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status)
        row = QHBoxLayout(self)
        row.setSpacing(0)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self._wire()

    def _make_page(self, key: str) -> QWidget:
        """Build a page; only when it is opened, so that the window is there sooner."""
        theme, watch, requests = self.theme, self.watch, self.requests
        match key:
            case "viewers":
                return viewers_page(theme=theme, on_live=lambda: self.go("live"))
            case "moderation":
                return self._moderation_page()
            case "show":
                return self._show_page()
            case "bots":
                return self._bots_page()
            case "overlays":
                return self._overlays_page()
            case "stage":
                return self._stage_editor()
            case "sessions":
                return SessionsPage(
                    watch,
                    theme=theme,
                    on_resume=requests.reopen,
                    on_start=requests.new_session,
                )
            case "settings":
                return SettingsPage(
                    self.services.preferences,
                    theme=theme,
                    desk=self._login_desk(),
                    show_dialog=requests.show_dialog,
                    go=self.go,
                    set_up=self.set_up,
                )
        raise KeyError(key)

    def _moderation_page(self) -> QWidget:
        # Its tabs bring the rules' code along, a third of what a start takes: it is
        # read when somebody wants to see it.
        from companion.gui.pages.moderation import ModerationPage  # noqa: PLC0415  # see above

        page = ModerationPage(
            self.watch,
            theme=self.theme,
            preferences=self.services.preferences,
            say=self.toasts.say,
            show_dialog=self.requests.show_dialog,
            open_viewer=self._open_viewer,
            deciding=self._deciding,
            asked=self.asked,
        )
        self._open_tab = page.open_tab
        return page

    def _bots_page(self) -> QWidget:
        from companion.gui.pages.bots import BotsPage  # noqa: PLC0415  # as the overlays

        return BotsPage(
            self.watch,
            preferences=self.services.preferences,
            theme=self.theme,
            say=self.toasts.say,
            show_dialog=self.requests.show_dialog,
        )

    def _overlays_page(self) -> QWidget:
        # Brings every overlay's settings along, which no other page needs.
        from companion.gui.pages.overlays import OverlaysPage  # noqa: PLC0415  # see above

        page = OverlaysPage(
            self.watch,
            preferences=self.services.preferences,
            theme=self.theme,
            say=self.toasts.say,
            show_dialog=self.requests.show_dialog,
            painter=self.services.painter,
        )
        page.obs_asked.connect(self.open_obs)
        page.media_asked.connect(self.open_media)
        page.stage_asked.connect(self.open_stage)
        return page

    def _show_page(self) -> QWidget:
        from companion.gui.pages.show import ShowPage  # noqa: PLC0415  # as the overlays

        return ShowPage(
            self.watch,
            theme=self.theme,
            say=self.toasts.say,
            show_dialog=self.requests.show_dialog,
            simulate=self.requests.demo,
        )

    def _stage_editor(self) -> QWidget:
        from companion.gui.stage_editor.editor import StageEditor  # noqa: PLC0415  # as the overlays

        editor = StageEditor(
            self.watch,
            preferences=self.services.preferences,
            theme=self.theme,
            say=self.toasts.say,
            show_dialog=self.requests.show_dialog,
            painter=self.services.painter,
        )
        editor.left.connect(partial(self.go, "overlays"))
        editor.obs_asked.connect(self.open_obs)
        self._arrange = editor.open
        return editor

    def open_stage(self, name: str = "stage") -> None:
        """Arrange a stage."""
        self.rail.set_current("overlays")
        self.page("stage")
        self._arrange(name)
        self.open_page("stage")

    def open_obs(self) -> None:
        """Show how we stand with OBS, and what it can be asked."""
        self.obs.open_popover(self.status.obs)

    def open_media(self) -> None:
        """Show the media library."""
        from companion.gui.media.dialog import MediaDialog  # noqa: PLC0415  # seldom needed

        dialog = MediaDialog(self, self.bridge, theme=self.theme)
        self.requests.show_dialog(dialog)

    def _wire(self) -> None:
        bar, requests = self.bar, self.requests
        bar.connect_asked.connect(requests.connect_channel)
        bar.find_asked.connect(self._find)
        bar.pause_asked.connect(requests.pause)
        bar.resume_asked.connect(requests.resume)
        bar.end_asked.connect(requests.end)
        bar.start_asked.connect(requests.new_session)
        bar.menu_asked.connect(lambda: requests.session_menu(bar.more))
        bar.pill_opened.connect(
            lambda target: requests.open_pill(target, bar.pills.pill(target))
        )
        self.watch.totals_changed.connect(self._show_badge)

    def _make_shortcuts(self) -> None:
        for number, page in enumerate(PAGES, 1):
            self._on_key(f"Ctrl+{number}", partial(self.go, page.key))
        self._on_key("Ctrl+K", self._find)
        self._on_key("Ctrl+O", self.requests.connect_channel)
        self._on_key("Ctrl+P", self.requests.pause_or_resume)
        self._on_key("Ctrl+E", self.requests.end)
        self._on_key("Ctrl+N", self.requests.new_session)
        self._on_key("Ctrl+Z", self.toasts.undo_newest)

    def _on_key(self, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(act)

    # Acting

    def start(self) -> None:
        """Begin to read the engine."""
        self.watch.start()
        self.accounts.start()
        is_set_up = self.services.preferences.current.general.is_set_up
        if self.services.offers_first_run and not is_set_up:
            self.bridge.ask(_has_nothing, then=self._offer_first_run)

    def set_up(self) -> None:
        """Show how to get from nothing to an overlay in OBS."""
        self.requests.set_up(on_live=lambda: self.go("live"))

    def _offer_first_run(self, has_nothing: bool) -> None:
        if has_nothing and self.requests.open_dialog is None:
            began = self._opened_at
            self.requests.set_up(began=began, on_live=lambda: self.go("live"))

    def stop(self) -> None:
        """Read no more; the engine is about to close."""
        self.requests.stop()
        self.accounts.stop()
        self.watch.stop()

    def say_failure(self, error: CompanionError) -> None:
        """Show an error that no field or page has taken."""
        self.toasts.say(Notice(text=str(error), kind="bad"))

    def refuse(self, text: str) -> None:
        """Show only why there is no engine; the one thing left to do is to close."""
        close = Button(_("Close"), theme=self.theme, on_click=self.close)
        page = EmptyState(
            theme=self.theme,
            icon="warning-circle-fill",
            title=_("Companion cannot start"),
            text=text,
            actions=(close,),
        )
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        for part in (self.rail, self.bar, self.notices, self.status):
            part.setEnabled(False)
        close.setFocus(Qt.FocusReason.OtherFocusReason)

    def page(self, key: str) -> QWidget:
        """Return a page by its key in the rail, or the "stage". Raises KeyError."""
        if key not in self._pages:
            self._pages[key] = self._make_page(key)
            self.stack.addWidget(self._pages[key])
        return self._pages[key]

    def go(self, key: str) -> None:
        """Open a page and mark it in the rail."""
        self.rail.set_current(key)
        self.open_page(key)

    def open_page(self, key: str) -> None:
        """Show a page; it is just there, nothing slides."""
        page = self.page(key)
        self.stack.setCurrentWidget(page)
        if isinstance(page, SessionsPage | SettingsPage):
            page.refresh()

    def open_logins(self, platform: Platform, target: str = "") -> None:
        """Show a platform's login card, with the one thing that is needed next.

        target: what is connected to once there is a key or a login; "" for nothing.
        """
        self.go("settings")
        page = self.page("settings")
        if isinstance(page, SettingsPage):
            # Where it stands is known when the page has been laid out.
            QTimer.singleShot(
                0, page, lambda: page.logins.reveal(platform, target=target)
            )

    def _log_in_to_write(self) -> None:
        """Open the login of the first platform that cannot be written to yet."""
        readers = [
            view.platform
            for view in self.watch.connections_now
            if view.cannot_write and view.platform in _WITH_LOGIN
        ]
        platform = readers[0] if readers else None
        self.open_logins(platform or Platform.TWITCH)

    def _login_desk(self) -> LoginDesk:
        return LoginDesk(
            watch=self.watch,
            accounts=self.accounts,
            services=self.services,
            say=self.toasts.say,
            connect=self.requests.connect_to,
            add_channel=self.requests.connect_channel,
        )

    def _find(self) -> None:
        self.requests.find(go=self.go, open_viewer=self._open_viewer)

    def _open_model(self) -> None:
        """Show the gate's model: the status line was clicked."""
        self.go("moderation")
        self._open_tab("model")

    def _open_viewer(self, viewer_id: str) -> None:
        self.go("live")
        self.live.open_viewer(viewer_id)

    def _show_badge(self) -> None:
        held = sum(map(waits_for_a_person, self.watch.held))
        self.rail.button("moderation").set_badge(held)

    def _set_compact(self, compact: bool) -> None:
        if compact == self._compact:
            return
        self._compact = compact
        self.rail.set_compact(compact)
        self.bar.set_compact(compact)
        self.live.set_compact(compact)
        self.status.set_compact(compact)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_compact(self.width() < NARROW)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        # Only asks to stop: the app closes everything in order, then the window.
        event.ignore()
        self.requests.leave()


async def _has_nothing(engine: Engine) -> bool:
    """Tell whether nothing is on record and nothing is connected."""
    if engine.connections() or engine.session() is not None:
        return False
    return engine.unfinished() is None and not await engine.sessions()
