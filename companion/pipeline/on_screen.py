"""Which shown entries a delete or a ban takes off the screens."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from typing import Final

from companion.domain.entries import Entry
from companion.domain.events import AnyEvent, Join, Like
from companion.domain.removal import REMOVING, Removal, removal_of

REMEMBERED: Final = 10_000
"""Entries that can still be retracted; a chat window shows some hundreds."""

_PASSING: Final = (Like, Join)
"""What comes in floods and must not make a line of chat be forgotten."""


class OnScreen:
    """Remembers whose and which lines are on screen, newest 10,000.

    Likes and joins are remembered apart, as many; no platform deletes one of them.
    """

    def __init__(self) -> None:
        self._lines = _Lines()
        self._passing = _Lines()

    def note(self, entry: Entry) -> None:
        """Remember an entry that has been, or may still be, shown."""
        event = entry.event
        if event is not None:
            shelf = self._passing if isinstance(event, _PASSING) else self._lines
            shelf.add(entry.seq, event)

    def removed_by(self, entry: Entry) -> Sequence[int]:
        """Return the seqs that an entry's event takes off the screens."""
        # Asked of every entry, and most are something else.
        removal = removal_of(entry.body) if isinstance(entry.body, REMOVING) else None
        if removal is None:
            return ()
        return [*self._lines.taken_by(removal), *self._passing.taken_by(removal)]


class _Lines:
    """The newest lines, found by event and by Viewer without a scan.

    A raid of bots is thrown out by hundreds of bans a second.
    """

    def __init__(self) -> None:
        self._events: OrderedDict[int, AnyEvent] = OrderedDict()
        self._index()

    def add(self, seq: int, event: AnyEvent) -> None:
        events = self._events
        events[seq] = event
        self._enter(seq, event)
        if len(events) > REMEMBERED:
            events.popitem(last=False)
            self._stale += 1
            if self._stale >= REMEMBERED:
                self._index()

    def taken_by(self, removal: Removal) -> Sequence[int]:
        if removal.channel is not None:
            return [seq for seq, one in self._events.items() if removal.takes(one)]
        found = {seq for one in removal.event_ids for seq in self._with_id.get(one, ())}
        if removal.viewer_id is not None:
            found.update(self._of_viewer.get(removal.viewer_id, ()))
        return sorted(found & self._events.keys())

    def _enter(self, seq: int, event: AnyEvent) -> None:
        self._with_id[event.id].append(seq)
        if event.viewer is not None:
            self._of_viewer[event.viewer.id].append(seq)

    def _index(self) -> None:
        """Make the indexes anew: they still name lines that are forgotten."""
        self._stale = 0
        self._with_id: defaultdict[str, list[int]] = defaultdict(list)
        self._of_viewer: defaultdict[str, list[int]] = defaultdict(list)
        for seq, event in self._events.items():
            self._enter(seq, event)
