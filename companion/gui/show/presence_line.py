"""Whether OBS really shows it: only what a page's heartbeat has proved is green."""

from __future__ import annotations

from collections.abc import Sequence

from companion.domain.studio import ObsView, OverlayView
from companion.domain.values import Timestamp
from companion.gui.components.amounts import age
from companion.gui.components.text import Ink
from companion.gui.overlays.presence import Presence, presence
from companion.i18n import _

_BEST = ("showing", "silent", "stale", "waiting", "hidden", "elsewhere", "absent")


def telling(
    overlays: Sequence[OverlayView], obs: ObsView, kind: str, *, now: Timestamp
) -> tuple[OverlayView, Presence] | None:
    """Return the overlay of a kind that tells most, with how it stands with OBS."""
    found = [(one, presence(one, obs, now=now)) for one in overlays if one.kind == kind]
    return min(found, key=lambda one: _BEST.index(one[1].state), default=None)


def presence_words(stands: Presence | None) -> tuple[str, Ink, str]:
    """Return what is said of it, its colour, and its icon."""
    if stands is None:
        return _("no overlay of this kind"), "3", "circle-dashed"
    if stands.state == "showing":
        words = _("OBS shows it")
        heard = "" if stands.heard is None else f" · {age(stands.heard)}"
        return words + heard, "ok", "check-circle-fill"
    icon = "warning-fill" if stands.needs_look else "circle-dashed"
    return stands.words, stands.ink, icon
