"""The leaderboard's memory: who stands where, as of the last entry heard.

Fed on the window's thread, so that the table reads any row in microseconds and never
waits for the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct, structs

from companion.domain.entries import Entry, PointsChange
from companion.domain.values import Points, Timestamp, Viewer
from companion.domain.views import Shown, Standing
from companion.gui.live.display_text import alias_name, shown_name
from sessions.standings import Standings

MARKED: Final = 200
"""Ranks whose moves are marked."""

MOVE_WINDOW: Final = 60_000_000
"""Microseconds over which a move is told."""


class StandingRow(Struct, frozen=True, kw_only=True):
    """One line of the leaderboard; move: ranks gained (or lost, negative) of late."""

    rank: int
    viewer: Viewer
    name: str
    points: Points
    tie: bool = False
    move: int = 0


class Board:
    """Exact standings of one session, and the newest name of everybody in them."""

    def __init__(self) -> None:
        self.standings = Standings()
        self._viewers: dict[str, Viewer] = {}
        self._upto = 0
        self._loading: list[Entry] | None = None
        self._ranks_before: dict[str, int] = {}
        self._marked_at: Timestamp | None = None

    def __len__(self) -> int:
        return len(self.standings)

    def take_shown(self, items: Iterable[Shown]) -> None:
        """Take entries that passed the gate, each once."""
        for item in items:
            if item.late:
                self._release(item.entry)
            else:
                self._count(item.entry)

    def begin_loading(self) -> None:
        """Remember what comes from now on, until `load` brings the rest."""
        self._loading = []

    def stop_loading(self) -> None:
        """Give up waiting for the engine's standings."""
        self._loading = None

    def load(self, standings: Sequence[Standing], upto: int) -> None:
        """Take the engine's standings, which count entries 1 to `upto`."""
        late, self._loading = self._loading or [], None
        self.standings = Standings()
        self.standings.load((one.viewer.id, one.points, one.rank) for one in standings)
        self._viewers = {one.viewer.id: one.viewer for one in standings}
        self._upto = upto
        for entry in late:
            self._count(entry)

    def correct(self, standings: Sequence[Standing], upto: int) -> None:
        """Set the first Viewers right, after events did not reach the window.

        standings count entries 1 to `upto`; what came since is added to them.
        """
        late, self._loading = self._loading or [], None
        since: dict[str, Points] = {}
        for entry in late:
            if entry.change is not None and entry.number > upto:
                whose = entry.change.viewer_id
                since[whose] = since.get(whose, 0) + entry.change.points
        for one in standings:
            viewer_id = one.viewer.id
            self._viewers[viewer_id] = one.viewer
            right = one.points + since.get(viewer_id, 0)
            missing = right - self.standings.points(viewer_id)
            if missing or viewer_id not in self.standings:
                self._move(viewer_id, missing, reached=upto)

    def rank(self, viewer_id: str) -> int | None:
        """Return a Viewer's rank, or None when they are not in the standings."""
        return self.standings.rank(viewer_id)

    def id_at(self, rank: int) -> str:
        """Return who holds `rank`, 1..len. Raises IndexError."""
        return self.standings.at(rank)[0]

    def row(self, rank: int) -> StandingRow:
        """Return the line at `rank`, 1..len. Raises IndexError."""
        viewer_id, points = self.standings.at(rank)
        viewer = self._viewers[viewer_id]
        before = self._ranks_before.get(viewer_id, rank) if rank <= MARKED else rank
        return StandingRow(
            rank=rank,
            viewer=viewer,
            name=shown_name(viewer.name) if viewer.name else alias_name(viewer_id),
            points=points,
            tie=self.standings.is_tie(rank),
            move=before - rank,
        )

    def known_name(self, viewer_id: str) -> str:
        """Return what a Viewer was last called, "" for somebody never heard of."""
        known = viewer_id in self._viewers
        return self.name_of(viewer_id) if known else ""

    def name_of(self, viewer_id: str) -> str:
        """Return what a Viewer was last called."""
        viewer = self._viewers.get(viewer_id)
        if viewer is None or not viewer.name:
            return alias_name(viewer_id)
        return shown_name(viewer.name)

    def mark_moves(self, now: Timestamp) -> bool:
        """Remember the first ranks once a minute; True when the marks began anew."""
        if self._marked_at is not None and now - self._marked_at < MOVE_WINDOW:
            return False
        self._marked_at = now
        first = self.standings.top(MARKED)
        self._ranks_before = {one: rank for rank, (one, _) in enumerate(first, 1)}
        return True

    def _count(self, entry: Entry) -> None:
        if self._loading is not None:
            self._loading.append(entry)
        if entry.number <= self._upto:
            return
        self._name(entry)
        change = entry.change
        if change is None:
            return
        if change.viewer_id not in self._viewers:
            self._viewers[change.viewer_id] = Viewer(id=change.viewer_id, name="")
        self._move(change.viewer_id, change.points, reached=entry.number)

    def _move(self, viewer_id: str, moved: Points, *, reached: int) -> None:
        if viewer_id in self.standings:
            # What was held back comes out of order; points are reached only once.
            reached = max(reached, self.standings.reached(viewer_id))
        self.standings.add(viewer_id, moved, reached=reached)

    def _name(self, entry: Entry) -> None:
        viewer = entry.earner
        if viewer is not None and viewer.name and not viewer.anonymous:
            self._viewers[viewer.id] = viewer

    def _release(self, entry: Entry) -> None:
        """Take a name that may be shown now; the points came before, by themselves.

        Support is counted when it first publishes, a Chat by the verdict's own entry.
        """
        self._name(entry)
        change = entry.change
        if change is not None and change.viewer_id not in self.standings:
            self._count(structs.replace(entry, change=no_points(change)))


def no_points(change: PointsChange) -> PointsChange:
    """Return a change that only brings its Viewer into the standings."""
    return PointsChange(viewer_id=change.viewer_id, points=0)
