"""Each rank in the channel holds all that are below it."""

from __future__ import annotations

from typing import get_args

import pytest

from companion.domain.show.specs import Who
from companion.domain.values import Role, Viewer
from companion.interactions.roles import is_at_least

ORDER: tuple[Who, ...] = get_args(Who)


def viewer(*roles: Role) -> Viewer:
    return Viewer(id="twitch:1", name="ana", roles=frozenset(roles))


@pytest.mark.parametrize(
    ("roles", "highest"),
    [
        ((), "everyone"),
        ((Role.VERIFIED,), "everyone"),
        ((Role.FOLLOWER,), "follower"),
        ((Role.SUBSCRIBER, Role.FOLLOWER), "subscriber"),
        ((Role.MEMBER,), "subscriber"),
        ((Role.VIP,), "vip"),
        ((Role.MODERATOR, Role.FOLLOWER), "moderator"),
        ((Role.BROADCASTER,), "broadcaster"),
    ],
)
def test_a_viewer_is_all_up_to_the_highest_role(
    roles: tuple[Role, ...], highest: Who
) -> None:
    held = [who for who in ORDER if is_at_least(viewer(*roles), who)]

    assert held == list(ORDER[: ORDER.index(highest) + 1])
