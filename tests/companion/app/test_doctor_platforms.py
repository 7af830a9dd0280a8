"""What the doctor says of each platform, asked of the emulators."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import msgspec
import pytest

from companion.app.doctor_platforms import (
    Kept,
    kept_secrets,
    platforms,
    tiktok_live,
    twitch,
    youtube,
)
from companion.domain.errors import SettingsError
from companion.platforms.twitch.login import SECRET, Token
from companion.platforms.youtube.credentials import (
    KEY_SECRET,
    TOKEN_SECRET,
    OAuthClient,
    StoredLogin,
)
from companion.settings import Settings
from tests.support.emulators.tiktok_control import TikTokEmulator
from tests.support.emulators.twitch_control import TwitchChannel, TwitchEmulator
from tests.support.emulators.youtube_control import YouTubeEmulator, YouTubeStream
from tests.support.tiktok_fixtures import tiktok
from tests.support.youtube_fixtures import youtube_key, youtube_video

_NUMBERS = itertools.count(1)

__all__ = ["tiktok", "youtube_key", "youtube_video"]

NOWHERE = {
    "COMPANION_TIKTOK_APP_URL": "http://127.0.0.1:1",
    "COMPANION_TIKTOK_SIGN_URL": "http://127.0.0.1:1",
    "COMPANION_TWITCH_ID_URL": "http://127.0.0.1:1",
    "COMPANION_YOUTUBE_API_URL": "http://127.0.0.1:1",
}
NOTHING = Kept({})


# The fixtures' own names are those of the checks.
@pytest.fixture(scope="session")
def twitch_emulator() -> Iterator[TwitchEmulator]:
    with TwitchEmulator.running() as emulator:
        yield emulator


@pytest.fixture
async def twitch_channel(
    twitch_emulator: TwitchEmulator,
) -> AsyncIterator[TwitchChannel]:
    async with twitch_emulator.channel(f"doc_{next(_NUMBERS)}") as channel:
        yield channel


@pytest.fixture(scope="session")
def youtube_emulator() -> Iterator[YouTubeEmulator]:
    with YouTubeEmulator.running() as emulator:
        yield emulator


@pytest.fixture
async def youtube_stream(
    youtube_emulator: YouTubeEmulator, youtube_video: str
) -> AsyncIterator[YouTubeStream]:
    async with youtube_emulator.stream(youtube_video) as stream:
        yield stream


async def test_what_cannot_be_reached_says_so_with_a_fix() -> None:
    checks = await platforms(Settings(), NOWHERE)

    assert [one.check for one in checks] == ["tiktok-live", "twitch", "youtube"]
    for one in checks:
        assert (one.ok, one.required) == (False, False)
        assert "cannot be reached" in one.detail
        assert "online" in one.fix


async def test_a_variable_that_makes_no_sense_is_named() -> None:
    wrong = {**NOWHERE, "COMPANION_TWITCH_ID_URL": "ftp://example"}
    _tiktok, found, _youtube = await platforms(Settings(), wrong)

    assert "COMPANION_TWITCH_ID_URL" in found.detail
    assert found.fix
    with pytest.raises(SettingsError):
        await twitch(Settings(), wrong, NOTHING)


async def test_tiktok_tells_what_the_sign_server_allows(
    tiktok: TikTokEmulator,
) -> None:
    found = await tiktok_live(Settings(), tiktok.environment)

    assert found.ok
    assert "of 1,000 connections are left today" in found.detail


async def test_a_sign_servers_key_that_is_wrong_is_not_said(
    tiktok: TikTokEmulator,
) -> None:
    key = {"COMPANION_TIKTOK_SIGN_API_KEY": "wrong-plantedSECRET"}
    found = await tiktok_live(Settings(), {**tiktok.environment, **key})

    assert (found.ok, "your key" in found.detail) == (False, True)
    assert found.fix
    assert "plantedSECRET" not in f"{found}"


async def test_a_sign_server_that_is_down_is_not_tiktok(tiktok: TikTokEmulator) -> None:
    down = {"COMPANION_TIKTOK_SIGN_URL": "http://127.0.0.1:1"}
    found = await tiktok_live(Settings(), {**tiktok.environment, **down})

    assert not found.ok
    assert "sign server does not answer" in found.detail


async def test_twitch_can_be_read_without_a_login(
    twitch_channel: TwitchChannel,
) -> None:
    found = await twitch(Settings(), twitch_channel.environment, NOTHING)

    assert (found.ok, found.fix) == (True, "")
    assert "nobody is logged in" in found.detail


async def test_a_login_of_twitch_is_named(twitch_channel: TwitchChannel) -> None:
    token = {"COMPANION_TWITCH_TOKEN": (await twitch_channel.login())["access"]}
    environment = {**twitch_channel.environment, **token}
    found = await twitch(Settings(), environment, NOTHING)

    assert (found.ok, found.detail) == (True, f"logged in as {twitch_channel.name}")


async def test_scopes_that_a_login_lacks_are_named(
    twitch_channel: TwitchChannel,
) -> None:
    granted = await twitch_channel.login(scopes=["user:read:chat"])
    token = {"COMPANION_TWITCH_TOKEN": granted["access"]}
    environment = {**twitch_channel.environment, **token}
    found = await twitch(Settings(), environment, NOTHING)

    assert not found.ok
    assert "user:write:chat" in found.detail
    assert found.fix


async def test_a_token_that_is_refused_says_which_variable(
    twitch_channel: TwitchChannel,
) -> None:
    token = {"COMPANION_TWITCH_TOKEN": "plantedSECRET"}
    environment = {**twitch_channel.environment, **token}
    found = await twitch(Settings(), environment, NOTHING)

    assert (found.ok, "COMPANION_TWITCH_TOKEN" in found.fix) == (False, True)
    assert "plantedSECRET" not in f"{found}"


async def test_an_old_login_is_left_to_be_renewed_once(
    twitch_channel: TwitchChannel,
) -> None:
    granted = await twitch_channel.login()
    await twitch_channel.expire()
    kept = Kept({SECRET: msgspec.json.encode(Token(**granted)).decode()})
    found = await twitch(Settings(), twitch_channel.environment, kept)
    again = await twitch(Settings(), twitch_channel.environment, kept)

    assert (found.ok, again.ok) == (True, True)
    assert "renewed at the next connection" in found.detail
    state = await twitch_channel.state()
    assert not [name for name in state["seen"] if "refresh" in name]


async def test_youtube_without_anything_says_what_it_needs(
    youtube_emulator: YouTubeEmulator,
) -> None:
    found = await youtube(Settings(), youtube_emulator.environment, NOTHING)

    assert not found.ok
    assert "API key or a login" in found.fix


async def test_a_key_in_the_keyring_is_tried_for_one_unit(
    youtube_emulator: YouTubeEmulator, youtube_stream: YouTubeStream, youtube_key: str
) -> None:
    kept = Kept({KEY_SECRET: youtube_key})
    found = await youtube(Settings(), youtube_emulator.environment, kept)

    assert (found.ok, found.fix) == (True, "")
    assert (await youtube_stream.units(youtube_key))["spent"] == 1


@pytest.mark.parametrize("key", ["nokey-plantedSECRET", "key-off-plantedSECRET"])
async def test_a_key_that_does_not_work_is_told_why(
    youtube_emulator: YouTubeEmulator, key: str
) -> None:
    environment = {
        **youtube_emulator.environment,
        "COMPANION_YOUTUBE_API_KEY": key,
    }
    found = await youtube(Settings(), environment, NOTHING)

    assert not found.ok
    assert found.detail
    assert found.fix
    assert "plantedSECRET" not in f"{found}"


async def test_a_token_of_the_environment_is_tried(
    youtube_emulator: YouTubeEmulator,
) -> None:
    environment = dict(youtube_emulator.environment)
    environment["COMPANION_YOUTUBE_TOKEN"] = "fixed-token-1"
    good = await youtube(Settings(), environment, NOTHING)
    environment["COMPANION_YOUTUBE_TOKEN"] = "plantedSECRET"
    bad = await youtube(Settings(), environment, NOTHING)

    assert (good.ok, "written" in good.detail) == (True, True)
    assert (bad.ok, bool(bad.fix)) == (False, True)
    assert "plantedSECRET" not in f"{bad}"


async def test_a_login_that_google_has_ended_asks_for_another(
    youtube_emulator: YouTubeEmulator,
) -> None:
    login = StoredLogin(
        access_token="plantedSECRET",
        refresh_token="plantedSECRET",
        expires_at=0,
        client=OAuthClient(client_id="1.apps.example"),
    )
    kept = Kept({TOKEN_SECRET: msgspec.json.encode(login).decode()})
    found = await youtube(Settings(), youtube_emulator.environment, kept)

    assert (found.ok, bool(found.fix)) == (False, True)
    assert "plantedSECRET" not in f"{found}"


async def test_a_keyring_that_has_no_answer_holds_nothing() -> None:
    none = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    kept = await kept_secrets(none)

    assert kept.read(SECRET) is None
