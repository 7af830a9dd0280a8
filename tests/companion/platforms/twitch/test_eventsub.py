"""twitchio's socket under our reading: what it would hide is noticed."""

from __future__ import annotations

import time

import pytest

from companion.domain.errors import ConnectionLost
from companion.domain.events import Chat, UnknownEvent
from companion.platforms.twitch.connector import TwitchConnector
from tests.companion.platforms.twitch.hearing import Hearing
from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_control import TwitchChannel


@pytest.mark.parametrize("code", [1000, 4000, 4001, 4003, 4006])
async def test_a_closed_socket_ends_the_attempt_and_the_next_one_works(
    code: int, logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(logged_in) as first:
        await first.connected()
        await twitch_channel.close(code)
        with pytest.raises(ConnectionLost, match=str(code)):
            await first.end()
    async with Hearing(logged_in) as second:
        await second.connected()
        await twitch_channel.chat("after")
        (event,) = await second.at_least(1)

    assert isinstance(event, Chat)


async def test_every_wanted_subscription_is_made_once(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(logged_in) as hearing:
        await hearing.connected()
        state = await twitch_channel.state()

    subscribed = state["subscriptions"]
    assert len(subscribed) == len(set(subscribed)) == 21
    assert state["seen"]["POST /helix/eventsub/subscriptions"] == 21


async def test_a_move_that_fails_ends_the_attempt(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(logged_in) as hearing:
        await hearing.connected()
        await twitch_channel.mode(sockets="500")
        await twitch_channel.reconnect()
        with pytest.raises(ConnectionLost, match="HTTP 500"):
            await hearing.end()


async def test_nonsense_again_and_again_ends_the_attempt(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(logged_in) as hearing:
        await hearing.connected()
        for _ in range(100):
            await twitch_channel.garbage("[]")
        with pytest.raises(ConnectionLost, match="cannot be read"):
            await hearing.end()


async def test_what_cannot_be_read_is_kept_twenty_times(
    logged_in: TwitchConnector,
    twitch_channel: TwitchChannel,
    caplog: pytest.LogCaptureFixture,
) -> None:
    odd = script.Raw(type="channel.follow", event={"user_id": None})
    async with Hearing(logged_in) as hearing:
        await hearing.connected()
        await twitch_channel.publish(*[odd] * 30)
        await twitch_channel.chat("end")
        await hearing.until(lambda: isinstance(hearing.events[-1], Chat))

    unread = [one for one in hearing.events if isinstance(one, UnknownEvent)]
    assert len(unread) == len({one.id for one in unread}) == 20
    assert caplog.text.count("cannot read") == 1


async def test_a_silent_socket_is_cancelled_quickly(
    either: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(either) as hearing:
        await hearing.connected()
        await twitch_channel.silence()
        began = time.monotonic()
        await hearing.cancel()

        assert time.monotonic() - began < 9, "websockets itself would wait for 10 s"
    await twitch_channel.silence(on=False)


@pytest.mark.long
async def test_a_silent_socket_is_noticed_by_its_missing_keepalives(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(logged_in) as hearing:
        await hearing.connected()
        await twitch_channel.silence()
        began = time.monotonic()
        with pytest.raises(ConnectionLost):
            await hearing.end(within=40)
    await twitch_channel.silence(on=False)

    assert time.monotonic() - began < 30
