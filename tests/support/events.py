"""Short ways to say what happened, for tests."""

from __future__ import annotations

import itertools

from companion.domain.events import Chat, Follow, Gift, Join, Like, Streak
from companion.domain.values import Platform, Role, Viewer

_ids = itertools.count(1)


def viewer(who: str = "luna", **fields: object) -> Viewer:
    return Viewer(**{"id": f"tiktok:{who}", "name": who.title(), **fields})


def _base(who: Viewer | str | None, fields: dict[str, object]) -> dict[str, object]:
    named = viewer(who) if isinstance(who, str) else who
    return {
        "id": f"tiktok:{next(_ids)}",
        "platform": Platform.TIKTOK,
        "channel": "@mira.plays",
        "viewer": named,
        **fields,
    }


def chat(who: Viewer | str = "luna", text: str = "hello", **fields: object) -> Chat:
    return Chat(text=text, **_base(who, fields))


def like(who: Viewer | str = "luna", count: int = 1, **fields: object) -> Like:
    return Like(count=count, **_base(who, fields))


def follow(who: Viewer | str = "luna", **fields: object) -> Follow:
    return Follow(**_base(who, fields))


def join(who: Viewer | str = "luna", **fields: object) -> Join:
    return Join(**_base(who, fields))


def rose(
    who: Viewer | str = "luna",
    *,
    total: int | None = None,
    message: int = 0,
    group: str = "g1",
    ended: bool = False,
    count: int = 1,
    diamonds_each: int = 1,
    **fields: object,
) -> Gift:
    """A Rose: with `total` one message of a Streak, else `count` at once."""
    streak = None
    if total is not None:
        streak = Streak(group=group, total=total, message=message, ended=ended)
    return Gift(
        gift_id="5655",
        name="Rose",
        diamonds_each=diamonds_each,
        count=total if total is not None else count,
        streak=streak,
        **_base(who, fields),
    )


FOLLOWER = frozenset({Role.FOLLOWER})
