"""Who it was: YouTube's author details as Viewers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from companion.domain.text import clean_name
from companion.domain.values import Role, Viewer

_ADDRESS: Final = re.compile(r"https://[!#-;=?-\[\]_a-z~]{1,2000}")
"""An address that is what it seems: printable, without quotes, brackets or spaces."""

_CHANNEL: Final = re.compile(r"[!-~]{1,100}")


class Author(NamedTuple):
    """What YouTube tells of somebody."""

    channel_id: str
    name: str = ""
    picture: str = ""
    is_owner: bool = False
    is_moderator: bool = False
    is_member: bool = False
    is_verified: bool = False


# Most messages of a chat are by few people: the same details make the same Viewer.
@lru_cache(maxsize=10_000)
def viewer(author: Author) -> Viewer | None:
    """Return the Viewer, or None when the id cannot be one."""
    if not _CHANNEL.fullmatch(author.channel_id):
        return None
    shown = clean_name(author.name)
    told = (
        (author.is_owner, Role.BROADCASTER),
        (author.is_moderator, Role.MODERATOR),
        (author.is_member, Role.MEMBER),
        (author.is_verified, Role.VERIFIED),
    )
    return Viewer(
        id=f"youtube:{author.channel_id}",
        name=shown or author.channel_id,
        # YouTube shows the handle as the name, with its @.
        handle=shown[1:] if shown.startswith("@") else "",
        avatar=address_of(author.picture),
        roles=frozenset(role for is_so, role in told if is_so),
    )


def author_of(item: Mapping[str, Any]) -> Viewer | None:
    """Return who a REST message is by, or None when it does not say."""
    author = item.get("authorDetails")
    if not author:
        return viewer(Author(_text(item["snippet"].get("authorChannelId", ""))))
    return viewer(
        Author(
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
