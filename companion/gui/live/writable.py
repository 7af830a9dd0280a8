"""Which connections can be written through, and why the others cannot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from companion.domain.values import Platform
from companion.domain.views import ConnectionView
from companion.gui.live.display_text import platform_of
from companion.i18n import _
from companion.platform_names import platform_name

LOGGED_IN: Final = (Platform.TWITCH, Platform.YOUTUBE)
"""Platforms that one can log in to."""


class Writable:
    """The connections as they stand; what is asked of it is answered at once."""

    def __init__(self, connections: Sequence[ConnectionView] = ()) -> None:
        self.connections = tuple(connections)

    @property
    def able(self) -> tuple[ConnectionView, ...]:
        """Return the connections that can be written through now."""
        return tuple(one for one in self.connections if can_write(one))

    @property
    def why_none(self) -> str:
        """Return why nothing can be written at all; "" when something can."""
        if self.able:
            return ""
        if not self.connections:
            return _("Connect a channel to write in its chat")
        if all(one.platform is None for one in self.connections):
            return _("A simulated stream takes no messages")
        if self.login_helps:
            return _("Log in to Twitch or YouTube to write")
        return why_not(self.connections[0])

    @property
    def login_helps(self) -> bool:
        """Return whether a login would make writing possible."""
        return not self.able and any(
            one.platform in LOGGED_IN for one in self.connections
        )

    def chosen(self, targets: Iterable[str] | None) -> tuple[ConnectionView, ...]:
        """Return those of `targets` that can be written through; None: all that can."""
        if targets is None:
            return self.able
        wanted = frozenset(targets)
        return tuple(one for one in self.able if one.target in wanted)

    def limit(self, targets: Iterable[str] | None) -> int:
        """Return how many characters a text to `targets` may have; 0: none at all."""
        return min((one.text_limit for one in self.chosen(targets)), default=0)

    def why_not_target(self, target: str) -> str:
        """Return why nothing can be written to `target`; "" when it can."""
        for one in self.connections:
            if one.target == target:
                return why_not(one)
        return _("This connection is not open any more")

    def why_not_viewer(self, viewer_id: str) -> str:
        """Return why nothing can be done about a Viewer; "" when it can."""
        platform = platform_of(viewer_id)
        theirs = [one for one in self.connections if one.platform is platform]
        if any(can_write(one) for one in theirs):
            return ""
        if platform is None or not theirs:
            return _("Their platform is not connected")
        return why_not(theirs[0])


def can_write(one: ConnectionView) -> bool:
    """Return whether a connection takes texts now."""
    return not one.cannot_write and one.text_limit > 0


def why_not(one: ConnectionView) -> str:
    """Return why a connection takes no text, for a person; "" when it does."""
    if can_write(one):
        return ""
    return one.cannot_write or _("This can only be read")


def target_name(target: str) -> str:
    """Return how a connection is called: "Twitch · mira_plays"."""
    platform, _colon, name = target.partition(":")
    found = platform_of(target)
    return f"{platform_name(found) if found else platform} · {name}"
