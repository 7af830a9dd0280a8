"""What is asked of hooks: made, copied, given another token, deleted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.studio import HookView
from companion.gui.bridge import Bridge
from companion.gui.components.dialog import Dialog, Question
from companion.gui.components.text import isolated
from companion.gui.components.toast import Notice
from companion.gui.theme.theme import Theme
from companion.i18n import _


class HookWishes(QObject):
    """changed: there are other hooks now, or one has another token."""

    changed = Signal()

    def __init__(
        self,
        window: Callable[[], QObject],
        bridge: Bridge,
        *,
        theme: Theme,
        say: Callable[[Notice], object],
        show_dialog: Callable[[Dialog], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._bridge = bridge
        self._theme = theme
        self._say = say
        self._show_dialog = show_dialog

    def ask(self, verb: str, name: str) -> None:
        """Do what a HookRow asks for."""
        called = isolated(name)
        match verb:
            case "rotate":
                self._question(
                    _("Give the hook {name} another token?").format(
                        name=isolated(name)
                    ),
                    _("Programs that have the old one cannot call it any more."),
                    verb=_("New token"),
                    do=lambda: self._do(verb, name),
                )
            case "forget":
                self._question(
                    _("Delete the hook {name}?").format(name=called),
                    _("Nobody can call it any more; rules that wait for it rest."),
                    verb=_("Delete it"),
                    do=lambda: self._do(verb, name),
                )
            case _:
                self._do(verb, name)

    def _question(
        self, title: str, consequence: str, *, verb: str, do: Callable[[], object]
    ) -> None:
        question = Question(
            self._window(),  # type: ignore[arg-type]  # the page's window is a widget
            theme=self._theme,
            title=title,
            consequence=consequence,
            verb=verb,
            safe=_("Keep it"),
            on_yes=lambda _reason: do(),
        )
        self._show_dialog(question)

    def _do(self, verb: str, name: str) -> None:
        async def ask(engine: Engine) -> HookView | None:
            hooks = engine.studio.hooks
            if verb == "forget":
                hooks.forget(name)
                return None
            return hooks.rotate(name) if verb == "rotate" else hooks.make(name)

        def then(hook: HookView | None) -> None:
            self.changed.emit()
            if hook is not None and verb in {"address", "token"}:
                self._copy(hook, verb)

        def failed(error: CompanionError) -> None:
            self._say(Notice(text=_("Not done"), detail=str(error), kind="bad"))

        self._bridge.ask(ask, then=then, failed=failed)

    def _copy(self, hook: HookView, what: str) -> None:
        copied, text, detail = hook.address, _("Address of {name} copied"), ""
        if what == "token":
            copied, text = hook.token, _("Token of {name} copied")
            detail = _("Whoever has the token can set off its rules. Do not show it.")
        QGuiApplication.clipboard().setText(copied)
        self._say(Notice(text=text.format(name=isolated(hook.name)), detail=detail))
