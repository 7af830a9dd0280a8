"""Whose name the stream may not see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from companion.domain.entries import Entry, Judgement, PlatformAction, Verdict
from companion.domain.events import ViewerRemoved
from companion.domain.values import Timestamp, Viewer

Known = Callable[[str], Viewer | None]

_NAMED: Final = ("viewer", "gifted_by")
"""Fields of a StreamEvent that hold whom it is about."""


class HiddenNames:
    """Viewers whose newest name is not allowed, or whom their platform keeps out.

    A verdict is about the name that was judged: when an older name is allowed later,
    the one that replaced it stays hidden, and so does the one that standings show until
    they show the allowed one. Tests and notes of ours tell nothing about anybody's
    name. known, where it is asked for: a Viewer's looks in the standings as of now.
    """

    def __init__(self) -> None:
        self._hidden: dict[str, str] = {}
        self._kept_out: dict[str, Timestamp | None] = {}
        self._now: Timestamp = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HiddenNames) and (
            (self._hidden, self._kept_out) == (other._hidden, other._kept_out)
        )

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __contains__(self, viewer_id: str) -> bool:
        return viewer_id in self._hidden or self.keeps_out(viewer_id)

    def keeps_out(self, viewer_id: str) -> bool:
        """Return whether their platform keeps a Viewer from writing."""
        until = self._kept_out.get(viewer_id, 0)
        return until is None or until > self._now

    def arrived(self, entry: Entry, *, known: Known) -> None:
        """Take the verdict with which an entry came, and a ban, timeout or its end."""
        self._now = entry.at
        if isinstance(entry.body, ViewerRemoved | PlatformAction):
            self._removed(entry.at, entry.body)
        is_allowed = entry.judgement.name is Verdict.ALLOW
        if is_allowed and not self._hidden:
            return
        for viewer in _named_in(entry):
            if not is_allowed:
                self._hidden[viewer.id] = viewer.name
            elif _is_the_one(viewer, known):
                self._hidden.pop(viewer.id, None)

    def decided(self, entry: Entry, judgement: Judgement, *, known: Known) -> None:
        """Take a later verdict on an entry."""
        for viewer in _named_in(entry):
            hidden = self._hidden.get(viewer.id)
            if judgement.name is Verdict.ALLOW:
                if hidden == viewer.name and _is_the_one(viewer, known):
                    del self._hidden[viewer.id]
                continue
            if hidden is None and _is_the_one(viewer, known):
                self._hidden[viewer.id] = viewer.name

    def _removed(self, at: Timestamp, body: ViewerRemoved | PlatformAction) -> None:
        """Hide a name for as long as its platform keeps the Viewer from writing."""
        if isinstance(body, ViewerRemoved):
            viewer_id = body.target
        elif body.subject is not None and body.outcome == "done":
            viewer_id = body.subject
        else:
            return
        match body.action:
            case "ban":
                self._kept_out[viewer_id] = None
            case "timeout":
                self._kept_out[viewer_id] = at + (body.seconds or 0) * 1_000_000
            case "unban":
                self._kept_out.pop(viewer_id, None)


def _named_in(entry: Entry) -> Iterator[Viewer]:
    if entry.event is None or entry.test:
        return
    for name in _NAMED:
        viewer = getattr(entry.event, name, None)
        if viewer is not None:
            yield viewer


def _is_the_one(viewer: Viewer, known: Known) -> bool:
    """Return whether no other name of a Viewer stands in the standings."""
    now = known(viewer.id)
    return now is None or now.name == viewer.name
