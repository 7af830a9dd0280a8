"""What the page knows of the show: read anew while the page is in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject
from typing_extensions import override

from companion.domain.errors import CommandError
from companion.domain.ports import Engine
from companion.domain.show.views import InteractionView, RoomView, ShowView
from companion.domain.studio import ObsView, OverlayView
from companion.domain.values import Timestamp
from companion.gui.page_watch import PageWatch
from companion.gui.shell.watch import Watch

REFRESH_MS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read in one go."""

    view: ShowView = field(default_factory=ShowView)
    overlays: Sequence[OverlayView] = ()
    obs: ObsView = field(default_factory=ObsView)
    room: RoomView = field(default_factory=RoomView)


class ShowWatch(PageWatch[Reading]):
    """changed: it was read; about four times a second."""

    def __init__(self, watch: Watch, *, parent: QObject | None = None) -> None:
        super().__init__(watch.bridge, every_ms=REFRESH_MS, parent=parent)
        self._watch = watch
        self.reading = Reading()

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

    def take(self, view: ShowView) -> None:
        """Take another view than was read."""
        self.reading = replace(self.reading, view=view)
        self.changed.emit()

    @override
    def question(self) -> Callable[[Engine], Reading]:
        return _read

    @override
    def keep(self, reading: Reading) -> None:
        self.reading = reading


def interaction(view: ShowView, interaction_id: str) -> InteractionView | None:
    """Return an interaction of the session by its id."""
    found = (one for one in view.interactions if one.id == interaction_id)
    return next(found, None)


def _read(engine: Engine) -> Reading:
    found = Reading(view=engine.show.view(), room=engine.room.view())
    try:
        studio = engine.studio
        return replace(
            found, overlays=tuple(studio.overlays.views()), obs=studio.obs.view()
        )
    except CommandError:
        # The overlays' server is off; the show can be run all the same.
        return found
