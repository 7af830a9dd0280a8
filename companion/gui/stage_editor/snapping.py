"""Lines that a box is drawn to while it is moved or pulled larger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from companion.gui.stage_editor.box import Box, Handle


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A line that a box has come to lie on; at: in pixels of the canvas."""

    direction: Literal["v", "h"]
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What there is to snap to: xs stand upright, ys lie."""

    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapped:
    """A way to go, in pixels, and the lines that changed it."""

    dx: float
    dy: float
    guides: tuple[Guide, ...] = ()


def lines_of(boxes: Iterable[Box]) -> Lines:
    """Return the edges and middles of boxes."""
    all_boxes = tuple(boxes)
    return Lines(
        xs=tuple(dict.fromkeys(x for box in all_boxes for x in box.across)),
        ys=tuple(dict.fromkeys(y for box in all_boxes for y in box.down)),
    )


def snapped_move(
    box: Box, dx: float, dy: float, lines: Lines, *, reach: float
) -> Snapped:
    """Return how to move a box; reach: in pixels of the canvas."""
    to_x = _nearest([x + dx for x in box.across], lines.xs, reach)
    to_y = _nearest([y + dy for y in box.down], lines.ys, reach)
    return _snapped(dx, dy, to_x, to_y)


def snapped_pull(
    box: Box,
    handle: Handle,
    dx: float,
    dy: float,
    lines: Lines,
    *,
    reach: float,
    keep_ratio: bool = False,
) -> Snapped:
    """Return how far to pull a handle.

    keep_ratio: only the side that was pulled farther snaps; the other one follows it.
    """
    across, down = handle
    if keep_ratio and across and down:
        if abs(dx) * box.height >= abs(dy) * box.width:
            down, dy = 0, 0.0
        else:
            across, dx = 0, 0.0
    to_x = to_y = None
    if across:
        edge = box.x if across < 0 else box.right
        to_x = _nearest([edge + dx], lines.xs, reach)
    if down:
        edge = box.y if down < 0 else box.bottom
        to_y = _nearest([edge + dy], lines.ys, reach)
    return _snapped(dx, dy, to_x, to_y)


def _snapped(
    dx: float,
    dy: float,
    to_x: tuple[float, float] | None,
    to_y: tuple[float, float] | None,
) -> Snapped:
    guides = []
    if to_x is not None:
        dx += to_x[0]
        guides.append(Guide(direction="v", at=to_x[1]))
    if to_y is not None:
        dy += to_y[0]
        guides.append(Guide(direction="h", at=to_y[1]))
    return Snapped(dx=dx, dy=dy, guides=tuple(guides))


def _nearest(
    edges: Sequence[float], lines: Iterable[float], reach: float
) -> tuple[float, float] | None:
    """Return the shortest way from an edge to a line within reach, and that line."""
    found = [(line - edge, line) for line in lines for edge in edges]
    near = [one for one in found if abs(one[0]) <= reach]
    return min(near, key=lambda one: abs(one[0]), default=None)
