"""What connector and worker say to each other."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from companion.domain.events import AnyEvent


class Connect(msgspec.Struct, frozen=True, kw_only=True):
    """Run one attempt; the only order that a worker gets.

    name: the channel's name without "@". Addresses come without a final slash.
    sign_key: "" when there is none. room: the one that is live; 0 when the worker has
    to find it.
    """

    name: str
    app_url: str
    webcast_url: str
    sign_url: str
    sign_key: str = ""
    room: int = 0

    def __repr__(self) -> str:
        return f"Connect(name={self.name!r}, room={self.room})"


class Connected(msgspec.Struct, frozen=True, kw_only=True, tag="connected"):
    """TikTok has accepted the connection to this room."""

    room: str


class Heard(msgspec.Struct, frozen=True, kw_only=True, tag="heard"):
    """Events in the order in which TikTok sent them."""

    events: tuple[AnyEvent, ...]


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """TikTok sent messages of another room; count: so far in this attempt."""

    count: int


class Trouble(StrEnum):
    """Why an attempt failed."""

    OFFLINE = "offline"
    UNKNOWN_CHANNEL = "unknown-channel"
    AGE_RESTRICTED = "age-restricted"
    SIGN_LIMIT = "sign-limit"
    SIGN_KEY = "sign-key"
    SIGN_DOWN = "sign-down"
    REFUSED = "refused"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    CLOSED = "closed"
    INTERNAL = "internal"


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag="failed"):
    """The attempt is over.

    detail: for people who look for the cause: an HTTP status, a close code, a type.
    reset: what the sign server said about when it takes connections again, as it came:
    seconds from now, or a time in seconds since 1970; None when it did not say.
    """

    trouble: Trouble
    detail: str = ""
    reset: int | None = None


Report = Connected | Heard | Refused | Failed

ORDERS: Final[msgspec.msgpack.Decoder[Connect]] = msgspec.msgpack.Decoder(Connect)
REPORTS: Final[msgspec.msgpack.Decoder[Report]] = msgspec.msgpack.Decoder(Report)
