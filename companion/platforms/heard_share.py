"""How much of a room is heard: likes that came, beside the rooms' own totals."""

from __future__ import annotations

from msgspec import Struct

from companion.domain.events import Like


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

    def heard(self, like: Like) -> None:
        """Take a batch of likes."""
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

    @property
    def share(self) -> float | None:
        """Return 0..1, or None while nothing tells."""
        implied = sum(room.last - room.first for room in self._rooms.values())
        if implied <= 0:
            return None
        heard = sum(room.heard for room in self._rooms.values())
        return min(1.0, heard / implied)
