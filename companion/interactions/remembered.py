"""What was heard, so that it can be taken back, and a Chat heard once more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from companion.domain.entries import Entry
from companion.domain.events import Chat, Follow, Join, Like, Share
from companion.interactions.heard import Heard

_IDS: Final = 80_000
"""Events whose ids are known: what is deleted or banned later is taken back by them."""

_CHATS: Final = 20_000
"""Chats of these that can be heard once more."""

_PASSING: Final = (Like, Follow, Join, Share)


class Remembered:
    """Knows the newest events that were heard by their ids and their Viewers."""

    def __init__(self) -> None:
        self._ids: Final[OrderedDict[int, tuple[str, str]]] = OrderedDict()
        self._of_event: Final[dict[str, int]] = {}
        self._of_viewer: Final[dict[str, dict[int, None]]] = {}
        self._chats: Final[OrderedDict[int, Entry]] = OrderedDict()

    def keep(self, heard: Heard) -> None:
        """Remember an event; the oldest is forgotten for it.

        Likes and their kind bring nobody anywhere, and come by the thousand: they would
        push out the votes.
        """
        if isinstance(heard.event, _PASSING):
            return
        seq, event_id, viewer_id = heard.entry.seq, heard.event.id, heard.viewer.id
        self._ids[seq] = event_id, viewer_id
        self._of_event[event_id] = seq
        self._of_viewer.setdefault(viewer_id, {})[seq] = None
        if isinstance(heard.event, Chat):
            self._chats[seq] = heard.entry
        if len(self._chats) > _CHATS:
            self._chats.popitem(last=False)
        if len(self._ids) > _IDS:
            self._forget(*self._ids.popitem(last=False))

    def _forget(self, seq: int, ids: tuple[str, str]) -> None:
        event_id, viewer_id = ids
        self._of_event.pop(event_id, None)
        mine = self._of_viewer.get(viewer_id, {})
        mine.pop(seq, None)
        if not mine:
            self._of_viewer.pop(viewer_id, None)

    def of_event(self, event_id: str) -> Sequence[int]:
        """Return the seq of an event by its id; nothing if it is not known."""
        seq = self._of_event.get(event_id)
        return () if seq is None else (seq,)

    def of_viewer(self, viewer_id: str) -> Sequence[int]:
        """Return the seqs of a Viewer's events, oldest first."""
        return tuple(self._of_viewer.get(viewer_id, ()))

    def take(self, seq: int) -> Entry | None:
        """Return a Chat to hear it once more, and keep it no longer."""
        return self._chats.pop(seq, None)

    def clear(self) -> None:
        """Forget all: nothing is on that anything could be taken back from."""
        for one in (self._ids, self._of_event, self._of_viewer, self._chats):
            one.clear()
