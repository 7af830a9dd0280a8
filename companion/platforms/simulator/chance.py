"""Chance for stories: quick, and the same on every version of Python.

Only `Random.random()` is promised to give the same numbers for the same seed for
ever, so everything here is made of that.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import log
from typing import Generic, TypeVar

from companion.domain.ports import Random

T = TypeVar("T")


class Dice:
    """Draws from one seeded generator."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed).random

    def happens(self, share: float) -> bool:
        """Return True in `share` (0..1) of all cases."""
        return self.random() < share

    def pick(self, items: Sequence[T]) -> T:
        """Return one of `items`, each as likely."""
        return items[int(self.random() * len(items))]

    def between(self, low: int, high: int) -> int:
        """Return a whole number, low <= n <= high."""
        return low + int(self.random() * (high - low + 1))

    def span(self, low: float, high: float) -> float:
        """Return a number, low <= x < high."""
        return low + self.random() * (high - low)

    def waiting(self, per_second: float) -> float:
        """Return seconds until the next of what comes `per_second` on average."""
        return -log(1.0 - self.random()) / per_second


class Urn(Generic[T]):
    """Items drawn by weight."""

    def __init__(self, items: Sequence[T], weights: Sequence[float]) -> None:
        self.items = items
        self._bounds = list(accumulate(weights))
        self._total = self._bounds[-1]
        self._last = len(items) - 1

    def draw(self, dice: Dice) -> T:
        """Return one item."""
        return self.items[self.draw_index(dice)]

    def draw_index(self, dice: Dice) -> int:
        """Return the index of one item."""
        index = bisect_right(self._bounds, dice.random() * self._total)
        return min(index, self._last)


def zipf(length: int, exponent: float) -> list[float]:
    """Return weights in which the k-th of `length` weighs 1 / k ** exponent."""
    return [1.0 / rank**exponent for rank in range(1, length + 1)]
