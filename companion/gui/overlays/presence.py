"""How an overlay stands with OBS: what is known, never what is hoped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from companion.domain.studio import ObsView, OverlayView, PageView, SourceView
from companion.domain.values import Timestamp
from companion.gui.components.amounts import age
from companion.gui.components.text import Ink, isolated
from companion.i18n import _

State = Literal[
    "showing", "hidden", "waiting", "silent", "stale", "elsewhere", "absent"
]
"""elsewhere: a page is open, but not in OBS. absent: no source and no page."""

Act = Literal["", "add", "repair", "reload"]
Shape = Literal["dot", "ring", "triangle", ""]

_WORST: tuple[str, ...] = ("stale", "silent", "showing", "waiting", "hidden")
"""Which of several sources an overlay's tile tells of: what needs a hand comes first,
then what viewers see."""

_ACTS: dict[str, Act] = {"stale": "repair", "silent": "reload", "absent": "add"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """What a tile says: a state, words for it, and the one click that mends it.

    heard: microseconds since the last sign of life of a page that OBS shows, None
    without one.
    """

    state: State
    words: str
    act: Act = ""
    heard: int | None = None

    @property
    def ink(self) -> Ink:
        """Green only for what has proved itself; amber for what needs a look."""
        if self.state == "showing":
            return "ok"
        return "warn" if self.needs_look else "3"

    @property
    def shape(self) -> Shape:
        """Return the mark before the words: colour is never alone."""
        if self.state == "showing":
            return "dot"
        if self.needs_look:
            return "triangle"
        return "" if self.state == "absent" else "ring"

    @property
    def needs_look(self) -> bool:
        """Tell whether it should work and does not."""
        return self.state in {"stale", "silent"}

    @property
    def is_in_obs(self) -> bool:
        """Tell whether OBS has a source of it."""
        return self.state not in {"absent", "elsewhere"}


def presence(overlay: OverlayView, obs: ObsView, *, now: Timestamp) -> Presence:
    """Return how an overlay stands at `now`."""
    pages = [page for page in overlay.pages if page.obs]
    heard = now - max(page.heard_at for page in pages) if pages else None
    source = _telling(obs.sources, overlay.name)
    if source is not None:
        words = _source_words(source, obs, overlay.pages, now)
        act = _ACTS.get(source.state, "")
        return Presence(state=source.state, words=words, act=act, heard=heard)
    if pages:
        return _by_pages(pages, heard)
    if overlay.pages:
        return Presence(state="elsewhere", words=_("open in a browser"), act="add")
    known = obs.state == "connected"
    words = _("not in OBS") if known else _("no page is open")
    return Presence(state="absent", words=words, act="add")


def sources_of(obs: ObsView, name: str) -> tuple[SourceView, ...]:
    """Return the sources of an overlay."""
    return tuple(one for one in obs.sources if one.overlay == name)


def scenes_of(sources: Iterable[SourceView], on_air: str) -> str:
    """Return the scene to name: the one on air if it is there, else the first."""
    scenes = [scene for source in sources for scene in source.scenes]
    return on_air if on_air in scenes else next(iter(scenes), "")


def _telling(sources: Sequence[SourceView], name: str) -> SourceView | None:
    own = [source for source in sources if source.overlay == name]
    return min(own, key=lambda one: _WORST.index(one.state), default=None)


def _by_pages(pages: Sequence[PageView], heard: int | None) -> Presence:
    """Tell what the pages say of themselves, where OBS is not connected."""
    if any(page.is_showing for page in pages):
        return Presence(state="showing", words=_("OBS shows it"), heard=heard)
    return Presence(state="hidden", words=_("in OBS, hidden"), heard=heard)


def _source_words(
    source: SourceView, obs: ObsView, pages: Sequence[PageView], now: Timestamp
) -> str:
    scene = isolated(scenes_of([source], obs.scene))
    match source.state:
        case "showing":
            return _("OBS shows it · {scene}").format(scene=scene)
        case "hidden":
            return _("in OBS, hidden · {scene}").format(scene=scene)
        case "waiting":
            return _("in OBS, its page is opening")
        case "stale":
            return _("link is out of date")
        case "silent":
            if not pages:
                return _("no heartbeat")
            heard = max(page.heard_at for page in pages)
            return _("no heartbeat for {age}").format(age=age(now - heard))
