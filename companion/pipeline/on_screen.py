"""Which shown entries a platform's delete or ban takes off the screens."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from itertools import chain
from typing import Final, NamedTuple

from companion.domain.entries import Entry
from companion.domain.events import (
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


_REMOVALS: Final = (ChatDeleted, ViewerRemoved, ChatCleared)


class _Line(NamedTuple):
    event_id: str
    viewer_id: str
    channel: str


class OnScreen:
    """Remembers whose and which lines are on screen, newest 10,000.

    Likes and joins are remembered apart, as many.
    """

    def __init__(self) -> None:
        self._lines: OrderedDict[int, _Line] = OrderedDict()
        self._passing: OrderedDict[int, _Line] = OrderedDict()

    def note(self, entry: Entry) -> None:
        """Remember an entry that has been, or may still be, shown."""
        event = entry.event
        if event is None:
            return
        viewer_id = event.viewer.id if event.viewer else ""
        lines = self._passing if isinstance(event, _PASSING) else self._lines
        lines[entry.seq] = _Line(event.id, viewer_id, event.channel)
        if len(lines) > REMEMBERED:
            lines.popitem(last=False)

    def removed_by(self, entry: Entry) -> Sequence[int]:
        """Return the seqs that an entry's event takes off the screens."""
        if not isinstance(entry.body, _REMOVALS):
            return ()
        lines = chain(self._lines.items(), self._passing.items())
        match entry.body:
            case ChatDeleted(targets=targets):
                wanted = set(targets)
                return [seq for seq, line in lines if line.event_id in wanted]
            case ViewerRemoved(target=target, action="ban" | "timeout" | "clear"):
                return [seq for seq, line in lines if line.viewer_id == target]
            case ChatCleared(channel=channel):
                return [seq for seq, line in lines if line.channel == channel]
        return ()
