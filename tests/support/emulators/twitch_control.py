"""Steering the Twitch emulator from a test, typed.

with TwitchEmulator.running() as emulator:
    async with emulator.channel("mira_plays") as channel:
        # … something connects to twitch:mira_plays with channel.environment …
        await channel.joined()
        await channel.publish(script.Chat(text="hello"))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import msgspec
from aiohttp import ClientSession

from companion.platforms.twitch.wanted import SCOPES
from tests.support.emulators import twitch_script as script
from tests.support.emulators.process import running
from tests.support.emulators.twitch_state import client_of

PATIENCE_S = 40.0


@dataclass(frozen=True)
class TwitchEmulator:
    """A running emulator; `base_url` is its root."""

    base_url: str

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Start the emulator in a process of its own, and end it afterwards."""
        with running("tests.support.emulators.twitch") as port:
            yield cls(f"http://127.0.0.1:{port}")

    def environment(self, name: str = "mira_plays") -> Mapping[str, str]:
        """The variables that point Companion's Twitch connections at the emulator.

        name: whose sockets and application they are; faults go by it.
        """
        sockets = self.base_url.replace("http", "ws")
        return {
            "COMPANION_TWITCH_HELIX_URL": f"{self.base_url}/helix",
            "COMPANION_TWITCH_ID_URL": f"{self.base_url}/id",
            "COMPANION_TWITCH_EVENTSUB_URL": f"{sockets}/eventsub/{name}",
            "COMPANION_TWITCH_IRC_URL": f"{sockets}/irc/{name}",
            "COMPANION_TWITCH_CLIENT_ID": client_of(name),
        }

    @property
    def with_login(self) -> Mapping[str, str]:
        """The environment of mira_plays, who is logged in already."""
        token = {"COMPANION_TWITCH_TOKEN": "emulatortoken"}
        return {**self.environment(), **token}

    def channel(self, name: str) -> TwitchChannel:
        """Return a channel; `async with` it. Channels share nothing."""
        return TwitchChannel(self, name)


class TwitchChannel:
    """One channel: what happens, faults, logins, and what was seen of the clients."""

    def __init__(self, emulator: TwitchEmulator, name: str) -> None:
        self.name = name
        self.environment = emulator.environment(name)
        self._address = f"{emulator.base_url}/control/{name}"
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = ClientSession()
        await self.state()  # At its first mention the emulator makes it.
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def publish(self, *happenings: script.AnyHappening) -> list[str]:
        """Let things happen; returns their ids: events have "twitch:<id>"."""
        return await self._tell("publish", msgspec.json.encode(happenings))

    async def chat(self, text: str, **more: Any) -> str:
        return (await self.publish(script.Chat(text=text, **more)))[0]

    # Logins

    async def login(
        self,
        *,
        scopes: Sequence[str] = SCOPES,
        expires_in: int = 14_000,
        client_id: str = "",
    ) -> dict[str, str]:
        """Log this channel's account in; returns {"access", "refresh"}."""
        order = {"scopes": scopes, "expires_in": expires_in, "client_id": client_id}
        return await self._tell("login", msgspec.json.encode(order))

    async def expire(self) -> None:
        await self._tell("expire")

    async def disconnect_app(self) -> None:
        """Revoke the login, as in Twitch's own settings."""
        await self._tell("disconnect_app")

    async def device(self, user_code: str, state: str, *, slow_downs: int = 0) -> None:
        """Let somebody answer on Twitch's page: "approved", "denied", "expired"."""
        order = {"user_code": user_code, "state": state, "slow_downs": slow_downs}
        await self._tell("devices", msgspec.json.encode(order))

    # Faults

    async def mode(self, **fields: Any) -> None:
        """Change how the channel behaves; see Mode in twitch_state.py."""
        await self._tell("mode", msgspec.json.encode(fields))

    async def revoke(self, type_: str, status: str = "version_removed") -> None:
        order = {"type": type_, "status": status}
        await self._tell("revoke", msgspec.json.encode(order))

    async def forget(self, *types: str) -> None:
        """Drop subscriptions without a word."""
        await self._tell("forget", msgspec.json.encode(types))

    async def reconnect(self, *meanwhile: script.AnyHappening) -> list[str]:
        """Ask for a move; `meanwhile` happens before anybody has moved."""
        return await self._tell("reconnect", msgspec.json.encode(meanwhile))

    async def close(self, code: int) -> None:
        await self._tell("close", msgspec.json.encode({"code": code}))

    async def reset(self) -> None:
        """Cut the connections with a TCP reset."""
        await self._tell("reset")

    async def silence(self, on: bool = True) -> None:
        await self._tell("silence", msgspec.json.encode({"on": on}))

    async def deafen(self) -> None:
        """Let those in the chat hear nothing more, until they come in anew."""
        await self._tell("deafen")

    async def garbage(self, text: str) -> None:
        await self._tell("garbage", text.encode())

    async def moderated_by(self, account: str) -> None:
        await self._tell("moderates", msgspec.json.encode({"account": account}))

    # Seeing

    async def joined(self, count: int = 1) -> None:
        """Wait until somebody without a login came in for the `count`-th time."""
        await self.seen("joined", count)

    async def seen(
        self, what: str, count: int = 1, *, within: float = PATIENCE_S
    ) -> None:
        """Wait until `what` was seen: joined, connections, ended, "GET /helix/…"."""
        order = {"what": what, "count": count, "timeout": within}
        if not await self._tell("wait", msgspec.json.encode(order)):
            state = await self.state()
            raise AssertionError(f"{what} was not seen {count} times: {state}")

    async def state(self) -> dict[str, Any]:
        """Return what was seen so far: see Control.state in twitch.py."""
        return await self._tell("state")

    async def _tell(self, verb: str, body: bytes = b"{}") -> Any:
        assert self._session is not None, "use `async with emulator.channel(...)`"
        async with self._session.post(f"{self._address}/{verb}", data=body) as answer:
            answer.raise_for_status()
            return await answer.json()
