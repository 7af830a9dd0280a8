"""Which shown entries a delete or a ban, a platform's or ours, takes off the screens."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from typing import Final

from companion.domain.entries import Entry, PlatformAction
from companion.domain.events import (
    AnyEvent,
    ChatCleared,
    ChatDeleted,
    Join,
    Like,
    ViewerRemoved,
)

REMEMBERED: Final = 10_000
"""Entries that can still be retracted; a chat window shows some hundreds."""

_PASSING: Final = (Like, Join)
"""What comes in floods and must not make a line of chat be forgotten."""

_REMOVALS: Final = (ChatDeleted, ViewerRemoved, ChatCleared, PlatformAction)


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
        if not isinstance(entry.body, _REMOVALS):
            return ()
        both = (self._lines, self._passing)
        match entry.body:
            case ChatDeleted(targets=targets):
                return [seq for shelf in both for seq in shelf.with_ids(targets)]
            case ViewerRemoved(target=target, action="ban" | "timeout" | "clear"):
                return [seq for shelf in both for seq in shelf.of_viewer(target)]
            case ChatCleared(channel=channel):
                return [seq for shelf in both for seq in shelf.of_channel(channel)]
            case PlatformAction(action="delete", subject=str() as subject):
                # Also where the platform refused: here, its end was meant.
                return [seq for shelf in both for seq in shelf.with_ids([subject])]
            case PlatformAction(
                action="ban" | "timeout", subject=str() as subject, outcome="done"
            ):
                return [seq for shelf in both for seq in shelf.of_viewer(subject)]
        return ()


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

    def with_ids(self, ids: Sequence[str]) -> Sequence[int]:
        found = {seq for one in ids for seq in self._with_id.get(one, ())}
        return sorted(found & self._events.keys())

    def of_viewer(self, viewer_id: str) -> Sequence[int]:
        seqs = self._of_viewer.get(viewer_id, ())
        return [seq for seq in seqs if seq in self._events]

    def of_channel(self, channel: str) -> Sequence[int]:
        return [seq for seq, one in self._events.items() if one.channel == channel]

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
