"""Whose name the stream may not see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from companion.domain.entries import Entry, Judgement, Verdict
from companion.domain.values import Viewer

_NAMED: Final = ("viewer", "gifted_by")
"""Fields of a StreamEvent that hold whom it is about."""


class HiddenNames:
    """Viewers whose newest name is not allowed, by id.

    A verdict is about the name that was judged: when an older name is allowed later,
    the one that replaced it stays hidden. Tests and notes of ours tell nothing about
    anybody's name.
    """

    def __init__(self) -> None:
        self._hidden: dict[str, str] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HiddenNames) and self._hidden == other._hidden

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __contains__(self, viewer_id: str) -> bool:
        return viewer_id in self._hidden

    def arrived(self, entry: Entry) -> None:
        """Take the verdict with which an entry came."""
        is_allowed = entry.judgement.name is Verdict.ALLOW
        if is_allowed and not self._hidden:
            return
        for viewer in _named_in(entry):
            if is_allowed:
                self._hidden.pop(viewer.id, None)
            else:
                self._hidden[viewer.id] = viewer.name

    def decided(
        self,
        entry: Entry,
        judgement: Judgement,
        *,
        known: Callable[[str], Viewer | None],
    ) -> None:
        """Take a later verdict on an entry; known: a Viewer's looks as of now."""
        for viewer in _named_in(entry):
            hidden = self._hidden.get(viewer.id)
            if judgement.name is Verdict.ALLOW:
                if hidden == viewer.name:
                    del self._hidden[viewer.id]
                continue
            now = known(viewer.id)
            if hidden is None and (now is None or now.name == viewer.name):
                self._hidden[viewer.id] = viewer.name


def _named_in(entry: Entry) -> Iterator[Viewer]:
    if entry.event is None or entry.test:
        return
    for name in _NAMED:
        viewer = getattr(entry.event, name, None)
        if viewer is not None:
            yield viewer
