"""What the Twitch emulator knows: channels, logins, sockets, subscriptions, faults."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.support.emulators.twitch_events import Room as Fields

FIRST_ID = 1_001


@dataclass
class Mode:
    """How a channel behaves; fields are set over /control/NAME/mode.

    helix, id: "ok", "401", "403", "429", "500", "slow", "garbage"; helix_path: only
    for paths that begin so; helix_times: how often, -1 always. sockets: what both
    sockets answer to a handshake. copies: how often each message is delivered.
    drop: subscription types, or "irc", that are not delivered. schema: "unknown" adds
    fields, "missing" takes some away. forgetful_list: of subscriptions, it is empty.
    plain_irc: no ROOMSTATE, and no answer to a PING.
    """

    known: bool = True
    live: bool = True
    viewers: int = 42
    helix: str = "ok"
    helix_path: str = ""
    helix_times: int = -1
    slow_s: float = 3.0
    id: str = "ok"
    sockets: str = "ok"
    copies: int = 1
    reorder: bool = False
    drop: list[str] = field(default_factory=list)
    schema: str = ""
    keepalive_s: float = 5.0
    subscribe_within_s: float = 10.0
    drop_reason: str = ""
    forgetful_list: bool = False
    plain_irc: bool = False


@dataclass
class Subscription:
    """One EventSub subscription; session: of the socket that it tells."""

    id: str
    type: str
    version: str
    condition: dict[str, str]
    session: str
    account: str
    client_id: str
    status: str = "enabled"

    def answer(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "type": self.type,
            "version": self.version,
            "status": self.status,
            "cost": 0,
            "condition": self.condition,
            "created_at": "2026-01-01T20:00:00Z",
            "transport": {"method": "websocket", "session_id": self.session},
        }


@dataclass
class Grant:
    """A login: access and refresh token of an account; refresh tokens work once."""

    account: str
    client_id: str
    scopes: list[str]
    access: str
    refresh: str
    expires_in: int


@dataclass
class Device:
    """A device code that somebody is asked to type."""

    client_id: str
    scopes: list[str]
    device_code: str
    user_code: str
    state: str = "pending"
    account: str = ""
    slow_downs: int = 0


@dataclass
class Channel:
    """One channel with everything that is connected to it; faults are its own."""

    name: str
    id: str
    mode: Mode = field(default_factory=Mode)
    sockets: dict[str, web.WebSocketResponse] = field(default_factory=dict)
    irc: list[web.WebSocketResponse] = field(default_factory=list)
    deaf: list[web.WebSocketResponse] = field(default_factory=list)
    silent: bool = False
    moderators: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    chat: dict[str, Any] = field(
        default_factory=lambda: {
            "follower_mode": False,
            "follower_mode_duration": None,
            "slow_mode": False,
            "slow_mode_wait_time": None,
        }
    )
    violations: list[str] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def fields(self) -> Fields:
        return Fields(self.id, self.name)

    async def count(self, what: str) -> None:
        async with self.changed:
            self.seen[what] = self.seen.get(what, 0) + 1
            self.changed.notify_all()


class Twitch:
    """All of it; `base` is the emulator's own root."""

    def __init__(self) -> None:
        self.base = ""
        self.channels: dict[str, Channel] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.grants: list[Grant] = []
        self.devices: list[Device] = []
        self.numbers = itertools.count(1)

    def channel(self, name: str) -> Channel:
        """Return a channel, made at its first mention."""
        name = name.lower()
        if name not in self.channels:
            number = str(FIRST_ID + len(self.channels))
            self.channels[name] = Channel(name=name, id=number)
        return self.channels[name]

    def by_id(self, number: str) -> Channel | None:
        return next((one for one in self.channels.values() if one.id == number), None)

    def by_client(self, client_id: str) -> Channel | None:
        """Return the channel whose own application has this client id."""
        for one in self.channels.values():
            if client_id == client_of(one.name):
                return one
        return None

    def new(self, kind: str) -> str:
        return f"{kind}{next(self.numbers):06d}"

    def grant(
        self, account: str, client_id: str, scopes: list[str], expires_in: int = 14_000
    ) -> Grant:
        """Log an account in."""
        made = Grant(
            account=account,
            client_id=client_id,
            scopes=scopes,
            access=self.new("access"),
            refresh=self.new("refresh"),
            expires_in=expires_in,
        )
        self.grants.append(made)
        return made

    def granted(self, access: str) -> Grant | None:
        return next((one for one in self.grants if one.access == access), None)

    def told(self, channel: Channel, type_: str) -> list[Subscription]:
        """Return the subscriptions that hear of this type on this channel."""
        return [
            one
            for one in self.subscriptions.values()
            if one.type == type_
            and one.status == "enabled"
            and channel.id
            in (
                one.condition.get("broadcaster_user_id"),
                one.condition.get("to_broadcaster_user_id"),
            )
        ]

    def forget(self, session: str) -> None:
        """End the subscriptions of a socket that is closed."""
        for key in [k for k, v in self.subscriptions.items() if v.session == session]:
            del self.subscriptions[key]


def client_of(name: str) -> str:
    """Return the client id of the application that this channel registered."""
    return "client" + "".join(char for char in name if char.isalnum())
