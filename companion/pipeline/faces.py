"""Whose name and picture may be seen, apart from what was said of each line.

A Viewer who is banned or muted here has an alias everywhere; a picture is shown as the
settings and a person's mark say. Asked when something is read, so that a mark holds at
once for what stands on the screens already, and its end gives all of it back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, Protocol

from msgspec import structs

from companion.domain.entries import Entry
from companion.domain.events import AnyEvent
from companion.domain.values import Role, Timestamp, Viewer
from companion.domain.views import Standing
from companion.pipeline.gate import masked

Pictures = Literal["all", "known", "none"]
"""As settings.moderation.pictures."""

_KNOWN_BY_ROLE: Final = frozenset(
    {Role.BROADCASTER, Role.MODERATOR, Role.VIP, Role.SUBSCRIBER, Role.MEMBER}
)
_VIEWERS: Final = ("viewer", "gifted_by")
"""Fields of a StreamEvent that hold whom it is about."""


class Marks(Protocol):
    """What people have decided about Viewers."""

    def is_trusted(self, viewer_id: str) -> bool:
        """Return whether a person has said that nothing of theirs is stopped."""

    def hides(self, viewer_id: str, at: Timestamp) -> Literal["", "banned", "muted"]:
        """Return why all of a Viewer is hidden at that time, "" when it is not."""

    def hides_picture(self, viewer_id: str) -> bool:
        """Return whether a person has hidden a Viewer's picture."""

    def has_chatted(self, viewer_id: str) -> bool:
        """Return whether a Viewer has written in an earlier session."""


class Unmarked:
    """Marks before anybody has made one."""

    def is_trusted(self, viewer_id: str) -> bool:  # noqa: ARG002  # a port's shape
        """Return False."""
        return False

    def hides(
        self,
        viewer_id: str,  # noqa: ARG002  # see is_trusted
        at: Timestamp,  # noqa: ARG002  # see is_trusted
    ) -> Literal["", "banned", "muted"]:
        """Return ""."""
        return ""

    def hides_picture(self, viewer_id: str) -> bool:  # noqa: ARG002  # see is_trusted
        """Return False."""
        return False

    def has_chatted(self, viewer_id: str) -> bool:  # noqa: ARG002  # see is_trusted
        """Return False."""
        return False


class Faces:
    """Gives Viewers the name and picture that may be seen now.

    marks: what people decided. now: the time; mutes end by it. All pictures are shown
    until `show_pictures` says otherwise.
    """

    def __init__(
        self,
        marks: Marks | None = None,
        *,
        now: Callable[[], Timestamp] = lambda: 0,
    ) -> None:
        self._marks = marks or Unmarked()
        self._now = now
        self._pictures: Callable[[], Pictures] = lambda: "all"

    def show_pictures(self, whose: Callable[[], Pictures]) -> None:
        """Ask from now on whose pictures are shown.

        Of "all", of "known" Viewers (trusted, with a role that the platform gives, or
        here before), or of "none".
        """
        self._pictures = whose

    def is_trusted(self, viewer_id: str) -> bool:
        """Return whether a person trusts a Viewer."""
        return self._marks.is_trusted(viewer_id)

    def is_hidden(self, viewer_id: str) -> bool:
        """Return whether a Viewer is banned or muted here, now."""
        return bool(self._marks.hides(viewer_id, self._now()))

    def of(self, viewer: Viewer) -> Viewer:
        """Return a Viewer as they may be seen now."""
        if self.is_hidden(viewer.id):
            return masked(viewer)
        if viewer.avatar is None or self._has_picture(viewer):
            return viewer
        return structs.replace(viewer, avatar=None)

    def of_standing(self, standing: Standing) -> Standing:
        """Return a standing with its Viewer as they may be seen now."""
        seen = self.of(standing.viewer)
        if seen is standing.viewer:
            return standing
        return structs.replace(standing, viewer=seen)

    def of_entry(self, entry: Entry) -> Entry:
        """Return an entry with its Viewers as they may be seen now."""
        event, earner = entry.event, entry.earner
        seen = None if earner is None else self.of(earner)
        body = entry.body if event is None else self._of_event(event)
        if body is entry.body and seen is earner:
            return entry
        return structs.replace(entry, body=body, earner=seen)

    def _of_event(self, event: AnyEvent) -> AnyEvent:
        changes: dict[str, object] = {}
        for name in _VIEWERS:
            viewer = getattr(event, name, None)
            if viewer is not None and (seen := self.of(viewer)) is not viewer:
                changes[name] = seen
        return structs.replace(event, **changes) if changes else event

    def _has_picture(self, viewer: Viewer) -> bool:
        whose = self._pictures()
        if whose == "none" or self._marks.hides_picture(viewer.id):
            return False
        return whose == "all" or self._is_known(viewer)

    def _is_known(self, viewer: Viewer) -> bool:
        return (
            not _KNOWN_BY_ROLE.isdisjoint(viewer.roles)
            or self._marks.is_trusted(viewer.id)
            or self._marks.has_chatted(viewer.id)
        )
