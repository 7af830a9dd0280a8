"""What a delete or a ban, a platform's or ours, takes off every screen."""

from __future__ import annotations

from msgspec import Struct

from companion.domain.entries import AnyBody, PlatformAction, ViewerMarked
from companion.domain.events import AnyEvent, ChatCleared, ChatDeleted, ViewerRemoved

REMOVING = (ChatDeleted, ViewerRemoved, ChatCleared, PlatformAction, ViewerMarked)
"""Bodies that may take something off."""


class Removal(Struct, frozen=True, kw_only=True):
    """Whose lines go: single ones, all of one Viewer, or all of one channel."""

    event_ids: tuple[str, ...] = ()
    viewer_id: str | None = None
    channel: str | None = None

    def takes(self, event: AnyEvent) -> bool:
        """Return whether an event is among them."""
        if event.id in self.event_ids or event.channel == self.channel:
            return True
        return event.viewer is not None and event.viewer.id == self.viewer_id


def removal_of(body: AnyBody) -> Removal | None:
    """Return what a body takes off the screens, or None."""
    match body:
        case ChatDeleted(targets=targets):
            return Removal(event_ids=targets)
        case ViewerRemoved(target=target, action="ban" | "timeout" | "clear"):
            return Removal(viewer_id=target)
        case ChatCleared(channel=channel):
            return Removal(channel=channel)
        case PlatformAction(action="delete", subject=str() as subject):
            # Also where the platform refused: here, its end was meant.
            return Removal(event_ids=(subject,))
        case PlatformAction(
            action="ban" | "timeout", subject=str() as subject, outcome="done"
        ):
            return Removal(viewer_id=subject)
        case ViewerMarked(viewer_id=viewer_id, mark="ban" | "mute", is_lifted=False):
            return Removal(viewer_id=viewer_id)
    return None
