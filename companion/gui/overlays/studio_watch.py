"""What the page knows of the overlays: read anew while the page is in sight."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs
from PySide6.QtCore import QObject, QTimer, Signal

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.studio import ObsView, OverlayView
from companion.domain.values import Timestamp
from companion.gui.overlays.presence import Presence, presence
from companion.gui.shell.watch import Watch

REFRESH_MS = 500


class StudioWatch(QObject):
    """changed: overlays, their pages or OBS were read; about twice a second.

    listed: other overlays exist now than before. failed: nothing can be read, with the
    sentence that says why; "" when it can again.
    """

    changed = Signal()
    listed = Signal()
    failed = Signal(str)

    def __init__(self, watch: Watch, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watch = watch
        self.overlays: tuple[OverlayView, ...] = ()
        self.obs = ObsView()
        self.problem = ""
        self._asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.look)

    @property
    def now(self) -> Timestamp:
        """Return the time, for ages."""
        return self._watch.now

    @property
    def is_running(self) -> bool:
        """Tell whether it reads by itself."""
        return self._timer.isActive()

    def start(self) -> None:
        """Begin to read."""
        self.look()
        self._timer.start()

    def stop(self) -> None:
        """Read no more."""
        self._timer.stop()

    def overlay(self, name: str) -> OverlayView | None:
        """Return an overlay by name, None when there is none."""
        return next((one for one in self.overlays if one.name == name), None)

    def presence(self, name: str) -> Presence | None:
        """Return how an overlay stands with OBS now."""
        found = self.overlay(name)
        return presence(found, self.obs, now=self.now) if found else None

    def look(self) -> None:
        """Read once, unless an answer is still on its way."""
        if self._asking:
            return
        self._asking = True
        self._watch.bridge.ask(_read, then=self._take, failed=self._fail)

    def _take(self, answer: tuple[Sequence[OverlayView], ObsView]) -> None:
        self._asking = False
        overlays, self.obs = tuple(map(_numbered, answer[0])), answer[1]
        if self.problem:
            self.problem = ""
            self.failed.emit("")
        before = [one.name for one in self.overlays]
        self.overlays = overlays
        if [one.name for one in overlays] != before:
            self.listed.emit()
        self.changed.emit()

    def _fail(self, error: CompanionError) -> None:
        self._asking = False
        if str(error) != self.problem:
            self.problem = str(error)
            self.failed.emit(self.problem)


def _numbered(view: OverlayView) -> OverlayView:
    """Return an overlay whose title tells it from the others of its kind."""
    number = view.name.removeprefix(f"{view.kind}_")
    if view.name == view.kind or view.title.endswith(number):
        return view
    return structs.replace(view, title=f"{view.title} {number}")


def _read(engine: Engine) -> tuple[Sequence[OverlayView], ObsView]:
    studio = engine.studio
    return tuple(studio.overlays.views()), studio.obs.view()
