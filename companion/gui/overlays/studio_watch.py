"""What the page knows of the overlays: read anew while the page is in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import structs
from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from companion.domain.ports import Engine
from companion.domain.studio import ObsView, OverlayView
from companion.domain.values import Timestamp
from companion.gui.overlays.presence import Presence, presence
from companion.gui.page_watch import PageWatch
from companion.gui.shell.watch import Watch

REFRESH_MS = 500


_Reading = tuple[Sequence[OverlayView], ObsView]


class StudioWatch(PageWatch[_Reading]):
    """changed: overlays, their pages or OBS were read; about twice a second.

    listed: other overlays exist now than before.
    """

    listed = Signal()

    def __init__(self, watch: Watch, *, parent: QObject | None = None) -> None:
        super().__init__(watch.bridge, every_ms=REFRESH_MS, parent=parent)
        self._watch = watch
        self.overlays: tuple[OverlayView, ...] = ()
        self.obs = ObsView()

    @property
    def now(self) -> Timestamp:
        """Return the time, for ages."""
        return self._watch.now

    def overlay(self, name: str) -> OverlayView | None:
        """Return an overlay by name, None when there is none."""
        return next((one for one in self.overlays if one.name == name), None)

    def presence(self, name: str) -> Presence | None:
        """Return how an overlay stands with OBS now."""
        found = self.overlay(name)
        return presence(found, self.obs, now=self.now) if found else None

    @override
    def question(self) -> Callable[[Engine], _Reading]:
        return _read

    @override
    def keep(self, reading: _Reading) -> None:
        before = [one.name for one in self.overlays]
        self.overlays, self.obs = tuple(map(_numbered, reading[0])), reading[1]
        if [one.name for one in self.overlays] != before:
            self.listed.emit()


def _numbered(view: OverlayView) -> OverlayView:
    """Return an overlay whose title tells it from the others of its kind."""
    number = view.name.removeprefix(f"{view.kind}_")
    if view.name == view.kind or view.title.endswith(number):
        return view
    return structs.replace(view, title=f"{view.title} {number}")


def _read(engine: Engine) -> _Reading:
    studio = engine.studio
    return tuple(studio.overlays.views()), studio.obs.view()
