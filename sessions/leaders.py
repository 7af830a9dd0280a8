"""Who leads by one sum, without a look at everybody: for what is asked every frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from sortedcontainers import SortedList

MOST: Final = 1_000
"""Viewers remembered; overlays show some tens, and the rest is room for corrections."""

Key = tuple[int, int, str]
"""Minus the sum, the number of the entry that reached it, and the Viewer's id."""


class Leaders:
    """The first Viewers by one sum, best first; the one who was there first leads.

    Remembers some, and the best of those it does not: so it knows how far down its
    order is exact. Sums that only grow never make it look at everybody.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._keys: dict[str, Key] = {}
        self._sorted: SortedList[Key] = SortedList()
        self._outside: Key | None = None

    def move(self, viewer_id: str, total: int, *, reached: int) -> None:
        """Take a Viewer's new sum; who has none of it is left out."""
        old = self._keys.get(viewer_id)
        if old is not None:
            if old[0] == -total:
                return
            self._sorted.remove(old)
            del self._keys[viewer_id]
        if total <= 0:
            return
        key = (-total, reached, viewer_id)
        if old is None and len(self._keys) >= self._most and key > self._sorted[-1]:
            self._leave_outside(key)
            return
        self._sorted.add(key)
        self._keys[viewer_id] = key
        if len(self._keys) > self._most:
            worst = self._sorted.pop()
            del self._keys[worst[2]]
            self._leave_outside(worst)

    def top(self, limit: int) -> Sequence[Key] | None:
        """Return the first `limit`; None when only a look at everybody can tell."""
        found = list(islice(self._sorted, limit))
        if self._outside is None:
            return found
        is_exact = len(found) == limit and (not found or found[-1] < self._outside)
        return found if is_exact else None

    def reached(self, viewer_id: str) -> int | None:
        """Return the number of the entry that made a remembered Viewer's sum."""
        key = self._keys.get(viewer_id)
        return None if key is None else key[1]

    def load(self, keys: Iterable[Key]) -> None:
        """Begin anew with everybody's."""
        everybody = sorted(keys)
        self._sorted = SortedList(everybody[: self._most])
        self._keys = {key[2]: key for key in self._sorted}
        outside = everybody[self._most : self._most + 1]
        self._outside = outside[0] if outside else None

    def _leave_outside(self, key: Key) -> None:
        if self._outside is None or key < self._outside:
            self._outside = key
