"""Which overlays can be put on the stage, and how more of a kind are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from companion.domain.studio import OverlayView
from companion.gui.components.menu import SEPARATOR, MenuItem
from companion.gui.components.text import isolated
from companion.gui.components.toast import Notice
from companion.gui.overlays.studio_watch import StudioWatch
from companion.gui.overlays.wishes import OverlayWishes
from companion.gui.preferences import Preferences
from companion.gui.stage_editor.plan import Plan
from companion.i18n import _
from overlays.catalogue import overlay_named
from overlays.stage import MOST_ITEMS


class Adding(QObject):
    """Overlays by name: what they are called, which are there, which can be added."""

    def __init__(
        self,
        plan: Plan,
        studio: StudioWatch,
        wishes: OverlayWishes,
        *,
        preferences: Preferences,
        say: Callable[[Notice], object],
    ) -> None:
        super().__init__(plan)
        self._plan = plan
        self._studio = studio
        self._wishes = wishes
        self._preferences = preferences
        self._say = say
        self._beside: dict[str, str] = {}
        wishes.listed.connect(self._on_made)

    def title(self, name: str) -> str:
        """Return what an overlay is called; its name where there is none."""
        view = self._studio.overlay(name)
        if view is not None:
            return view.title
        overlay = overlay_named(name)
        if overlay is None:
            return isolated(name)
        number = name.removeprefix(overlay.kind).removeprefix("_")
        return f"{overlay.title()} {number}".rstrip()

    def is_known(self, name: str) -> bool:
        """Tell whether there is an overlay of that name."""
        overlay = overlay_named(name)
        if overlay is None or overlay.kind == "stage":
            return False
        return name == overlay.kind or name in self._preferences.current.overlays

    def align(self, name: str) -> str:
        """Return where in its frame an overlay keeps its content."""
        overlay = overlay_named(name)
        own = self._preferences.current.overlays.get(name, {})
        default = overlay.settings_type.model_fields["align"].default if overlay else ""
        return str(own.get("align", default))

    def menu_items(self) -> list[MenuItem]:
        """Return what can be put on the stage now."""
        arrangement = self._plan.arrangement
        if arrangement.is_full:
            text = _("{n} overlays are on the stage; more do not fit.")
            return [MenuItem(text=text.format(n=MOST_ITEMS))]
        views = [view for view in self._studio.overlays if view.kind != "stage"]
        free = [view for view in views if arrangement.item(view.name) is None]
        items = [
            MenuItem(
                text=view.title, tip=view.description, on_pick=partial(self.add, view)
            )
            for view in free
        ]
        again = [
            MenuItem(text=view.title, on_pick=partial(self.duplicate, (view.name,)))
            for view in self._kinds_placed(views, free)
        ]
        if again:
            another = MenuItem(
                text=_("Another one of a kind"), icon="copy-simple", children=again
            )
            items = [another, *((SEPARATOR, *items) if items else ())]
        return items or [MenuItem(text=_("No overlays"))]

    def add(self, view: OverlayView) -> None:
        """Put an overlay in front of all others, in the middle."""
        arrangement = self._plan.arrangement
        self._plan.change(arrangement.added(view.name, view.width, view.height))
        self._plan.select((view.name,))

    def duplicate(self, names: Sequence[str]) -> None:
        """Make further overlays with the same settings, each a little beside its own.

        What cannot be made is told.
        """
        self._plan.keep()
        for name in names:
            if self._plan.arrangement.is_full:
                text = _("{n} overlays are on the stage; more do not fit.")
                self._say(Notice(text=text.format(n=MOST_ITEMS), kind="bad"))
                return
            if self._studio.overlay(name) is None:
                text = _("There is no second {overlay}: it is not there itself.")
                words = text.format(overlay=self.title(name))
                self._say(Notice(text=words, kind="bad"))
                continue
            self._beside = {"name": name}
            self._wishes.duplicate(name)
            self._beside = {}

    def _on_made(self, made: str) -> None:
        like = self._beside.get("name")
        if like is None:
            return
        self._plan.change(self._plan.arrangement.added_beside(made, like))
        self._plan.select((made,))

    def _kinds_placed(
        self, views: Sequence[OverlayView], free: Sequence[OverlayView]
    ) -> list[OverlayView]:
        """Return the first of each kind of which none is left to be added."""
        left = {view.kind for view in free}
        placed = set(self._plan.arrangement.names)
        first: dict[str, OverlayView] = {}
        for view in views:
            if view.kind not in left and view.name in placed:
                first.setdefault(view.kind, view)
        return list(first.values())
