"""Small values shared by events, entries and read models."""

from __future__ import annotations

from enum import StrEnum
from hashlib import blake2b
from typing import Annotated

from msgspec import Meta, Struct

Timestamp = Annotated[int, Meta(description="microseconds since 1970-01-01 UTC")]
Points = Annotated[int, Meta(description="thousandths of one point")]
Micros = Annotated[int, Meta(description="millionths of one currency unit")]

POINT: Points = 1000
"""One whole point, in the unit that is stored."""


class Platform(StrEnum):
    """Where an event comes from; also the prefix of every id.

    ROOM: people who sit before the stage and write on our own page; nothing to connect.
    """

    TIKTOK = "tiktok"
    TWITCH = "twitch"
    YOUTUBE = "youtube"
    ROOM = "room"


class Role(StrEnum):
    """What a Viewer is in the Broadcaster's channel, as the platform says."""

    BROADCASTER = "broadcaster"
    MODERATOR = "moderator"
    VIP = "vip"
    SUBSCRIBER = "subscriber"
    MEMBER = "member"
    FOLLOWER = "follower"
    VERIFIED = "verified"


class Viewer(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Who caused an event.

    id: "<platform>:<native id>"; stays the same when the Viewer is renamed.
    name: what is displayed; hostile text, up to 200 characters.
    handle: the login or @name, "" when the platform has none.
    avatar: https address of a picture, or None.
    anonymous: the platform hides who it is; counts in totals, not in standings.
    """

    id: str
    name: str
    handle: str = ""
    avatar: str | None = None
    roles: frozenset[Role] = frozenset()
    anonymous: bool = False


class ChatLimits(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a platform's chat asks of whoever writes.

    followers_minutes: for how long they must follow, where only followers write.
    slow_seconds: between two messages of a Viewer, 0: as fast as they like.
    """

    followers_only: bool = False
    followers_minutes: int = 0
    slow_seconds: int = 0


class FragmentKind(StrEnum):
    """What one piece of a Chat is."""

    TEXT = "text"
    EMOTE = "emote"
    MENTION = "mention"


class Fragment(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One piece of a Chat; the texts of all pieces, joined, are the Chat's text.

    emote: the platform's emote id, when kind is EMOTE.
    """

    kind: FragmentKind = FragmentKind.TEXT
    text: str
    emote: str | None = None


def alias_of(viewer_id: str) -> str:
    """Return four digits that stand for a Viewer whose name is not allowed.

    The same id gives the same digits on every machine, so that the alias stays
    the same in window, overlay and report.
    """
    digest = blake2b(viewer_id.encode("utf-8", "replace"), digest_size=4).digest()
    return f"{int.from_bytes(digest, 'big') % 10_000:04d}"
