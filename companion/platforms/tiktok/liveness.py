"""Whether a channel is live, found out without a signature and without a worker.

The same three lookups as TikTokLive 7.0.1 makes before it connects: the live page, the
room of the user when the page does not tell it, and whether that room is alive. What
is not plainly one or the other is unknown: then a worker has TikTokLive itself look.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Literal, Protocol

import msgspec

from companion.platforms.tiktok.asking import Unanswered

_STATE: Final = re.compile(
    rb'<script id="SIGI_STATE" type="application/json">(.*?)</script>', re.DOTALL
)
_NUMBER: Final = re.compile(r"[0-9]{1,19}")
_OFFLINE_STATUS: Final = 4


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What a look found.

    room: the number of the room that is live; 0 when none is. host: whose channel
    TikTok shows in place of the one asked for; "" when it does not.
    """

    state: Literal["live", "offline", "unknown", "unreachable", "other"]
    room: int = 0
    host: str = ""


OFFLINE: Final = Look(state="offline")
UNKNOWN: Final = Look(state="unknown")


class Asks(Protocol):
    """What a look needs of Asking."""

    async def page(self) -> bytes:
        """Return the channel's live page. Raises Unanswered."""

    async def tiktok(
        self, root: Literal["app", "webcast"], path: str, **parameters: str
    ) -> bytes:
        """Return what TikTok's interface answers. Raises Unanswered."""


async def look(asking: Asks, name: str) -> Look:
    """Return whether channel `name` (without "@", lower case) is live; never raises."""
    try:
        found = room_on_page(await asking.page(), name)
    except Unanswered as error:
        found = Look(state="unreachable") if error.is_unreachable else UNKNOWN
    if found.state in ("unknown", "unreachable"):
        found = await _room_of_user(asking, name, before=found)
    if found.state != "live":
        return found
    number = str(found.room)
    try:
        answer = await asking.tiktok(
            "webcast", "/room/check_alive/", room_id=number, room_ids=number
        )
    except Unanswered:
        return UNKNOWN
    is_alive = alive_in(answer)
    if is_alive is None:
        return UNKNOWN
    return found if is_alive else OFFLINE


async def _room_of_user(asking: Asks, name: str, *, before: Look) -> Look:
    try:
        answer = await asking.tiktok(
            "app", "/api-live/user/room/", uniqueId=name, sourceType="54"
        )
    except Unanswered as error:
        both = error.is_unreachable and before.state == "unreachable"
        return before if both else UNKNOWN
    return room_of_user(answer, name)


def room_on_page(page: bytes, name: str) -> Look:
    """Return what a live page says; never raises."""
    found = _STATE.search(page)
    state = _json(found[1]) if found else None
    user = _at(state, "LiveRoom", "liveRoomUserInfo", "user")
    return _room(_at(user, "uniqueId"), _at(user, "status"), _at(user, "roomId"), name)


def room_of_user(answer: bytes, name: str) -> Look:
    """Return what the lookup of a user's room says; never raises."""
    data = _at(_json(answer), "data")
    user = _at(data, "user")
    status, room = _at(data, "liveRoom", "status"), _at(user, "roomId")
    if user is not None and room in ("", "0", 0):
        return OFFLINE  # a channel that has no room is not live
    return _room(_at(user, "uniqueId"), status, room, name)


def alive_in(answer: bytes) -> bool | None:
    """Return whether the one room asked for is alive; None when it is not told."""
    rooms = _at(_json(answer), "data")
    first = rooms[0] if isinstance(rooms, list) and rooms else None
    alive = _at(first, "alive")
    return alive if isinstance(alive, bool) else None


def _room(host: object, status: object, room: object, name: str) -> Look:
    if isinstance(host, str) and host and host.lower() != name:
        return Look(state="other", host=host)
    if status == _OFFLINE_STATUS:
        return OFFLINE
    number = str(room) if isinstance(room, int | str) else ""
    if _NUMBER.fullmatch(number) and int(number):
        return Look(state="live", room=int(number))
    return UNKNOWN


def _json(text: bytes) -> object:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


def _at(value: object, *keys: str) -> Any:  # noqa: ANN401  # JSON of somebody else
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
