"""What a Viewer is in the channel, as a ladder: each step holds all above it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from companion.domain.show.specs import Who
from companion.domain.values import Role, Viewer

_STEPS: Final[Mapping[Who, int]] = {
    "everyone": 0,
    "follower": 1,
    "subscriber": 2,
    "vip": 3,
    "moderator": 4,
    "broadcaster": 5,
}
_STEP_OF_ROLE: Final[Mapping[Role, int]] = {
    Role.FOLLOWER: _STEPS["follower"],
    Role.SUBSCRIBER: _STEPS["subscriber"],
    Role.MEMBER: _STEPS["subscriber"],
    Role.VIP: _STEPS["vip"],
    Role.MODERATOR: _STEPS["moderator"],
    Role.BROADCASTER: _STEPS["broadcaster"],
}
"""A verified account is nothing more in the channel than anybody."""

_SUPPORTING: Final = frozenset({Role.SUBSCRIBER, Role.MEMBER})


def is_at_least(viewer: Viewer, who: Who) -> bool:
    """Return whether a Viewer may do what `who` may do."""
    stands = max((_STEP_OF_ROLE.get(role, 0) for role in viewer.roles), default=0)
    return stands >= _STEPS[who]


def is_subscriber(viewer: Viewer) -> bool:
    """Return whether a Viewer pays for the channel, whatever else they are."""
    return not _SUPPORTING.isdisjoint(viewer.roles)
