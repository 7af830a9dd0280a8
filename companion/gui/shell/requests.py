"""What a person can ask for from any page, and the questions that come before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from companion.domain.errors import CompanionError, SettingsError
from companion.domain.ports import Engine
from companion.domain.values import Platform
from companion.domain.views import ConnectionView, SessionView, Standing
from companion.gui.components.amounts import points
from companion.gui.components.dialog import Dialog, Question
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.components.text import isolated
from companion.gui.components.toast import Notice
from companion.gui.live.display_text import platform_of
from companion.gui.services import Services
from companion.gui.shell.account_watch import AccountWatch
from companion.gui.shell.connect import Conditions, ConnectDialog
from companion.gui.shell.naming import NameDialog
from companion.gui.shell.palette import Finding, Palette
from companion.gui.shell.popover import PillPopover
from companion.gui.shell.rail import PAGES
from companion.gui.shell.targets import page_of
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _

if TYPE_CHECKING:
    from companion.gui.first_run.dialog import FirstRun

MOST_VIEWERS = 1_000
"""Viewers offered by Find: the first of the standings."""


class Requests(QObject):
    """Each method is one wish; errors come back as notices or beside the field.

    window: what dialogs stand over. say: shows a notice. open_logins: leads to a
    platform's login card, with the target that waits for it, "" for none.
    """

    def __init__(
        self,
        window: QWidget,
        watch: Watch,
        *,
        theme: Theme,
        services: Services,
        say: Callable[[Notice], object],
        accounts: AccountWatch,
        open_logins: Callable[[Platform, str], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._watch = watch
        self._theme = theme
        self._services = services
        self._say = say
        self._accounts = accounts
        self._open_logins = open_logins
        self._open: QWidget | None = None
        self._leaving = False
        self._first_run: FirstRun | None = None
        watch.connections_changed.connect(self._refresh_popover)

    @property
    def open_dialog(self) -> QWidget | None:
        """Return the dialog or popover that is open, None when none is."""
        found = self._open
        if found is None or not isValid(found) or not found.isVisible():
            return None
        return found

    # The session

    def pause(self) -> None:
        """Go on recording, stop counting; asks nothing."""
        self._ask(lambda engine: engine.pause_session())

    def resume(self) -> None:
        """End the pause."""
        self._ask(lambda engine: engine.resume_session())

    def pause_or_resume(self) -> None:
        """Do whichever is possible."""
        session = self._watch.live_session
        if session is not None:
            (self.resume if session.state == "paused" else self.pause)()

    def end(self) -> None:
        """End the session, after asking."""
        session = self._watch.live_session
        if session is None:
            return
        self._show(
            Question(
                self._window,
                theme=self._theme,
                title=_("End {name}?").format(name=_name(session)),
                consequence=_(
                    "Nothing counts from then on, and the standings stay as they are. "
                    "You can resume the session from the Sessions page."
                ),
                verb=_("End"),
                safe=_("Stay on air"),
                on_yes=lambda _reason: self._ask(lambda engine: engine.end_session()),
            )
        )

    def new_session(self) -> None:
        """Open a session, after asking for its name; the running one ends."""
        running = self._watch.live_session
        note = ""
        if running is not None:
            note = _("{name} ends first; you can resume it from the Sessions page.")
            note = note.format(name=_name(running))
        self._show(
            NameDialog(
                self._window,
                theme=self._theme,
                title=_("New session"),
                verb=_("Start"),
                note=note,
                on_name=self._start,
            )
        )

    def rename(self) -> None:
        """Give the running session another name."""
        session = self._watch.live_session
        if session is None:
            return
        self._show(
            NameDialog(
                self._window,
                theme=self._theme,
                title=_("Rename the session"),
                verb=_("Rename"),
                name=session.name,
                on_name=lambda name: self._ask(
                    lambda engine: engine.rename_session(name)
                ),
            )
        )

    def start_new(self) -> None:
        """Leave the unfinished session as it is and open a new one."""
        self._start("")

    def resume_unfinished(self) -> None:
        """Continue the session that a crash left open."""
        session = self._watch.unfinished
        if session is not None:
            self._reopen(session)

    def reopen(self, session: SessionView) -> None:
        """Continue an ended session; asks when another one is running."""
        running = self._watch.live_session
        if running is None:
            self._reopen(session)
            return
        self._show(
            Question(
                self._window,
                theme=self._theme,
                title=_("Resume {name}?").format(name=_name(session)),
                consequence=_("{name} ends first.").format(name=_name(running)),
                verb=_("Resume"),
                safe=_("Stay"),
                look="normal",
                on_yes=lambda _reason: self._reopen(session),
            )
        )

    def session_menu(self, anchor: QWidget) -> None:
        """Show what else can be done with the session."""
        items = [
            MenuItem(text=_("Rename…"), icon="pencil-simple", on_pick=self.rename),
            MenuItem(
                text=_("New session…"),
                icon="plus",
                key="Ctrl+N",
                on_pick=self.new_session,
            ),
            SEPARATOR,
            MenuItem(
                text=_("End…"),
                icon="stop-fill",
                key="Ctrl+E",
                destructive=True,
                on_pick=self.end,
            ),
        ]
        popup = menu(self._window, items, theme=self._theme)
        self._open = popup
        popup.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + 4)))

    # Connections

    def connect_channel(self) -> None:
        """Ask for a channel or a simulated stream."""
        youtube = self._accounts.view(Platform.YOUTUBE)
        self._show(
            ConnectDialog(
                self._window,
                theme=self._theme,
                scenarios=self._services.scenarios,
                connect=self._connect,
                conditions=Conditions(
                    available=self._services.available,
                    tiktok_notice=self._notice_to_accept(),
                    on_tiktok_accepted=self._accept_tiktok,
                    youtube_ready=youtube is None or youtube.way != "none",
                    on_youtube_setup=partial(self._open_logins, Platform.YOUTUBE),
                ),
            )
        )

    def set_up(
        self, *, began: float | None = None, on_live: Callable[[], object]
    ) -> None:
        """Open the first run.

        began: the clock's monotonic time when Companion was opened, None when it was
        asked for. on_live: it is over, and the Live page comes.
        """
        # Seldom needed, and it brings the overlays' pictures along.
        from companion.gui.first_run import open_first_run  # noqa: PLC0415  # see above

        dialog = open_first_run(
            self._window,
            self._watch,
            theme=self._theme,
            services=self._services,
            began=began,
            connect=self._connect,
            tiktok_notice=self._notice_to_accept,
            accept_tiktok=self._accept_tiktok,
            change=self._change,
            open_logins=self._open_logins,
            on_live=on_live,
            say=self._say,
        )
        self._first_run = dialog
        self._show(dialog)

    def connect_to(self, target: str) -> None:
        """Start a connection; what goes wrong becomes a notice."""
        self._ask(lambda engine: engine.connect(target))

    def show_dialog(self, dialog: Dialog) -> None:
        """Open a dialog over the window in place of the one that is open."""
        self._show(dialog)

    def demo(self) -> None:
        """Connect the first simulated stream."""
        scenarios = self._services.scenarios
        if scenarios:
            target = scenarios[0].target
            self._ask(lambda engine: engine.connect(target))

    def open_pill(self, target: str, anchor: QWidget) -> None:
        """Show a connection from near."""
        watch = self._watch
        views = [view for view in watch.connections_now if view.target == target]
        if not views:
            return
        page = page_of(target)
        popover = PillPopover(
            self._window,
            views[0],
            watch.recent(target),
            theme=self._theme,
            now=watch.now,
            on_reconnect=lambda: self._ask(lambda engine: _reconnect(engine, target)),
            on_disconnect=lambda: self._ask(lambda engine: engine.disconnect(target)),
            on_log_in=partial(self._log_in, views[0]),
            on_watch=partial(self._services.open_page, page) if page else None,
        )
        self._open = popover
        popover.show_below(anchor)

    def stop(self) -> None:
        """Close the first run if it is open; it is offered again next time."""
        dialog = self._first_run
        if dialog is not None and dialog is self.open_dialog:
            dialog.put_off()

    # Everything else

    def find(
        self, *, go: Callable[[str], object], open_viewer: Callable[[str], object]
    ) -> None:
        """Open the palette over pages, actions and viewers."""
        palette = Palette(self._window, self._findings(go), theme=self._theme)
        self._show(palette)

        def add(answer: tuple[Sequence[Standing], int]) -> None:
            if isValid(palette) and palette.isVisible():
                palette.add([_viewer(standing, open_viewer) for standing in answer[0]])

        self._watch.bridge.ask(
            lambda engine: engine.standings(limit=MOST_VIEWERS), then=add
        )

    def leave(self) -> None:
        """Close the window; asks while a session is on air."""
        session = self._watch.live_session
        if session is None or self._leaving or not self._services.is_kept:
            self._services.on_close()
            return
        self._show(
            Question(
                self._window,
                theme=self._theme,
                title=_("Close while {name} is on air?").format(name=_name(session)),
                consequence=_(
                    "Nothing is recorded any more and overlays stand still. The "
                    "session ends; you can resume it when Companion runs again."
                ),
                verb=_("End and close"),
                safe=_("Stay on air"),
                on_yes=lambda _reason: self._end_and_leave(),
            )
        )

    # How

    def _log_in(self, view: ConnectionView) -> None:
        if view.platform is not None:
            self._open_logins(view.platform, "")

    def _notice_to_accept(self) -> str:
        """Return the notice about TikTok while it is not accepted, else ""."""
        at = self._services.preferences.current.tiktok.notice_accepted_at
        if self._services.is_notice_accepted(at):
            return ""
        return self._services.tiktok_notice()

    def _refresh_popover(self) -> None:
        """Bring the popover up to date, if one is open."""
        popover = self.open_dialog
        if isinstance(popover, PillPopover):
            for view in self._watch.connections_now:
                if view.target == popover.target:
                    popover.show_view(view, now=self._watch.now)

    def _show(self, dialog: Dialog | Palette) -> None:
        before = self.open_dialog
        if before is not None:
            before.close()
        self._open = dialog
        dialog.open()

    def _ask(self, ask: Callable[[Engine], object]) -> None:
        self._watch.bridge.ask(ask, then=self._look_again)

    def _look_again(self, _answer: object) -> None:
        self._watch.refresh()

    def _start(self, name: str) -> None:
        self._ask(lambda engine: engine.start_session(name))

    def _reopen(self, session: SessionView) -> None:
        self._ask(lambda engine: engine.reopen_session(session.id))

    def _connect(
        self, target: str, answer: Callable[[CompanionError | None], None]
    ) -> None:
        def then(_none: object) -> None:
            answer(None)
            self._watch.refresh()

        self._watch.bridge.ask(
            lambda engine: engine.connect(target), then=then, failed=answer
        )

    def _accept_tiktok(self) -> None:
        moment = datetime.fromtimestamp(self._watch.now / 1_000_000, UTC)
        try:
            values = {"tiktok.notice_accepted_at": moment.replace(microsecond=0)}
            self._services.preferences.change(values)
        except SettingsError as error:
            text = _("The answer was not saved, so it is asked again next time.")
            self._say(Notice(text=text, detail=str(error), kind="bad"))

    def _change(self, name: str, value: object) -> None:
        """Save one setting."""
        try:
            self._services.preferences.change({name: value})
        except SettingsError as error:
            self._say(Notice(text=_("Not changed"), detail=str(error), kind="bad"))

    def _end_and_leave(self) -> None:
        self._leaving = True
        self._watch.bridge.ask(
            lambda engine: engine.end_session(), then=self._left, failed=self._left
        )

    def _left(self, _answer: object) -> None:
        self._services.on_close()

    def _findings(self, go: Callable[[str], object]) -> list[Finding]:
        findings = [
            Finding(
                title=page.title(),
                icon=page.icon,
                key=f"Ctrl {number}",
                pick=partial(go, page.key),
            )
            for number, page in enumerate(PAGES, 1)
        ]
        return [*self._actions(), *findings]

    def _actions(self) -> list[Finding]:
        session = self._watch.live_session
        connect = Finding(
            title=_("Connect a channel"),
            icon="plus",
            key="Ctrl O",
            pick=self.connect_channel,
        )
        start = Finding(
            title=_("New session"), icon="play", key="Ctrl N", pick=self.new_session
        )
        if session is None:
            return [connect, start]
        paused = session.state == "paused"
        pause = Finding(
            title=_("Resume") if paused else _("Pause"),
            icon="play" if paused else "pause",
            key="Ctrl P",
            pick=self.pause_or_resume,
        )
        rename = Finding(
            title=_("Rename the session"), icon="pencil-simple", pick=self.rename
        )
        end = Finding(
            title=_("End the session"), icon="stop", key="Ctrl E", pick=self.end
        )
        return [connect, pause, end, start, rename]


def _viewer(standing: Standing, open_viewer: Callable[[str], object]) -> Finding:
    viewer = standing.viewer
    return Finding(
        title=isolated(viewer.name),
        detail=points(standing.points),
        viewer_id=viewer.id,
        platform=platform_of(viewer.id),
        pick=lambda: open_viewer(viewer.id),
    )


def _name(session: SessionView) -> str:
    if session.name:
        return _("“{name}”").format(name=isolated(session.name))
    return _("session {n}").format(n=session.ordinal)


async def _reconnect(engine: Engine, target: str) -> None:
    """Drop a connection and make it anew; its counts begin again."""
    await engine.disconnect(target)
    await engine.connect(target)
