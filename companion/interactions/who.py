"""What a Viewer is in the channel: the least that something asks of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from companion.domain.show.specs import Who
from companion.domain.values import Role, Viewer

_RANKS: Final[Mapping[Who, int]] = {
    "everyone": 0,
    "follower": 1,
    "subscriber": 2,
    "vip": 3,
    "moderator": 4,
    "broadcaster": 5,
}

_OF_ROLE: Final[Mapping[Role, Who]] = {
    Role.FOLLOWER: "follower",
    Role.SUBSCRIBER: "subscriber",
    Role.MEMBER: "subscriber",
    Role.VIP: "vip",
    Role.MODERATOR: "moderator",
    Role.BROADCASTER: "broadcaster",
}


def is_at_least(viewer: Viewer, who: Who) -> bool:
    """Return whether a Viewer is that in the channel, or more."""
    ranks = (_RANKS[_OF_ROLE[role]] for role in viewer.roles if role in _OF_ROLE)
    return max(ranks, default=0) >= _RANKS[who]
