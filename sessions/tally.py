"""The running sums of a session, folded from its entries: what everybody reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import Final, Literal

from msgspec import structs

from companion.domain.entries import Entry
from companion.domain.moments import Unit
from companion.domain.values import Platform, Timestamp, Viewer
from companion.domain.views import Standing, Totals
from sessions.leaders import Key, Leaders
from sessions.standings import Standings
from sessions.sums import Sums
from sessions.total_sums import TotalSums

_SHARED: Final = ""
"""Stands for the Viewers who have the same name."""

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
        self._handles: dict[tuple[str, str], str] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._leaders: dict[str, dict[SumUnit, Leaders]] = {}
        self._all = TotalSums()
        self._parts: dict[tuple[str, str], TotalSums] = {}

    def take(self, entries: Iterable[Entry]) -> None:
        """Fold entries, in order; each must be newer than the last."""
        for entry in entries:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        self.last_seq, self.last_at = entry.seq, entry.at
        self._all.take(entry)
        self._part_of(entry).take(entry)
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
            self._call(named)
        elif viewer is not None and viewer.name:
            if viewer.name != sums.viewer.name:
                self._call(viewer)
            sums.viewer = viewer
        sums.add(entry.amounts)
        self._lead(viewer_id, sums, entry)

    def _call(self, viewer: Viewer) -> None:
        """Note under which names a Viewer is found; one that two have is nobody's."""
        platform = viewer.id.partition(":")[0]
        for name, called in (
            (viewer.handle, self._handles),
            (viewer.name, self._names),
        ):
            key = platform, name.removeprefix("@").casefold()
            other = called.setdefault(key, viewer.id)
            if name and other != viewer.id:
                called[key] = _SHARED

    def named(self, name: str, platform: Platform) -> Viewer | None:
        """Return the Viewer of a handle, or else of a name, case aside, or None.

        A handle is one Viewer's alone and counts first; a name that two have had, for
        one may have taken the other's, is nobody's.
        """
        key = str(platform), name.removeprefix("@").casefold()
        viewer_id = self._handles.get(key) or self._names.get(key)
        return None if not viewer_id else self.viewer(viewer_id)

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

    def _part_of(self, entry: Entry) -> TotalSums:
        """Return the sums of the connection that an entry is of, by its platform.

        A note of ours has no connection: what it pays is its earner's platform's.
        """
        event = entry.event
        if event is not None:
            platform = str(event.platform)
        else:
            platform = entry.earner.id.partition(":")[0] if entry.earner else ""
        key = (entry.source, platform)
        part = self._parts.get(key)
        if part is None:
            part = self._parts[key] = TotalSums()
        return part

    def totals(self) -> Totals:
        """Return the sums; likes_room is None until a room told its own total."""
        return self._all.totals(viewers=len(self.standings))

    def totals_of(self, is_chosen: Callable[[str, str], bool]) -> Totals:
        """Return the sums of some connections.

        is_chosen: asked with a connection's target and a platform; the target is ""
        where a note of ours paid a Viewer of that platform.
        """
        found, platforms = TotalSums(), set()
        for (source, platform), part in self._parts.items():
            if is_chosen(source, platform):
                found.add(part)
                platforms.add(platform)
        viewers = sum(self._by_platform.get(one, 0) for one in platforms)
        return found.totals(viewers=viewers)

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
