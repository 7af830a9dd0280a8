"""What can be asked for an overlay, and the questions that come before it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from companion.domain.errors import CommandError, CompanionError, SettingsError
from companion.domain.ports import Engine
from companion.domain.studio import ObsAdded, OverlayView, SourceView
from companion.gui.bridge import Bridge
from companion.gui.components.dialog import Dialog, Question
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.components.text import isolated
from companion.gui.components.toast import Notice
from companion.gui.overlays.hints import HintsDialog
from companion.gui.overlays.presence import Act, scenes_of, sources_of
from companion.gui.overlays.studio_watch import StudioWatch
from companion.gui.preferences import Preferences
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

BUSY_SECONDS = 30
_MOST = 99
"""Overlays of one kind, as their numbers allow."""


class OverlayWishes(QObject):
    """Each method is one wish; what goes wrong comes back as a notice.

    busy_changed: seconds that the busy stream still runs, 0 when it is over. working:
    an overlay's one click is being done, or no more. listed: overlays were duplicated
    or removed. obs_needed: OBS is to be connected first. stage_asked: a stage is to be
    arranged, by name.
    """

    busy_changed = Signal(int)
    working = Signal(str, bool)
    listed = Signal(str)
    obs_needed = Signal()
    stage_asked = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        studio: StudioWatch,
        bridge: Bridge,
        *,
        theme: Theme,
        preferences: Preferences,
        say: Callable[[Notice], object],
        show_dialog: Callable[[Dialog], object],
    ) -> None:
        super().__init__(parent)
        self._parent = parent
        self._studio = studio
        self._bridge = bridge
        self._theme = theme
        self._preferences = preferences
        self._say = say
        self._show_dialog = show_dialog
        self._stop_busy: Callable[[], object] | None = None
        self._left = 0
        self._clock = QTimer(self)
        self._clock.setInterval(1_000)
        self._clock.timeout.connect(self._count_down)

    # Links

    def copy(self, name: str) -> None:
        """Put the link on the clipboard."""
        view = self._studio.overlay(name)
        if view is None or not view.link:
            return
        QGuiApplication.clipboard().setText(view.link)
        self._say(
            Notice(
                text=_("Link of {overlay} copied").format(overlay=view.title),
                detail=_("Whoever has the link sees the overlay. Do not show it."),
            )
        )

    def rotate(self, name: str) -> None:
        """Make a new link, after asking."""
        view = self._studio.overlay(name)
        if view is None:
            return
        self._show_dialog(
            Question(
                self._parent,
                theme=self._theme,
                title=_("New link for {overlay}?").format(overlay=view.title),
                consequence=_(
                    "The old link opens nothing any more. Sources in the OBS that is "
                    "connected get the new one at once; elsewhere you must paste it."
                ),
                verb=_("New link"),
                safe=_("Keep the link"),
                on_yes=lambda _reason: self._rotate(name, view.title),
            )
        )

    def hints(self, name: str) -> None:
        """Say how other programs show the overlay."""
        view = self._studio.overlay(name)
        if view is not None:
            self._show_dialog(
                HintsDialog(
                    self._parent,
                    view,
                    theme=self._theme,
                    is_keyed=self._own(name).get("background") == "chroma",
                    on_copy=partial(self.copy, name),
                    on_key=partial(self._set_key, name),
                )
            )

    # In OBS

    def act(self, name: str, act: Act) -> None:
        """Do the one click that a tile offers."""
        match act:
            case "add":
                self.add(name)
            case "repair":
                self._count(name, lambda engine: engine.studio.obs.repair(name))
            case "reload":
                self.reload(name)

    def add(self, name: str, scene: str = "") -> None:
        """Make a source of an overlay in a scene, "" for the one on air."""
        if self._studio.obs.state != "connected":
            self.obs_needed.emit()
            return

        async def ask(engine: Engine) -> ObsAdded:
            return await engine.studio.obs.add(name, scene)

        def then(added: ObsAdded) -> None:
            words = _("{source} is in the scene {scene}")
            detail = "" if added.created else _("It was there already.")
            text = words.format(
                source=isolated(added.source), scene=isolated(added.scene)
            )
            self._say(Notice(text=text, detail=detail))

        self._work(name, ask, then)

    def reload(self, name: str) -> None:
        """Have OBS load the overlay's pages again."""
        self._count(name, lambda engine: engine.studio.obs.reload(name))

    def show_source(self, source: SourceView, scene: str, *, visible: bool) -> None:
        """Show or hide a source in a scene."""
        self._ask(
            lambda engine: engine.studio.obs.show_source(
                source.source, scene, visible=visible
            )
        )

    # Trying

    def test(self, name: str) -> None:
        """Show the overlay's example for some seconds."""
        view = self._studio.overlay(name)

        def ask(engine: Engine) -> None:
            engine.studio.overlays.show_test(name)

        def then(_none: object) -> None:
            if view is not None and not view.pages:
                self._say(
                    Notice(
                        text=_("Nobody sees the test yet"),
                        detail=_("No page of {overlay} is open.").format(
                            overlay=view.title
                        ),
                        kind="info",
                    )
                )

        self._bridge.ask(ask, then=then)

    def busy(self) -> None:
        """Simulate a busy stream for 30 s, or stop the one that runs."""
        if self._stop_busy is not None:
            self._stop_busy()
            self._end_busy()
            return

        async def ask(engine: Engine) -> bool:
            await engine.studio.overlays.busy(BUSY_SECONDS)
            return True

        self._left = BUSY_SECONDS
        self._clock.start()
        self.busy_changed.emit(self._left)

        def then(_done: bool) -> None:
            self._end_busy()

        self._stop_busy = self._bridge.begin(ask, then=then, failed=self._fail_busy)

    # More of a kind

    def duplicate(self, name: str) -> None:
        """Make another overlay of the same kind with the same settings."""
        view = self._studio.overlay(name)
        if view is None:
            return
        known = {one.name for one in self._studio.overlays}
        known |= set(self._preferences.current.overlays)
        numbers = range(2, _MOST + 1)
        free = [f"{view.kind}_{number}" for number in numbers]
        chosen = next((one for one in free if one not in known), "")
        if not chosen:
            self._say(Notice(text=_("There are 99 of it already."), kind="bad"))
            return
        if self._change({f"overlays.{chosen}": self._own(name)}):
            self._say(Notice(text=_("{overlay} duplicated").format(overlay=view.title)))
            self.listed.emit(chosen)

    def remove(self, name: str) -> None:
        """Remove a duplicate, after asking."""
        view = self._studio.overlay(name)
        if view is None:
            return
        self._show_dialog(
            Question(
                self._parent,
                theme=self._theme,
                title=_("Remove {overlay}?").format(overlay=view.title),
                consequence=_(
                    "Its settings and its link are gone. Its source stays in OBS and "
                    "shows nothing."
                ),
                verb=_("Remove"),
                safe=_("Keep it"),
                on_yes=lambda _reason: self._remove(name, view.kind),
            )
        )

    # The menu

    def menu_items(self, name: str) -> list[MenuItem]:
        """Return everything that can be done with an overlay."""
        view = self._studio.overlay(name)
        if view is None:
            return []
        items = [
            MenuItem(
                text=_("Test"),
                icon="play",
                key="T",
                on_pick=partial(self.test, name),
                enabled=bool(view.link),
            ),
            MenuItem(
                text=_("Copy link"),
                icon="copy",
                key="Ctrl+C",
                on_pick=partial(self.copy, name),
                enabled=bool(view.link),
            ),
            MenuItem(
                text=_("vMix, Streamlabs, a browser…"),
                icon="monitor-play",
                on_pick=partial(self.hints, name),
            ),
            SEPARATOR,
            *self._obs_items(view),
            SEPARATOR,
            MenuItem(
                text=_("Duplicate"),
                icon="copy-simple",
                on_pick=partial(self.duplicate, name),
            ),
            MenuItem(
                text=_("New link…"),
                icon="arrows-clockwise",
                on_pick=partial(self.rotate, name),
                enabled=bool(view.link),
            ),
        ]
        if view.kind == "stage":
            arrange = MenuItem(
                text=_("Arrange…"),
                icon="squares-four",
                on_pick=partial(self.stage_asked.emit, name),
            )
            items = [arrange, SEPARATOR, *items]
        if view.name != view.kind:
            remove = MenuItem(
                text=_("Remove…"),
                icon="trash",
                destructive=True,
                on_pick=partial(self.remove, name),
            )
            items.append(remove)
        return items

    def open_menu(self, name: str, at: QPoint) -> QMenu | None:
        """Show the menu of an overlay."""
        items = self.menu_items(name)
        if not items:
            return None
        popup = menu(self._parent.window(), items, theme=self._theme)
        popup.popup(at)
        return popup

    def _obs_items(self, view: OverlayView) -> list[MenuItem]:
        obs = self._studio.obs
        sources = sources_of(obs, view.name)
        scenes = [
            MenuItem(text=scene, on_pick=partial(self.add, view.name, scene))
            for scene in obs.scenes
        ]
        add = MenuItem(
            text=_("Add to a scene") if scenes else _("Add to OBS"),
            icon="plus",
            children=scenes,
            on_pick=None if scenes else partial(self.add, view.name),
        )
        items = [add]
        for source in sources:
            scene = scenes_of([source], obs.scene)
            shown = source.is_visible
            words = _("Hide in {scene}") if shown else _("Show in {scene}")
            items.append(
                MenuItem(
                    text=words.format(scene=isolated(scene)),
                    icon="eye-slash" if shown else "eye",
                    on_pick=partial(self.show_source, source, scene, visible=not shown),
                    enabled=bool(scene),
                )
            )
        if sources:
            reload = MenuItem(
                text=_("Reload in OBS"),
                icon="arrows-clockwise",
                on_pick=partial(self.reload, view.name),
            )
            items.append(reload)
        return items

    # How

    def _own(self, name: str) -> dict[str, object]:
        return dict(self._preferences.current.overlays.get(name, {}))

    def _rotate(self, name: str, title: str) -> None:
        async def ask(engine: Engine) -> str:
            return await engine.studio.overlays.rotate(name)

        def then(_link: str) -> None:
            text = _("{overlay} has a new link").format(overlay=title)
            self._say(Notice(text=text))
            self._studio.look()

        self._bridge.ask(ask, then=then)

    def _remove(self, name: str, kind: str) -> None:
        if self._change({f"overlays.{name}": None}):
            self.listed.emit(kind)

    def _set_key(self, name: str, on: bool) -> None:
        value = "chroma" if on else None
        if self._change({f"overlays.{name}.background": value}):
            self.listed.emit(name)

    def _change(self, values: dict[str, object]) -> bool:
        try:
            self._preferences.change(values)
        except SettingsError as error:
            self._say(Notice(text=_("Not changed"), detail=str(error), kind="bad"))
            return False
        self._studio.look()
        return True

    def _count(self, name: str, ask: Callable[[Engine], object]) -> None:
        """Ask for something that answers how many sources it did it to."""

        def then(count: object) -> None:
            number = count if isinstance(count, int) else 0
            text = ngettext("{n} source done", "{n} sources done", number)
            self._say(Notice(text=text.format(n=number)))

        self._work(name, ask, then)

    def _work(
        self, name: str, ask: Callable[[Engine], object], then: Callable[..., object]
    ) -> None:
        self.working.emit(name, True)

        def done(answer: object) -> None:
            self.working.emit(name, False)
            then(answer)
            self._studio.look()

        def failed(error: CompanionError) -> None:
            self.working.emit(name, False)
            self._say(
                Notice(text=_("OBS did not do it"), detail=str(error), kind="bad")
            )

        self._bridge.ask(ask, then=done, failed=failed)

    def _ask(self, ask: Callable[[Engine], object]) -> None:
        self._bridge.ask(ask, then=lambda _answer: self._studio.look())

    def _count_down(self) -> None:
        self._left = max(1, self._left - 1)
        self.busy_changed.emit(self._left)

    def _fail_busy(self, error: CompanionError) -> None:
        self._end_busy()
        if isinstance(error, CommandError):
            self._say(Notice(text=str(error), kind="bad"))

    def _end_busy(self) -> None:
        self._stop_busy = None
        self._left = 0
        self._clock.stop()
        self.busy_changed.emit(0)
