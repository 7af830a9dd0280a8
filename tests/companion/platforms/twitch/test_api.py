"""Helix: what is asked, and what each answer means."""

from __future__ import annotations

import pytest

from companion.domain.errors import (
    CommandError,
    ConnectionLost,
    LoginRequired,
    RateLimited,
)
from companion.platforms.twitch.api import Refusal, TwitchApi
from companion.platforms.twitch.asking import Answer
from companion.platforms.twitch.login import TwitchLogin
from companion.platforms.twitch.settings import TwitchSettings
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.fakes import FakeClock
from tests.support.memory_secrets import MemorySecrets
from tests.support.twitch_fixtures import keep


@pytest.fixture
async def api(
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> TwitchApi:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    clock = FakeClock()
    login = TwitchLogin(settings=twitch_settings, secrets=secrets, clock=clock)
    return TwitchApi(settings=twitch_settings, login=login, clock=clock)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("500", ConnectionLost),
        ("garbage", ConnectionLost),
        ("403", Refusal),
        ("429", RateLimited),
        ("401", LoginRequired),
    ],
)
async def test_an_answer_is_an_error_of_its_type(
    fault: str,
    expected: type[Exception],
    api: TwitchApi,
    twitch_channel: TwitchChannel,
) -> None:
    await twitch_channel.mode(helix=fault)

    with pytest.raises(expected):
        await api.channel(twitch_channel.name)


async def test_a_refusal_is_an_answer_to_a_person(
    api: TwitchApi, twitch_channel: TwitchChannel
) -> None:
    await twitch_channel.mode(helix="403")
    with pytest.raises(CommandError, match="missing proper authorization") as caught:
        await api.viewers("1001")

    assert isinstance(caught.value, Refusal)
    assert caught.value.status == 403


async def test_a_channel_that_is_not_live_has_no_viewers(
    api: TwitchApi, twitch_channel: TwitchChannel
) -> None:
    channel = await api.channel(twitch_channel.name)
    live = await api.viewers(channel.id)
    await twitch_channel.mode(live=False)

    assert (live, await api.viewers(channel.id)) == (42, 0)


async def test_one_session_serves_many_requests(
    api: TwitchApi, twitch_channel: TwitchChannel
) -> None:
    async with api.opened():
        for _ in range(3):
            await api.channel(twitch_channel.name)
    await api.channel(twitch_channel.name)

    assert (await twitch_channel.state())["seen"]["GET /helix/users"] == 4


async def test_subscribing_to_what_is_there_already_is_fine_and_to_nonsense_is_not(
    api: TwitchApi,
) -> None:
    with pytest.raises(Refusal) as caught:
        await api.subscribe("channel.raid", "1", {}, session="unknown")

    assert caught.value.status == 400


async def test_nobody_there_is_said_without_the_address(secrets: MemorySecrets) -> None:
    settings = TwitchSettings(
        id_url="http://127.0.0.1:9/id", helix_url="http://127.0.0.1:9/helix", token="t"
    )
    clock = FakeClock()
    login = TwitchLogin(settings=settings, secrets=secrets, clock=clock)
    api = TwitchApi(settings=settings, login=login, clock=clock)
    with pytest.raises(ConnectionLost, match="cannot be reached") as caught:
        await api.channel("mira")

    assert "127.0.0.1" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_answer_does_not_show_its_tokens() -> None:
    answer = Answer(status=200, body={"access_token": "planted"}, headers={})

    assert "planted" not in repr(answer)
