"""Where something stands on a canvas, and what becomes of it when it is pulled at."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF

SMALLEST, LARGEST = 40, 3840
"""Sides of a box in pixels, as the stage accepts them."""

FARTHEST = 1920
"""How far from the canvas' corner a box may begin, in pixels, either way."""

Handle = tuple[int, int]
"""Across and down: -1 left or top, 0 the middle, 1 right or bottom."""

HANDLES: tuple[Handle, ...] = (
    (-1, -1),
    (1, -1),
    (1, 1),
    (-1, 1),
    (0, -1),
    (1, 0),
    (0, 1),
    (-1, 0),
)
"""All eight; corners first, because they win where a box is small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """In whole pixels of the canvas, from its top left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Return where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Return where it ends."""
        return self.y + self.height

    @property
    def across(self) -> tuple[float, float, float]:
        """Return left edge, middle and right edge."""
        return self.x, self.x + self.width / 2, self.right

    @property
    def down(self) -> tuple[float, float, float]:
        """Return top edge, middle and bottom edge."""
        return self.y, self.y + self.height / 2, self.bottom

    def meets(self, other: Box) -> bool:
        """Tell whether two boxes have a part in common."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def moved(self, dx: int, dy: int) -> Box:
        """Return it elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def rect(self) -> QRectF:
        """Return it as Qt has it."""
        return QRectF(self.x, self.y, self.width, self.height)


def joined(boxes: tuple[Box, ...]) -> Box:
    """Return the smallest box around others, of which there is at least one."""
    left, top = min(one.x for one in boxes), min(one.y for one in boxes)
    return Box(
        x=left,
        y=top,
        width=max(one.right for one in boxes) - left,
        height=max(one.bottom for one in boxes) - top,
    )


def accepted(box: Box) -> Box:
    """Return the nearest box that the stage accepts."""
    return Box(
        x=_within(box.x, -FARTHEST, FARTHEST),
        y=_within(box.y, -FARTHEST, FARTHEST),
        width=_within(box.width, SMALLEST, LARGEST),
        height=_within(box.height, SMALLEST, LARGEST),
    )


def resized(
    box: Box,
    handle: Handle,
    dx: float,
    dy: float,
    *,
    keep_ratio: bool = False,
    from_middle: bool = False,
) -> Box:
    """Return a box whose handle was pulled by so many pixels.

    keep_ratio: width to height stays; the side that was pulled farther decides.
    from_middle: the opposite side goes the other way as far.
    """
    across, down = handle
    twice = 2 if from_middle else 1
    width = box.width + across * dx * twice
    height = box.height + down * dy * twice
    if keep_ratio:
        shares = []
        if across:
            shares.append(width / box.width)
        if down:
            shares.append(height / box.height)
        share = max(shares, key=lambda one: abs(one - 1))
        least = max(SMALLEST / box.width, SMALLEST / box.height)
        most = min(LARGEST / box.width, LARGEST / box.height)
        share = max(least, min(share, most))
        width, height = box.width * share, box.height * share
    wide = _within(round(width), SMALLEST, LARGEST)
    high = _within(round(height), SMALLEST, LARGEST)
    held = (0, 0) if from_middle else handle
    return Box(
        x=_start(box.x, box.width, wide, held[0]),
        y=_start(box.y, box.height, high, held[1]),
        width=wide,
        height=high,
    )


def _start(start: int, before: int, now: int, side: int) -> int:
    """Return where a side begins whose other end, or middle, stays."""
    if side > 0:
        return start
    if side < 0:
        return start + before - now
    return start + round((before - now) / 2)


def _within(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))
