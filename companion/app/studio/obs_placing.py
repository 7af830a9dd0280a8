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

FULL: Final = frozenset({"stage"})
"""Kinds that cover the whole canvas."""

AUDIBLE: Final = frozenset({"stage", "alerts", "celebration", "question"})
"""Kinds whose pages play sounds, so that OBS should have them in its mixer."""

_SPOTS: Final[Mapping[str, tuple[Across, Along]]] = {
    "leaderboard": ("left", "top"),
    "alerts": ("middle", "top"),
    "goal": ("right", "top"),
    "top_gifters": ("right", "top"),
    "viewers": ("right", "top"),
    "latest": ("middle", "bottom"),
    "emotes": ("right", "bottom"),
    "celebration": ("middle", "middle"),
    "credits": ("middle", "middle"),
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
    fit; one that is nearly as large as the canvas has less of a margin.
    """
    wide, high = canvas
    scale = min(canvas) / DESIGNED_FOR
    if kind in FULL:
        return Place(width=round(wide / scale), height=round(high / scale), scale=scale)
    width, height = size
    fitting = min(scale, wide / width, high / height)
    margin = 0.0 if kind in _EDGE_TO_EDGE else MARGIN * scale
    across, along = _SPOTS.get(kind, ("middle", "middle"))
    return Place(
        width=width,
        height=height,
        x=_start(across, wide - width * fitting, margin),
        y=_start(along, high - height * fitting, margin),
        scale=fitting,
    )


def _start(where: Across | Along, free: float, margin: float) -> float:
    """Return where something begins; free: pixels that it leaves."""
    margin = min(margin, free / 2)
    match where:
        case "left" | "top":
            found = margin
        case "right" | "bottom":
            found = free - margin
        case "middle":
            found = free / 2
    return float(round(found))
