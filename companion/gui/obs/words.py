"""How we stand with OBS, in the words of the status line and of the popover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from companion.domain.studio import ObsView, SourceView
from companion.gui.components.text import Ink, isolated
from companion.i18n import _, ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class ObsWords:
    """text: of the status line. ink, glyph: its words' and its icon's colour."""

    text: str
    ink: Ink = "3"
    glyph: str = "t3"


def status_words(obs: ObsView) -> ObsWords:
    """Return what the status line says of OBS."""
    match obs.state:
        case "off":
            return ObsWords(text=_("OBS · not set up"))
        case "absent":
            return ObsWords(text=_("OBS · not running"))
        case "locked" | "refused":
            return ObsWords(text=_("OBS · password"), ink="warn", glyph="warn")
        case "connecting":
            return ObsWords(text=_("OBS · connecting"))
        case "connected":
            return _connected_words(obs)


def _connected_words(obs: ObsView) -> ObsWords:
    lost = lost_sources(obs)
    scene = isolated(obs.scene)
    if obs.is_privacy:
        text = _("OBS · privacy scene is on air")
        return ObsWords(text=text, ink="warn", glyph="warn")
    alive = sum(one.state == "showing" for one in obs.sources)
    if lost:
        text = _("OBS · {scene} · {alive} of {n} alive")
        words = text.format(scene=scene, alive=alive, n=alive + len(lost))
        return ObsWords(text=words, ink="warn", glyph="warn")
    text = ngettext(
        "OBS · {scene} · {n} source alive", "OBS · {scene} · {n} sources alive", alive
    )
    glyph = "accent" if obs.is_streaming or obs.is_recording else "ok"
    words = text.format(scene=scene, n=alive)
    return ObsWords(text=words, glyph=glyph if alive or obs.is_streaming else "t3")


def lost_sources(obs: ObsView) -> tuple[SourceView, ...]:
    """Return the sources that viewers should see and do not."""
    return tuple(
        one
        for one in obs.sources
        if one.is_visible and one.state in {"silent", "stale"}
    )


def output_words(obs: ObsView) -> str:
    """Return what OBS does now: streaming, recording, keeping a replay."""
    parts = [
        words
        for on, words in (
            (obs.is_streaming, _("streaming")),
            (obs.is_recording, _("recording")),
            (obs.is_replaying, _("replay buffer runs")),
        )
        if on
    ]
    return " · ".join(parts) or _("not streaming")


def trouble_words(sources: Sequence[SourceView]) -> str:
    """Return the sentence that warns on air."""
    names = dict.fromkeys(isolated(one.source) for one in sources)
    return _("OBS has stopped showing {overlays}").format(overlays=", ".join(names))


MENU_PATH = "Tools → WebSocket Server Settings → Enable WebSocket server"
"""As OBS writes it in English; other languages translate what stands around it."""
