"""Looking after our sources in OBS: links renewed, dead pages woken, troubles told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from typing import Final

from companion.app.studio.obs_line import ObsLine
from companion.app.studio.obs_sources import (
    Own,
    Standing,
    own_sources,
    source_view,
    standing_of,
)
from companion.app.studio.obs_work import ObsWork
from companion.domain.errors import CommandError
from companion.domain.ports import Clock
from companion.domain.studio import OverlayView, SourceView
from companion.i18n import _

EVERY_S: Final = 0.25
"""Seconds between two looks at the pages while OBS is connected."""

WAKE_AFTER_S: Final = 1.75
"""Seconds that a page has to answer by itself: one that was alive before a restart of
ours knocks again within one and a half."""

FORCE_AFTER_S: Final = 3.0
"""Seconds after the first try until a page is taken for crashed."""

log = logging.getLogger(__name__)


class _Missing:
    """Since when an overlay's pages do not answer, and what was tried. Seconds."""

    def __init__(self, since: float) -> None:
        self.since = since
        self.tries = 0
        self.tried_at = since


class ObsCare:
    """Knows how our sources do, and does what can be done without asking anybody.

    views: gives the overlays with their pages. say: takes one line for a person when
    something went wrong on air. wakes: whether pages may be loaded again.
    """

    def __init__(
        self,
        line: ObsLine,
        work: ObsWork,
        *,
        clock: Clock,
        views: Callable[[], Sequence[OverlayView]],
        say: Callable[[str], None],
    ) -> None:
        self.wakes = True
        self.former: set[str] = set()
        self._line = line
        self._work = work
        self._clock = clock
        self._views = views
        self._say = say
        self._missing: dict[str, _Missing] = {}
        self._warned: frozenset[str] = frozenset()

    def sources(self) -> tuple[SourceView, ...]:
        """Return how each of our sources does; notes which pages are missing."""
        return tuple(view for _one, view, _standing in self._looked(self._views()))

    def begin(self) -> None:
        """Start anew: OBS has just been connected, or a page was loaded again."""
        self._missing.clear()

    def forget(self, overlay: str) -> None:
        """Give the pages of an overlay time again: they are being loaded."""
        self._missing.pop(overlay, None)

    async def run(self) -> None:
        """Look after the sources; runs for ever, cancel to stop."""
        while True:
            await self._clock.sleep(EVERY_S)
            if not self._line.is_connected:
                continue
            try:
                await self.look_after()
            except CommandError as error:  # OBS has gone meanwhile, or is busy
                log.debug("OBS's sources could not be looked after: %s", error)

    async def look_after(self) -> None:
        """Look once. Raises CommandError when OBS does not do what it is asked."""
        overlays = self._views()
        looked = self._looked(overlays)
        self._warn([view for _one, view, _standing in looked])
        own = [one for one, _view, _standing in looked]
        for overlay in overlays:
            if await self._work.repair(overlay, own, only_sure=True):
                self.forget(overlay.name)
                log.info("OBS has the present link of %s", overlay.name)
        if self.wakes:
            await self._wake({s[0].overlay: s[2] for s in looked}, own)

    def _looked(
        self, overlays: Sequence[OverlayView]
    ) -> list[tuple[Own, SourceView, Standing]]:
        picture = self._line.picture
        own = own_sources(picture, overlays, self.former)
        seen = picture.seen()
        now = self._clock.now()
        standings = {one.name: standing_of(one, own, seen, now=now) for one in overlays}
        for name, standing in standings.items():
            self._note(name, standing)
        return [
            (
                one,
                source_view(
                    one,
                    picture,
                    standings[one.overlay],
                    is_seen=one.source in seen,
                    missing_s=self._missing_s(one.overlay),
                ),
                standings[one.overlay],
            )
            for one in own
        ]

    def _note(self, overlay: str, standing: Standing) -> None:
        if standing.is_whole and not standing.is_missing:
            self._missing.pop(overlay, None)
        elif overlay not in self._missing:
            self._missing[overlay] = _Missing(self._clock.monotonic())

    def _missing_s(self, overlay: str) -> float:
        missing = self._missing.get(overlay)
        return self._clock.monotonic() - missing.since if missing else 0.0

    async def _wake(self, standings: dict[str, Standing], own: Sequence[Own]) -> None:
        """Have OBS load the pages of overlays of which none answers; force it once."""
        now = self._clock.monotonic()
        for overlay, standing in standings.items():
            missing = self._missing.get(overlay)
            if missing is None or not standing.is_missing or missing.tries > 1:
                continue
            patience = FORCE_AFTER_S if missing.tries else WAKE_AFTER_S
            if now - missing.tried_at < patience:
                continue
            fresh = [one for one in own if one.overlay == overlay and one.is_fresh]
            is_hard = missing.tries == 1
            missing.tries, missing.tried_at = missing.tries + 1, now
            await self._work.reload(fresh, hard=is_hard)
            log.info("OBS loads %s again, which did not answer", overlay)

    def _warn(self, views: Collection[SourceView]) -> None:
        """Say once when a source falls silent on air."""
        is_on_air = self._line.picture.is_streaming or self._line.picture.is_recording
        silent = frozenset(one.source for one in views if one.state == "silent")
        for source in sorted(silent - self._warned if is_on_air else ()):
            text = _("OBS has stopped showing {source}").format(source=source)
            log.warning("%s", text)
            self._say(text)
        self._warned = silent if is_on_air else frozenset()
