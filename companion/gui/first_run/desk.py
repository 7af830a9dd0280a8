"""What the three cards share: what they see, and what they may ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from companion.domain.errors import CompanionError
from companion.domain.ports import Clock
from companion.domain.studio import OverlayView
from companion.domain.values import Platform, Timestamp
from companion.gui.bridge import Bridge
from companion.gui.components.toast import Notice
from companion.gui.overlays.samples import Painter
from companion.gui.overlays.studio_watch import StudioWatch
from companion.gui.shell.connect import Scenario
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme

OVERLAY = "stage"
"""What is put into OBS: one source that holds all overlays."""

Answer = Callable[[CompanionError | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRunWishes:
    """What is asked of the window.

    connect: starts a connection, and calls back with None or with what went wrong.
    disconnect: ends one. tiktok_notice: what must be accepted before TikTok is read,
    "" once it was. accept_tiktok: records that it was. open_login: leaves for a
    platform's card, with the target that waits for it. enable_obs: has OBS looked
    for. is_obs_running: whether the program runs here; takes a few milliseconds, not
    for the window's thread. change_done: records that this needs not be offered any
    more. go_live: the first run is over.
    say: shows a notice.
    """

    connect: Callable[[str, Answer], object]
    disconnect: Callable[[str], object]
    tiktok_notice: Callable[[], str]
    accept_tiktok: Callable[[], object]
    open_login: Callable[[Platform, str], object]
    enable_obs: Callable[[], object]
    is_obs_running: Callable[[], bool]
    change_done: Callable[[], object]
    go_live: Callable[[], object]
    say: Callable[[Notice], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRunDesk:
    """What the cards work with.

    painter: draws overlays' pages, None where nothing can. began: the clock's monotonic
    time when Companion was opened, None when this is not its first run.
    """

    theme: Theme
    clock: Clock
    watch: Watch
    studio: StudioWatch
    wishes: FirstRunWishes
    scenarios: Sequence[Scenario]
    available: frozenset[Platform]
    painter: Painter | None = None
    began: float | None = None

    @property
    def bridge(self) -> Bridge:
        """Return the line to the engine."""
        return self.watch.bridge

    @property
    def now(self) -> Timestamp:
        """Return the time, for ages."""
        return self.watch.now

    @property
    def overlay(self) -> OverlayView | None:
        """Return the overlay that is put into OBS, None before it is known."""
        return self.studio.overlay(OVERLAY)

    def refresh(self) -> None:
        """Look at everything again now."""
        self.watch.refresh()
        self.studio.look()

    def removing(self, target: str) -> Callable[[], object]:
        """Return what ends a connection."""
        return partial(self.wishes.disconnect, target)
