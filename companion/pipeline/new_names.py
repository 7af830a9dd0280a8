"""Which names have come up only now: overlays that wait show them later."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from companion.domain.entries import Entry
from companion.domain.values import Timestamp, Viewer

_REMEMBERED_US: Final = 60_000_000
"""Microseconds; twice the longest delay of an overlay."""


class NewNames:
    """When each Viewer of the standings got the name they have, in the last minute."""

    def __init__(self) -> None:
        self._since: OrderedDict[str, Timestamp] = OrderedDict()

    def take(self, entry: Entry, known: Callable[[str], Viewer | None]) -> None:
        """Take the next entry; known: a Viewer's looks before it."""
        named = entry.earner
        if named is None or entry.change is None:
            return
        before = known(named.id)
        if before is not None and before.name == named.name:
            return
        self._since[named.id] = entry.at
        self._since.move_to_end(named.id)
        self._forget(entry.at - _REMEMBERED_US)

    def since(self, viewer_id: str) -> Timestamp | None:
        """Return when a Viewer's name first came; None: it is not new."""
        return self._since.get(viewer_id)

    def _forget(self, before: Timestamp) -> None:
        while self._since and next(iter(self._since.values())) < before:
            self._since.popitem(last=False)
