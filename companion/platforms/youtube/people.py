"""Who it was: YouTube's author details as Viewers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from companion.domain.text import clean_name
from companion.domain.values import Role, Viewer

_ADDRESS: Final = re.compile(r"https://[!#-;=?-\[\]_a-z~]{1,2000}")
"""An address that is what it seems: printable, without quotes, brackets or spaces."""

_ROLES: Final = (Role.BROADCASTER, Role.MODERATOR, Role.MEMBER, Role.VERIFIED)
_CHANNEL: Final = re.compile(r"[!-~]{1,100}")


Author = tuple[str, str, str, bool, bool, bool, bool]
"""Channel id, name, picture; owner, moderator, member, verified. A plain tuple: one is
made for every message."""


# Most messages of a chat are by few people: the same details make the same Viewer.
@lru_cache(maxsize=10_000)
def viewer(author: Author) -> Viewer | None:
    """Return the Viewer, or None when the id cannot be one."""
    channel_id, name, picture, *flags = author
    if not _CHANNEL.fullmatch(channel_id):
        return None
    shown = clean_name(name)
    told = zip(flags, _ROLES, strict=True)
    return Viewer(
        id=f"youtube:{channel_id}",
        name=shown or channel_id,
        # YouTube shows the handle as the name, with its @.
        handle=shown[1:] if shown.startswith("@") else "",
        avatar=address_of(picture),
        roles=frozenset(role for is_so, role in told if is_so),
    )


def nameless(channel_id: str) -> Author:
    """Return somebody of whom only the channel is told."""
    return (channel_id, "", "", False, False, False, False)


def author_of(item: Mapping[str, Any]) -> Viewer | None:
    """Return who a REST message is by, or None when it does not say."""
    author = item.get("authorDetails")
    if not author:
        return viewer(nameless(_text(item["snippet"].get("authorChannelId", ""))))
    return viewer(
        (
            _text(author.get("channelId", "")),
            _text(author.get("displayName", "")),
            _text(author.get("profileImageUrl", "")),
            author.get("isChatOwner") is True,
            author.get("isChatModerator") is True,
            author.get("isChatSponsor") is True,
            author.get("isVerified") is True,
        )
    )


def address_of(address: object) -> str | None:
    """Return an https address that is safe to show, or None."""
    if isinstance(address, str) and _ADDRESS.fullmatch(address):
        return address
    return None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where a text belongs")
    return value
