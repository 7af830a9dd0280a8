"""The running sums of a session, folded from its entries: what everybody reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import Final, Literal

from msgspec import structs

from companion.domain.entries import Entry
from companion.domain.events import (
    AnyEvent,
    Chat,
    Follow,
    Join,
    Like,
    Membership,
    Share,
    StreamStatus,
    Subscription,
    SuperChat,
    SuperSticker,
    ViewerCount,
)
from companion.domain.moments import Unit
from companion.domain.values import Micros, Platform, Timestamp, Viewer
from companion.domain.views import Standing, Totals
from sessions.leaders import Key, Leaders
from sessions.standings import Standings
from sessions.sums import Sums

_COUNTED: Final = (
    "entries",
    "follows",
    "shares",
    "joins",
    "subscriptions",
    "memberships",
)
"""What is counted besides amounts."""

SumUnit = Literal["diamonds", "bits", "likes", "chats", "gifts"]
"""What Viewers can be ordered by, besides their points."""

_UNITS: Final[tuple[SumUnit, ...]] = ("chats", "likes", "diamonds", "gifts", "bits")


class ViewerSums(Sums):
    """One Viewer as last seen, with their sums."""

    __slots__ = ("viewer",)

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self.viewer = viewer


class Tally:
    """Standings and totals as of the last entry taken. Pure memory, no clock."""

    def __init__(self) -> None:
        self.standings = Standings()
        self.last_seq = 0
        self.last_at: Timestamp = 0
        self._viewers: dict[str, ViewerSums] = {}
        self._by_platform: dict[str, int] = {}
        self._leaders: dict[str, dict[SumUnit, Leaders]] = {}
        self._sums = Sums()
        self._counts: dict[str, int] = dict.fromkeys(_COUNTED, 0)
        self._rooms: dict[str, int] = {}
        self._watching: dict[str, int] = {}
        self._peak: int | None = None
        self._money: dict[str, Micros] = {}

    def take(self, entries: Iterable[Entry]) -> None:
        """Fold entries, in order; each must be newer than the last."""
        for entry in entries:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        self.last_seq, self.last_at = entry.seq, entry.at
        self._counts["entries"] += 1
        self._sums.add(entry.amounts)
        event = entry.event
        if event is not None and not entry.test:
            self._take_event(event, entry)
        change = entry.change
        if change is None:
            return
        self.standings.add(change.viewer_id, change.points, reached=entry.number)
        self._move_viewer(change.viewer_id, entry)

    def _move_viewer(self, viewer_id: str, entry: Entry) -> None:
        viewer = entry.earner
        sums = self._viewers.get(viewer_id)
        if sums is None:
            named = viewer or Viewer(id=viewer_id, name="")
            sums = self._viewers[viewer_id] = ViewerSums(named)
            platform = viewer_id.partition(":")[0]
            self._by_platform[platform] = self._by_platform.get(platform, 0) + 1
        elif viewer is not None and viewer.name:
            sums.viewer = viewer
        sums.add(entry.amounts)
        self._lead(viewer_id, sums, entry)

    def _lead(self, viewer_id: str, sums: ViewerSums, entry: Entry) -> None:
        """Move a Viewer among those who lead by what an entry adds."""
        amounts = entry.amounts
        for unit in _UNITS:
            if not getattr(amounts, unit):
                continue
            platform = viewer_id.partition(":")[0]
            theirs = self._leaders.setdefault(platform, {})
            leaders = theirs.get(unit)
            if leaders is None:
                leaders = theirs[unit] = Leaders()
            leaders.move(viewer_id, getattr(sums, unit), reached=entry.number)

    def _take_event(self, event: AnyEvent, entry: Entry) -> None:
        """Count what stands in no column; what comes while paused does not count."""
        match event:
            case Chat():
                pass  # the most frequent kind; the amounts have it
            case Like(room_total=int() as total):
                self._note_room(entry.source, event, total)
            case Join() if entry.earns:
                self._counts["joins"] += 1
            case Follow() if entry.earns:
                self._counts["follows"] += 1
            case Share() if entry.earns:
                self._counts["shares"] += 1
            case Subscription() | Membership() if entry.earns:
                self._counts["subscriptions"] += max(event.count, 0)
                if isinstance(event, Membership):
                    self._counts["memberships"] += max(event.count, 0)
            case SuperChat() | SuperSticker() if entry.earns:
                paid = self._money.get(event.currency, 0) + max(event.amount_micros, 0)
                self._money[event.currency] = paid
            case ViewerCount():
                self._note_watching(entry.source, event)
            case StreamStatus(status="ended"):
                self._watching.pop(f"{entry.source} {event.platform}", None)

    def _note_watching(self, source: str, event: ViewerCount) -> None:
        self._watching[f"{source} {event.platform}"] = event.viewers
        self._peak = max(self._peak or 0, sum(self._watching.values()))
        if event.likes_total is not None:
            self._note_room(source, event, event.likes_total)

    def _note_room(self, source: str, event: AnyEvent, total: int) -> None:
        room = f"{source} {event.platform} {event.channel}"
        self._rooms[room] = max(total, self._rooms.get(room, 0))

    def totals(self) -> Totals:
        """Return the sums; likes_room is None until a room told its own total."""
        return Totals(
            **self._sums.as_dict(),
            **self._counts,
            likes_room=sum(self._rooms.values()) if self._rooms else None,
            viewers=len(self.standings),
            money=self._money.copy(),
            watching=sum(self._watching.values()) if self._watching else None,
            watching_by=self._watching_by(),
            watching_peak=self._peak,
        )

    def _watching_by(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for room, viewers in self._watching.items():
            platform = room.rpartition(" ")[2]
            found[platform] = found.get(platform, 0) + viewers
        return found

    def viewer(self, viewer_id: str) -> Viewer | None:
        """Return a Viewer of the standings as last seen, or None."""
        sums = self._viewers.get(viewer_id)
        return sums.viewer if sums else None

    def standing(self, viewer_id: str) -> Standing | None:
        """Return a Viewer's standing, or None when they are not in the standings."""
        rank = self.standings.rank(viewer_id)
        return None if rank is None else self.standing_at(rank)

    def standing_at(self, rank: int) -> Standing:
        """Return the standing at `rank`, 1..len(standings). Raises IndexError."""
        viewer_id, _points = self.standings.at(rank)
        return self._standing_of(viewer_id, rank, tie=self.standings.is_tie(rank))

    def _standing_of(self, viewer_id: str, rank: int, *, tie: bool = False) -> Standing:
        sums = self._viewers[viewer_id]
        return Standing(
            rank=rank,
            viewer=sums.viewer,
            points=self.standings.points(viewer_id),
            tie=tie,
            diamonds=sums.diamonds,
            bits=sums.bits,
            likes=sums.likes,
            chats=sums.chats,
            gifts=sums.gifts,
        )

    def count_viewers(self, platform: Platform | None = None) -> int:
        """Return how many Viewers stand in the standings, of one platform or all."""
        if platform is None:
            return len(self.standings)
        return self._by_platform.get(str(platform), 0)

    def top(
        self,
        limit: int,
        *,
        platform: Platform | None = None,
        unit: Unit = "points",
    ) -> Sequence[Standing]:
        """Return the first `limit` standings; with a platform, ranked within it."""
        if unit != "points":
            return self._top_by(unit, limit, platform)
        if platform is None:
            last = min(limit, len(self.standings))
            return [self.standing_at(rank) for rank in range(1, last + 1)]
        prefix = f"{platform}:"
        theirs = (one for one in self.standings if one.startswith(prefix))
        # One more than asked for: the last one may be tied with the next.
        found = [
            self._standing_of(viewer_id, rank)
            for rank, viewer_id in enumerate(islice(theirs, limit + 1), start=1)
        ]
        return _with_ties(found)[:limit]

    def _top_by(
        self, unit: SumUnit, limit: int, platform: Platform | None
    ) -> Sequence[Standing]:
        asked = [str(platform)] if platform else list(self._leaders)
        # One more than asked for: the last one may be tied with the next.
        leading = [self._leading(unit, name, limit + 1) for name in asked]
        found = [
            self._standing_of(viewer_id, rank)
            for rank, (_total, _reached, viewer_id) in enumerate(
                islice(merge(*leading), limit + 1), start=1
            )
        ]
        return _with_ties(found, unit)[:limit]

    def _leading(self, unit: SumUnit, platform: str, limit: int) -> Sequence[Key]:
        leaders = self._leaders.get(platform, {}).get(unit)
        if leaders is None:
            return ()
        found = leaders.top(limit)
        if found is None:
            leaders.load(self._keys_of(unit, platform, leaders))
            found = leaders.top(limit)
        return found or ()

    def _keys_of(self, unit: SumUnit, platform: str, leaders: Leaders) -> Iterator[Key]:
        """Yield everybody's key; who was there first of those is known by points."""
        prefix = f"{platform}:"
        for viewer_id, sums in self._viewers.items():
            total = getattr(sums, unit)
            if total > 0 and viewer_id.startswith(prefix):
                reached = leaders.reached(viewer_id)
                if reached is None:
                    reached = self.standings.reached(viewer_id)
                yield (-total, reached, viewer_id)


def _with_ties(
    standings: Sequence[Standing], unit: Unit = "points"
) -> Sequence[Standing]:
    """Return standings whose tie is true where a neighbour has as much of a unit."""
    points = [getattr(standing, unit) for standing in standings]
    return [
        structs.replace(
            standing,
            tie=(i > 0 and points[i - 1] == points[i])
            or (i + 1 < len(points) and points[i + 1] == points[i]),
        )
        for i, standing in enumerate(standings)
    ]
