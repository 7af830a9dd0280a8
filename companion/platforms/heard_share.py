"""How much of a room is heard: likes that came, beside the rooms' own totals."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from msgspec import Struct

from companion.domain.events import Like, ViewerCount

_REMEMBERED: Final = 2_000
"""Batches by id, so that a backlog told again is not heard twice; no platform's
backlog has a tenth of it."""


class _Room(Struct):
    """Likes of one channel: heard, and the span of its own total meanwhile."""

    heard: int
    first: int
    last: int


class HeardShare:
    """Compares what was heard with what the rooms say happened.

    Only likes carry a total. It moves on when a batch is not delivered, so it tells
    about losses that nothing else shows.
    """

    def __init__(self) -> None:
        self._rooms: dict[str, _Room] = {}
        self._totals: dict[str, int] = {}
        self._likes: int | None = None
        self._known: OrderedDict[str, None] = OrderedDict()

    def heard(self, like: Like) -> None:
        """Take a batch of likes; one that was heard before counts as nothing."""
        if like.id in self._known:
            return
        self._known[like.id] = None
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        self._likes = (self._likes or 0) + like.count
        total = like.room_total
        if total is None:
            return
        room = self._rooms.get(like.channel)
        # A total that falls to less than half belongs to a new stream of the channel.
        if room is None or total < room.last // 2:
            before = max(0, total - like.count)
            room = self._rooms[like.channel] = _Room(heard=0, first=before, last=total)
        room.heard += like.count
        room.last = max(room.last, total)
        self._note(f"{like.platform}:{like.channel}", total)

    def told(self, count: ViewerCount) -> None:
        """Take a room's total that came by itself."""
        if count.likes_total is not None:
            self._note(f"{count.platform}:{count.channel}", count.likes_total)

    def _note(self, room: str, total: int) -> None:
        known = self._totals.get(room, 0)
        self._totals[room] = total if total < known // 2 else max(total, known)

    @property
    def share(self) -> float | None:
        """Return 0..1, or None while nothing tells."""
        implied = sum(room.last - room.first for room in self._rooms.values())
        if implied <= 0:
            return None
        heard = sum(room.heard for room in self._rooms.values())
        return min(1.0, heard / implied)

    @property
    def likes(self) -> int | None:
        """Return how many likes came one Viewer at a time; None before the first."""
        return self._likes

    @property
    def room_likes(self) -> int | None:
        """Return the rooms' own totals, the highest told; None before one was told."""
        return sum(self._totals.values()) if self._totals else None
