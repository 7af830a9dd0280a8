"""Who it was: TikTok's user messages as Viewers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from companion.domain.text import clean_name
from companion.domain.values import Role, Viewer
from companion.platforms.tiktok.bounds import ADDRESS
from companion.platforms.tiktok.shapes import (
    FAN_SCENES,
    MODERATOR_SCENES,
    SUBSCRIBER_SCENES,
)
from companion.platforms.tiktok.wire import Record

SOMEBODY: Final = Viewer(id="tiktok:anonymous", name="Anonymous", anonymous=True)
"""Who paid, when TikTok does not tell who."""


def viewer_of(
    person: Record | None, *, channel: str, identity: Record | None = None
) -> Viewer | None:
    """Return the Viewer, or None when the message does not say who.

    person: a decoded PERSON. identity: a decoded IDENTITY, which comes with chat and
    gifts only. channel: the Broadcaster's "@name".
    """
    if person is None or person.id <= 0:
        return None
    handle = clean_name(person.display_id)
    return Viewer(
        id=f"tiktok:{person.id}",
        name=clean_name(person.nickname) or handle or str(person.id),
        handle=handle,
        avatar=address_of(
            person.avatar_thumb, person.avatar_medium, person.avatar_large
        ),
        roles=frozenset(_roles(person, identity, channel)),
        anonymous=_flag(person.enigma_info, "is_enigma_mask_on"),
    )


def address_of(*images: Record | None) -> str | None:
    """Return the first https address in these decoded IMAGEs, or None."""
    for image in images:
        for address in getattr(image, "url_list", ()):
            if ADDRESS.fullmatch(address):
                return str(address)
    return None


def _roles(person: Record, identity: Record | None, channel: str) -> Iterator[Role]:
    # TikTokLive's own is_moderator, is_subscriber … always answer no in 7.0.1: they
    # read a field that has another name now. Likes, joins and follows carry no
    # identity, so that badges and the relations of the user message count as well.
    scenes = {badge.scene_type for badge in person.badge_list}
    if _flag(identity, "is_anchor") or f"@{person.display_id}".lower() == channel:
        yield Role.BROADCASTER
    if (
        _flag(identity, "is_moderator_of_anchor")
        or _flag(person.user_attr, "is_admin")
        or scenes & MODERATOR_SCENES
    ):
        yield Role.MODERATOR
    if (
        _flag(identity, "is_subscriber_of_anchor")
        or _flag(person.subscribe_info, "is_subscribed_to_anchor")
        or scenes & SUBSCRIBER_SCENES
    ):
        yield Role.SUBSCRIBER
    if scenes & FAN_SCENES:
        yield Role.MEMBER
    # 1: follows the Broadcaster, 2: they follow each other.
    if (
        _flag(identity, "is_follower_of_anchor")
        or getattr(person.follow_info, "follow_status", 0) >= 1
    ):
        yield Role.FOLLOWER
    if person.verified:
        yield Role.VERIFIED


def _flag(record: Record | None, name: str) -> bool:
    return bool(getattr(record, name, False))
