"""What OBS can be asked, and the questions that come before what viewers notice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.studio import Check, ObsAct, ObsView, SourceView
from companion.gui.components.dialog import Dialog, Question
from companion.gui.components.toast import Notice
from companion.gui.obs.popover import ObsPopover, PopoverWishes
from companion.gui.obs.preflight import PreflightDialog
from companion.gui.overlays.presence import scenes_of
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _


class ObsWishes(QObject):
    """Each method is one wish; what goes wrong comes back where it was asked."""

    def __init__(
        self,
        window: QWidget,
        watch: Watch,
        *,
        theme: Theme,
        say: Callable[[Notice], object],
        show_dialog: Callable[[Dialog], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._watch = watch
        self._theme = theme
        self._say = say
        self._show_dialog = show_dialog
        self._popover: ObsPopover | None = None
        watch.obs_changed.connect(self._refresh)

    @property
    def popover(self) -> ObsPopover | None:
        """Return the popover while it is open."""
        found = self._popover
        if found is None or not isValid(found) or not found.isVisible():
            return None
        return found

    def open_popover(self, anchor: QWidget) -> None:
        """Show how we stand with OBS, above what was clicked."""
        popover = ObsPopover(
            self._window,
            self._watch.obs,
            theme=self._theme,
            wishes=PopoverWishes(
                look=self.look,
                log_in=self.log_in,
                switch=self.switch_scene,
                show_source=self.show_source,
                mend=self.mend,
                act=self.act,
                panic=self.panic,
                preflight=self.preflight,
            ),
        )
        self._popover = popover
        popover.show_above(anchor)

    def look(self) -> None:
        """Look for OBS now."""
        self._ask_view(lambda engine: engine.studio.obs.look())

    def log_in(self, password: str) -> None:
        """Connect with a password; the field keeps it when it is refused."""
        self._ask_view(lambda engine: engine.studio.obs.log_in(password))

    def switch_scene(self, scene: str) -> None:
        """Bring a scene on air."""
        self._ask(lambda engine: engine.studio.obs.switch_scene(scene))

    def show_source(self, source: SourceView, visible: bool) -> None:
        """Show or hide a source in the scene on air, or else where it is."""
        scene = scenes_of([source], self._watch.obs.scene)
        self._ask(
            lambda engine: engine.studio.obs.show_source(
                source.source, scene, visible=visible
            )
        )

    def mend(self, source: SourceView) -> None:
        """Give a source its present link, or load its page again."""
        name = source.overlay
        if source.state == "stale":
            self._ask(lambda engine: engine.studio.obs.repair(name))
        else:
            self._ask(lambda engine: engine.studio.obs.reload(name))

    def act(self, act: ObsAct) -> None:
        """Start or stop an output of OBS; asks before what viewers notice."""
        question = _question(act)
        if question is None:
            self._act(act)
            return
        title, consequence, verb, safe = question
        self._close_popover()
        self._show_dialog(
            Question(
                self._window,
                theme=self._theme,
                title=title,
                consequence=consequence,
                verb=verb,
                safe=safe,
                look="final" if act.endswith("stop") else "normal",
                on_yes=lambda _reason: self._act(act),
            )
        )

    def panic(self) -> None:
        """Go to the privacy scene, or back."""

        async def ask(engine: Engine) -> bool:
            return await engine.studio.obs.panic()

        def then(is_private: bool) -> None:
            words = _("The privacy scene is on air") if is_private else _("Back on air")
            self._say(Notice(text=words))
            self._watch.refresh()

        self._watch.bridge.ask(ask, then=then, failed=self._failed)

    def preflight(self) -> None:
        """Check everything that a stream needs."""
        self._close_popover()
        dialog = PreflightDialog(
            self._window, theme=self._theme, on_again=lambda: self._check(dialog)
        )
        self._show_dialog(dialog)
        self._check(dialog)

    # How

    def _check(self, dialog: PreflightDialog) -> None:
        async def ask(engine: Engine) -> Sequence[Check]:
            return tuple(await engine.studio.obs.preflight())

        def then(checks: Sequence[Check]) -> None:
            if isValid(dialog):
                dialog.show_checks(checks)

        def failed(error: CompanionError) -> None:
            if isValid(dialog):
                dialog.show_problem(str(error))

        dialog.show_working()
        self._watch.bridge.ask(ask, then=then, failed=failed)

    def _act(self, act: ObsAct) -> None:
        self._ask(lambda engine: engine.studio.obs.act(act))

    def _ask(self, ask: Callable[[Engine], object]) -> None:
        self._watch.bridge.ask(
            ask, then=lambda _answer: self._watch.refresh(), failed=self._failed
        )

    def _ask_view(self, ask: Callable[[Engine], object]) -> None:
        """Ask for what answers how we stand then."""

        def then(view: object) -> None:
            popover = self.popover
            if popover is not None and isinstance(view, ObsView):
                popover.show_view(view)
            self._watch.refresh()

        popover = self.popover
        if popover is not None:
            popover.set_busy(True)
        self._watch.bridge.ask(
            ask, then=then, failed=partial(self._failed, is_asked_there=True)
        )

    def _failed(self, error: CompanionError, *, is_asked_there: bool = False) -> None:
        popover = self.popover
        if popover is not None:
            popover.set_busy(False)
            popover.show_problem(str(error))
            if is_asked_there:
                return
        if popover is None:
            self._say(
                Notice(text=_("OBS did not do it"), detail=str(error), kind="bad")
            )

    def _refresh(self) -> None:
        popover = self.popover
        if popover is not None:
            popover.show_view(self._watch.obs)

    def _close_popover(self) -> None:
        popover = self.popover
        if popover is not None:
            popover.close()


def _question(act: ObsAct) -> tuple[str, str, str, str] | None:
    """Return title, consequence, verb and the safe answer; None asks nothing."""
    match act:
        case "stream_start":
            return (
                _("Start streaming?"),
                _("OBS goes on air with the scene that it shows now."),
                _("Start streaming"),
                _("Not yet"),
            )
        case "stream_stop":
            return (
                _("Stop streaming?"),
                _("Viewers see the end of the stream. The session here goes on."),
                _("Stop streaming"),
                _("Stay on air"),
            )
        case "record_start":
            return (
                _("Start recording?"),
                _("OBS writes a file where its settings say."),
                _("Start recording"),
                _("Not yet"),
            )
        case "record_stop":
            return (
                _("Stop recording?"),
                _("OBS closes the file; a new recording begins a new one."),
                _("Stop recording"),
                _("Go on"),
            )
        case _:
            return None
