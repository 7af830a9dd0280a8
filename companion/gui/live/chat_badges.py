"""The marks behind a name: what the Viewer is in the channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from companion.domain.values import Role
from companion.i18n import _

MOST: Final = 3
"""Badges of one row; more would push the text away from the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """icon: a Phosphor name. ink: its token."""

    role: Role
    icon: str
    ink: str


BADGES: Final = (
    Badge(role=Role.BROADCASTER, icon="video-camera-fill", ink="accent_text"),
    Badge(role=Role.MODERATOR, icon="sword-fill", ink="ok"),
    Badge(role=Role.VIP, icon="diamond-fill", ink="t3"),
    Badge(role=Role.VERIFIED, icon="check-circle-fill", ink="t3"),
    Badge(role=Role.SUBSCRIBER, icon="star-fill", ink="t3"),
    Badge(role=Role.MEMBER, icon="identification-badge-fill", ink="t3"),
    Badge(role=Role.FOLLOWER, icon="user-plus-fill", ink="t3"),
)
"""In the order in which they stand behind a name: what matters most comes first."""


def badges_of(roles: Iterable[Role]) -> tuple[Badge, ...]:
    """Return at most MOST badges; a follower's only where nothing else is to say."""
    held = frozenset(roles)
    if len(held) > 1:
        held -= {Role.FOLLOWER}
    return tuple(badge for badge in BADGES if badge.role in held)[:MOST]


def role_word(role: Role) -> str:
    """Return what a role is called, for tooltips, filters and screen readers."""
    words = {
        Role.BROADCASTER: _("Broadcaster"),
        Role.MODERATOR: _("Moderator"),
        Role.VIP: _("VIP"),
        Role.SUBSCRIBER: _("Subscriber"),
        Role.MEMBER: _("Member"),
        Role.FOLLOWER: _("Follower"),
        Role.VERIFIED: _("Verified"),
    }
    return words[role]
