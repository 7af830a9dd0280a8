"""What the page knows of the bots: read anew while the page is in sight."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from companion.domain.errors import CommandError, CompanionError
from companion.domain.ports import Engine
from companion.domain.show.bots import BotBook, CommandDef
from companion.domain.show.views import BotsView
from companion.domain.studio import MediaItem
from companion.gui.bridge import Bridge

REFRESH_MS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read in one go.

    announcement: the post as it would be sent. media: the library; scenes: of OBS.
    """

    view: BotsView
    book: BotBook
    built_in: Sequence[CommandDef]
    webhooks: Sequence[str] = ()
    announcement: str = ""
    media: Sequence[MediaItem] = ()
    scenes: Sequence[str] = ()


class BotsWatch(QObject):
    """changed: it was read, about twice a second.

    failed: why it cannot be read; "" when it can again.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, bridge: Bridge, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.now: Reading | None = None
        self.problem = ""
        self._asking = False
        self._is_stale = False
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.look)

    @property
    def view(self) -> BotsView:
        """Return how the bots stand; nothing before the first reading."""
        return self.now.view if self.now else BotsView()

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
            self._bridge.ask(_read, then=self._take, failed=self._fail)

    def look_again(self) -> None:
        """Read what was changed just now: an answer on its way may be older."""
        self._is_stale = self._asking
        self.look()

    def _take(self, reading: Reading) -> None:
        self._asking = False
        if self._is_stale:
            self._is_stale = False
            self.look()
            return
        self.now = reading
        if self.problem:
            self.problem = ""
            self.failed.emit("")
        self.changed.emit()

    def _fail(self, error: CompanionError) -> None:
        self._asking = False
        if str(error) != self.problem:
            self.problem = str(error)
            self.failed.emit(self.problem)


def _read(engine: Engine) -> Reading:
    bots = engine.bots
    media: Sequence[MediaItem] = ()
    scenes: Sequence[str] = ()
    # Without the overlay server there is no studio; bots go on.
    with suppress(CommandError):
        media = tuple(engine.studio.media.items())
        scenes = engine.studio.obs.view().scenes
    return Reading(
        view=bots.view(),
        book=bots.book(),
        built_in=tuple(bots.built_in()),
        webhooks=tuple(bots.webhooks()),
        announcement=bots.announcement(),
        media=media,
        scenes=scenes,
    )
