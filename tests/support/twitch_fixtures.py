"""Fixtures for tests that need a Twitch: import them into a conftest.

One emulator process serves all tests of a run; each test has a channel of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import msgspec
import pytest

from companion.platforms.twitch.login import SECRET, Token
from companion.platforms.twitch.settings import TwitchSettings
from tests.support.emulators.twitch_control import TwitchChannel, TwitchEmulator
from tests.support.memory_secrets import MemorySecrets

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def twitch() -> Iterator[TwitchEmulator]:
    """An emulator in its own process."""
    with TwitchEmulator.running() as emulator:
        yield emulator


@pytest.fixture
def twitch_name() -> str:
    """A channel that no other test uses."""
    return f"mira_{next(_NUMBERS)}"


@pytest.fixture
async def twitch_channel(
    twitch: TwitchEmulator, twitch_name: str
) -> AsyncIterator[TwitchChannel]:
    """The channel of this test; no client may break the protocol in it."""
    async with twitch.channel(twitch_name) as channel:
        yield channel
        assert (await channel.state())["violations"] == []


@pytest.fixture
def secrets() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def twitch_settings(twitch_channel: TwitchChannel) -> TwitchSettings:
    return TwitchSettings().with_environment(twitch_channel.environment)


def keep(
    secrets: MemorySecrets, granted: dict[str, str], settings: TwitchSettings
) -> None:
    """Put a login into the keyring, as an earlier run would have."""
    token = Token(
        access=granted["access"],
        refresh=granted["refresh"],
        client_id=settings.client_id,
    )
    secrets.kept[SECRET] = msgspec.json.encode(token).decode()
