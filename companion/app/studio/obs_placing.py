"""Where a new source goes on OBS's canvas, and how large it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from msgspec import Struct

Across = Literal["left", "middle", "right"]
Along = Literal["top", "middle", "bottom"]

DESIGNED_FOR: Final = 1080
"""Pixels of the canvas's shorter side for which overlays have their size."""

MARGIN: Final = 48
"""Pixels between an overlay and the edge, on a canvas of that size."""

FULL: Final = frozenset({"stage", "emotes", "celebration", "credits"})
"""Kinds that cover the whole canvas."""

AUDIBLE: Final = frozenset({"stage", "alerts", "celebration"})
"""Kinds whose pages play sounds, so that OBS should have them in its mixer."""

_SPOTS: Final[Mapping[str, tuple[Across, Along]]] = {
    "leaderboard": ("left", "top"),
    "alerts": ("middle", "top"),
    "goal": ("right", "top"),
    "top_gifters": ("right", "top"),
    "viewers": ("right", "top"),
    "latest": ("right", "top"),
    "timer": ("right", "top"),
    "hype_train": ("middle", "top"),
    "poll": ("right", "middle"),
    "quiz": ("right", "middle"),
    "prediction": ("right", "middle"),
    "rating": ("right", "middle"),
    "queue": ("left", "middle"),
    "word_cloud": ("middle", "middle"),
    "wheel": ("middle", "middle"),
    "giveaway": ("middle", "middle"),
    "flag": ("right", "bottom"),
    "chat": ("left", "bottom"),
    "gift_feed": ("left", "bottom"),
    "question": ("middle", "bottom"),
    "card": ("middle", "bottom"),
    "spotlight": ("right", "bottom"),
    "ticker": ("middle", "bottom"),
    "prompter": ("right", "bottom"),
}
_EDGE_TO_EDGE: Final = frozenset({"ticker"})


class Place(Struct, frozen=True, kw_only=True):
    """A source's size and where it is. width, height: of its page. scale: of both.

    x, y: of its upper left corner on the canvas, in pixels.
    """

    width: int
    height: int
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0

    def transform(self) -> Mapping[str, Any]:
        """Return it as OBS takes it."""
        return {
            "positionX": self.x,
            "positionY": self.y,
            "scaleX": self.scale,
            "scaleY": self.scale,
            "alignment": _UPPER_LEFT,
            "boundsType": "OBS_BOUNDS_NONE",
            "rotation": 0.0,
        }


_UPPER_LEFT: Final = 5  # OBS_ALIGN_LEFT | OBS_ALIGN_TOP


def place_for(kind: str, size: tuple[int, int], canvas: tuple[int, int]) -> Place:
    """Return where an overlay of that kind and page size goes on a canvas.

    The page keeps its size and is scaled with the canvas, and down where it would not
    fit beside the margins.
    """
    wide, high = canvas
    scale = min(canvas) / DESIGNED_FOR
    if kind in FULL:
        return Place(width=round(wide / scale), height=round(high / scale), scale=scale)
    width, height = size
    margin = 0.0 if kind in _EDGE_TO_EDGE else MARGIN * scale
    fitting = min(scale, (wide - 2 * margin) / width, (high - 2 * margin) / height)
    across, along = _SPOTS.get(kind, ("middle", "middle"))
    return Place(
        width=width,
        height=height,
        x=_along(across, wide, width * fitting, margin),
        y=_along(along, high, height * fitting, margin),
        scale=fitting,
    )


def _along(where: Across | Along, room: float, size: float, margin: float) -> float:
    match where:
        case "left" | "top":
            found = margin
        case "right" | "bottom":
            found = room - size - margin
        case "middle":
            found = (room - size) / 2
    return float(round(found))
