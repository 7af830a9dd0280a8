"""What the window needs of the app beside the engine; handed over, never looked up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from companion.domain.ports import Clock
from companion.domain.values import Platform
from companion.gui.preferences import Preferences
from companion.gui.shell.connect import Scenario

if TYPE_CHECKING:
    from companion.gui.overlays.samples import Painter


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """preferences: the settings, and how they are saved.

    cpu: percent of one core that our processes use. available: platforms that this
    version can read. tiktok_notice: what must be accepted before TikTok is read, its
    paragraphs apart by an empty line. is_notice_accepted: whether a time of acceptance
    holds for the present notice. open_page: shows an address in the browser. on_close:
    the person wants to leave. is_kept: what is recorded stays on disk, so leaving in
    mid-session asks first. offers_first_run: a person who has nothing yet is shown how
    to begin. is_obs_running: whether the program OBS runs here; not for the window's
    thread. painter: draws overlays' pages; None: nothing here can.
    """

    clock: Clock
    cpu: Callable[[], float]
    preferences: Preferences
    scenarios: Sequence[Scenario]
    available: frozenset[Platform]
    tiktok_notice: Callable[[], str]
    is_notice_accepted: Callable[[datetime | None], bool]
    open_page: Callable[[str], object]
    on_close: Callable[[], object]
    is_kept: bool = True
    offers_first_run: bool = False
    is_obs_running: Callable[[], bool] = lambda: False
    painter: Painter | None = None
