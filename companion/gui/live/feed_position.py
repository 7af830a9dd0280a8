"""Where a feed stands: which rows are on screen, and why none of them moves.

The position is a row and an offset, never a pixel of the whole, so rows that come,
go or turn out higher than estimated elsewhere change nothing here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import Final

Placed = tuple[int, int]
"""A row on screen and its top, in pixels from the top of the viewport."""

_FAR: Final = 3
"""Viewports; a longer way is jumped by estimate, not measured row by row."""


class FeedPosition:
    """Rows of their own heights below each other, seen through `height` pixels.

    measure: a row's height in pixels, asked once it comes on screen. at_end: new rows
    come at the bottom, else at the top. estimate: height of a row not yet measured.
    padding: free pixels above the first and below the last row.
    """

    def __init__(
        self,
        measure: Callable[[int], int],
        *,
        at_end: bool,
        estimate: int,
        padding: int,
    ) -> None:
        self._measure_row = measure
        self._at_end = at_end
        self._estimate = estimate
        self._padding = padding
        self._heights: list[int] = []
        self._measured = bytearray()
        self._anchor: Placed = (0, padding)
        self._placed: list[Placed] | None = None
        self.height = 0
        self.pinned = True
        self.held = False

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        """Return the height of everything, as far as it is known."""
        return sum(self._heights) + 2 * self._padding

    @property
    def range(self) -> int:
        """Return the largest `value`."""
        return max(0, self.total - self.height)

    @property
    def value(self) -> int:
        """Return how many pixels stand above the viewport."""
        if self.pinned:
            return self.range if self._at_end else 0
        placed = self.place()
        if not placed:
            return 0
        row, top = placed[0]
        return sum(self._heights[:row]) - top + self._padding

    def reset(self, count: int) -> None:
        """Start with `count` unmeasured rows, at the newest."""
        self._heights = [self._estimate] * count
        self._measured = bytearray(count)
        self.pin()

    def pin(self) -> None:
        """Stay with the newest row."""
        self.pinned, self.held = True, False
        self._placed = None

    def stand(self) -> None:
        """Leave the newest row without moving anything."""
        placed = self.place()
        if placed:
            self._anchor = placed[0]
        self.pinned = False

    def forget_heights(self) -> None:
        """Measure anew; the old heights stay as estimates."""
        self._measured = bytearray(len(self._heights))
        self._placed = None

    def forget_place(self) -> None:
        """Place anew: the viewport is another."""
        self._placed = None

    def insert(self, start: int, count: int) -> None:
        """Take `count` new rows before the row that stood at `start`."""
        self._heights[start:start] = [self._estimate] * count
        self._measured[start:start] = bytes(count)
        row, top = self._anchor
        if start <= row and not self.pinned:
            self._anchor = (row + count, top)
        self._placed = None

    def remove(self, start: int, count: int) -> None:
        """Drop `count` rows from `start` on."""
        row, top = self._anchor
        if start + count <= row:
            self._anchor = (row - count, top)
        elif start <= row:
            self._anchor = (start, self._padding)
        del self._heights[start : start + count]
        del self._measured[start : start + count]
        self._placed = None

    def change(self, first: int, last: int) -> None:
        """Measure these rows anew."""
        self._measured[first : last + 1] = bytes(last + 1 - first)
        self._placed = None

    def scroll(self, way: int, value: int) -> None:
        """Move the rows by `way` pixels (down when positive), to `value`."""
        self.stand()
        self.held = False
        if abs(way) > _FAR * self.height:
            self._anchor = self._by_estimate(value)
        else:
            row, top = self._anchor
            self._anchor = (row, top + way)
        self._placed = None

    def reveal(self, row: int) -> bool:
        """Bring a row wholly on screen by the shortest way; False: it is there."""
        placed = self.place()
        top = dict(placed).get(row)
        if top is not None and top >= 0 and top + self._heights[row] <= self.height:
            return False
        is_above = top < 0 if top is not None else bool(placed) and row < placed[0][0]
        self.pinned = self.held = False
        foot = self.height - self._padding - self.measured(row)
        self._anchor = (row, self._padding if is_above else foot)
        self._placed = None
        return True

    def measured(self, row: int) -> int:
        """Return a row's true height."""
        if not self._measured[row]:
            self._heights[row] = self._measure_row(row)
            self._measured[row] = 1
        return self._heights[row]

    def span(self, row: int) -> Placed:
        """Return a row's top and height; off screen the top is an estimate."""
        placed = self.place()
        top = dict(placed).get(row)
        if top is None and placed:
            first, top = placed[0]
            if row < first:
                top -= sum(self._heights[row:first])
            else:
                top += sum(self._heights[first:row])
        return top or 0, self._heights[row]

    def spans(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """Return (row, top, height) of those rows of first..last that are on screen."""
        return [
            (row, top, self.measured(row))
            for row, top in self.place()
            if first <= row <= last
        ]

    def row_at(self, y: int) -> int:
        """Return the row at `y` pixels, or -1."""
        for row, top in self.place():
            if top <= y < top + self._heights[row]:
                return row
        return -1

    def place(self) -> list[Placed]:
        """Return the rows on screen, in order."""
        if self._placed is None:
            self._placed = (
                self._place_pinned() if self.pinned else self._place_anchored()
            )
        return self._placed

    def _place_pinned(self) -> list[Placed]:
        if not self._at_end:
            return self._down_from(0, self._padding)
        placed: list[Placed] = []
        row, top = len(self._heights), self.height - self._padding
        while row > 0 and top > 0:
            row -= 1
            top -= self.measured(row)
            placed.append((row, top))
        placed.reverse()
        return placed

    def _place_anchored(self) -> list[Placed]:
        count = len(self._heights)
        if not count:
            return []
        row, top = self._first_on_screen()
        placed = self._down_from(row, top)
        last, last_top = placed[-1]
        missing = self.height - (last_top + self._heights[last] + self._padding)
        if last == count - 1 and missing > 0 and not self.held:
            if self._at_end:
                self.pinned = True
                return self._place_pinned()
            self._anchor = (row, top + missing)
            row, top = self._first_on_screen()
            placed = self._down_from(row, top)
        self._anchor = (row, top)
        return placed

    def _first_on_screen(self) -> Placed:
        count = len(self._heights)
        row, top = min(self._anchor[0], count - 1), self._anchor[1]
        while top > self._padding and row > 0:
            row -= 1
            top -= self.measured(row)
        if row == 0:
            top = min(top, self._padding)
        while row < count - 1 and top + self.measured(row) <= 0:
            top += self._heights[row]
            row += 1
        return row, top

    def _down_from(self, row: int, top: int) -> list[Placed]:
        placed: list[Placed] = []
        count = len(self._heights)
        while row < count and (top < self.height or not placed):
            placed.append((row, top))
            top += self.measured(row)
            row += 1
        return placed

    def _by_estimate(self, value: int) -> Placed:
        ends = list(accumulate(self._heights))
        row = min(bisect_right(ends, value), max(0, len(ends) - 1))
        above = ends[row - 1] if row else 0
        return row, above - value + self._padding
