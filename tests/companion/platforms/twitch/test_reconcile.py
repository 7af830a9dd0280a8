"""What a round of comparing does with Twitch's answers; the emulator has the rest."""

from __future__ import annotations

import pytest

from companion.domain.errors import ConnectionLost, LoginRequired, RateLimited
from companion.platforms.twitch.api import TwitchApi
from companion.platforms.twitch.login import TwitchLogin
from companion.platforms.twitch.reconcile import AGAIN_S, EVERY_S, Reconciler
from companion.platforms.twitch.settings import TwitchSettings
from companion.platforms.twitch.wanted import BY_TYPE, WANTED
from tests.companion.platforms.twitch.conftest import made
from tests.companion.platforms.twitch.hearing import Hearing
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.fakes import FakeClock
from tests.support.memory_secrets import MemorySecrets
from tests.support.twitch_fixtures import keep

SUBSCRIBE = "POST /eventsub/subscriptions"


@pytest.fixture
async def reconciler(
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> Reconciler:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    clock = FakeClock()
    login = TwitchLogin(settings=twitch_settings, secrets=secrets, clock=clock)
    own = (await twitch_channel.state())["id"]
    return Reconciler(
        WANTED,
        api=TwitchApi(settings=twitch_settings, login=login, clock=clock),
        channel_id=own,
        account_id=own,
    )


async def test_a_session_that_is_gone_is_no_fault_of_the_login(
    reconciler: Reconciler,
) -> None:
    with pytest.raises(ConnectionLost, match="does not exist"):
        await reconciler.round(("long-gone",))


async def test_a_login_that_may_not_read_this_chat_is_said(
    reconciler: Reconciler, twitch_channel: TwitchChannel
) -> None:
    await twitch_channel.mode(helix="403", helix_path=SUBSCRIBE)

    with pytest.raises(LoginRequired, match="may not read the chat"):
        await reconciler.round(("any",))


async def test_what_twitch_does_not_take_now_is_asked_for_again_soon(
    reconciler: Reconciler, twitch_channel: TwitchChannel
) -> None:
    await twitch_channel.mode(helix="500", helix_path=SUBSCRIBE)
    with pytest.raises(ConnectionLost, match="HTTP 500"):
        await reconciler.round(("any",))

    assert reconciler.wait_s() == AGAIN_S
    assert reconciler.missing == WANTED
    # Chat alone was tried: it shows whether anything works.
    assert (await twitch_channel.state())["seen"]["fault 500"] == 1


async def test_a_limit_is_waited_for(
    reconciler: Reconciler, twitch_channel: TwitchChannel
) -> None:
    await twitch_channel.mode(helix="429", helix_path=SUBSCRIBE)
    with pytest.raises(RateLimited):
        await reconciler.round(("any",))

    assert AGAIN_S <= reconciler.wait_s() <= EVERY_S


async def test_a_type_that_was_revoked_is_not_asked_for_again(
    reconciler: Reconciler,
) -> None:
    reconciler.in_force = set(BY_TYPE)
    reconciler.revoked("channel.follow", "moderator_removed")

    assert reconciler.missing == ()
    assert reconciler.refused == {"channel.follow": "moderator_removed"}
    assert reconciler.wait_s() == EVERY_S


async def test_nothing_is_subscribed_twice_when_all_is_well(
    twitch_name: str,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    connector = made(twitch_name, twitch_settings, secrets)
    async with Hearing(connector) as hearing:
        await hearing.connected()
        reading = connector._eventsub
        assert reading is not None
        await reading.subscriptions.round(tuple(reading.sessions))
        await reading.subscriptions.round(tuple(reading.sessions))

        seen = (await twitch_channel.state())["seen"]
    assert seen["POST /helix/eventsub/subscriptions"] == len(WANTED)
    assert seen["GET /helix/eventsub/subscriptions"] >= 6, "all three pages, twice"
