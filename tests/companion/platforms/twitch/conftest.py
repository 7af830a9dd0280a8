"""The emulator and its channels, and connectors that talk to them."""

from __future__ import annotations

import pytest

from companion.app.machine import SystemClock
from companion.platforms.twitch.connector import TwitchConnector
from companion.platforms.twitch.login import TwitchLogin
from companion.platforms.twitch.settings import TwitchSettings
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.twitch_fixtures import (
    MemorySecrets,
    keep,
    secrets,
    twitch,
    twitch_channel,
    twitch_name,
    twitch_settings,
)

__all__ = ["secrets", "twitch", "twitch_channel", "twitch_name", "twitch_settings"]


@pytest.fixture
def anonymous(
    twitch_name: str, twitch_settings: TwitchSettings, secrets: MemorySecrets
) -> TwitchConnector:
    """A connector to the channel of this test, without a login."""
    return made(twitch_name, twitch_settings, secrets)


@pytest.fixture
async def logged_in(
    twitch_name: str,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> TwitchConnector:
    """A connector to the channel of this test, with its Broadcaster's login."""
    keep(secrets, await twitch_channel.login(), twitch_settings)
    return made(twitch_name, twitch_settings, secrets)


@pytest.fixture(params=["with a login", "without a login"])
async def either(
    request: pytest.FixtureRequest,
    twitch_name: str,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> TwitchConnector:
    """A connector in one way and in the other."""
    if request.param == "with a login":
        keep(secrets, await twitch_channel.login(), twitch_settings)
    return made(twitch_name, twitch_settings, secrets)


def made(
    name: str, settings: TwitchSettings, secrets: MemorySecrets
) -> TwitchConnector:
    clock = SystemClock()
    login = TwitchLogin(settings=settings, secrets=secrets, clock=clock)
    return TwitchConnector(name, settings=settings, login=login, clock=clock)
