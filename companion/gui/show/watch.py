"""What the page knows of the show: read anew while the page is in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from companion.domain.errors import CommandError, CompanionError
from companion.domain.ports import Engine
from companion.domain.show.views import InteractionView, ShowView
from companion.domain.studio import ObsView, OverlayView
from companion.domain.values import Timestamp
from companion.gui.shell.watch import Watch

REFRESH_MS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read in one go."""

    view: ShowView = field(default_factory=ShowView)
    overlays: Sequence[OverlayView] = ()
    obs: ObsView = field(default_factory=ObsView)


class ShowWatch(QObject):
    """changed: it was read; about four times a second. failed: why it cannot be."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self, watch: Watch, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watch = watch
        self.reading = Reading()
        self.problem = ""
        self._asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.look)

    @property
    def view(self) -> ShowView:
        """Return how the show stands; nothing before the first reading."""
        return self.reading.view

    @property
    def now(self) -> Timestamp:
        """Return the time, for countdowns and ages."""
        return self._watch.now

    @property
    def current(self) -> InteractionView | None:
        """Return the interaction that is run now, None when there is none."""
        return interaction(self.view, self.view.on_air)

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

    def look(self) -> None:
        """Read once, unless an answer is still on its way."""
        if not self._asking:
            self._asking = True
            self._watch.bridge.ask(_read, then=self._take, failed=self._fail)

    def take(self, view: ShowView) -> None:
        """Take what an act has answered, before the next look."""
        self.reading = Reading(
            view=view, overlays=self.reading.overlays, obs=self.reading.obs
        )
        self.changed.emit()

    def _take(self, reading: Reading) -> None:
        self._asking = False
        self.reading = reading
        if self.problem:
            self.problem = ""
            self.failed.emit("")
        self.changed.emit()

    def _fail(self, error: CompanionError) -> None:
        self._asking = False
        if str(error) != self.problem:
            self.problem = str(error)
            self.failed.emit(self.problem)


def interaction(view: ShowView, interaction_id: str) -> InteractionView | None:
    """Return an interaction of the session by its id."""
    found = (one for one in view.interactions if one.id == interaction_id)
    return next(found, None)


def _read(engine: Engine) -> Reading:
    view = engine.show.view()
    try:
        studio = engine.studio
        return Reading(
            view=view, overlays=tuple(studio.overlays.views()), obs=studio.obs.view()
        )
    except CommandError:
        # The overlays' server is off; the show can be run all the same.
        return Reading(view=view)
