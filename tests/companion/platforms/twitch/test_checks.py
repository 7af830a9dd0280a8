from __future__ import annotations

import pytest

from companion.domain.errors import LoginRequired, TargetUnknown
from companion.platforms.twitch.checks import checked
from companion.platforms.twitch.login import TwitchLogin
from companion.platforms.twitch.settings import TwitchSettings
from tests.support.emulators.twitch_control import TwitchChannel, TwitchEmulator
from tests.support.fakes import FakeClock
from tests.support.twitch_fixtures import MemorySecrets, keep


@pytest.fixture
def login(twitch_settings: TwitchSettings, secrets: MemorySecrets) -> TwitchLogin:
    return TwitchLogin(settings=twitch_settings, secrets=secrets, clock=FakeClock())


async def test_ones_own_channel_with_every_scope_lacks_nothing(
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    found = await checked(
        f"https://twitch.tv/{twitch_channel.name}",
        settings=twitch_settings,
        login=login,
        clock=FakeClock(),
    )

    assert (found.account, found.is_own) == (twitch_channel.name, True)
    assert (found.viewers, found.can_write) == (42, True)
    assert (found.lacking, found.not_told) == ((), ())


async def test_somebody_elses_channel_tells_less(
    twitch: TwitchEmulator,
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    granted = await twitch_channel.login(scopes=["user:read:chat"])
    keep(secrets, granted, twitch_settings)
    async with twitch.channel(f"{twitch_channel.name}_friend") as friend:
        found = await checked(
            friend.name, settings=twitch_settings, login=login, clock=FakeClock()
        )

    assert not found.is_own
    assert not found.can_write
    assert "user:write:chat" in found.lacking
    assert "channel.bits.use" in found.not_told
    assert "channel.chat.message" not in found.not_told


async def test_what_does_not_exist_and_nobody_logged_in_are_said(
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    with pytest.raises(LoginRequired):
        await checked("mira", settings=twitch_settings, login=login, clock=FakeClock())
    await twitch_channel.mode(known=False)
    keep(secrets, await twitch_channel.login(), twitch_settings)
    login = TwitchLogin(settings=twitch_settings, secrets=secrets, clock=FakeClock())
    with pytest.raises(TargetUnknown):
        await checked(
            twitch_channel.name,
            settings=twitch_settings,
            login=login,
            clock=FakeClock(),
        )
