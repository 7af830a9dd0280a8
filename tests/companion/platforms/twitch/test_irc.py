"""The anonymous way: coming in, staying awake, and noticing that nobody is there."""

from __future__ import annotations

import asyncio

import pytest

from companion.domain.errors import ConnectionLost, TargetUnknown
from companion.domain.events import Chat, ChatMode, Cheer, UnknownEvent
from companion.platforms.twitch.connector import TwitchConnector
from companion.platforms.twitch.login import TwitchLogin
from companion.platforms.twitch.settings import TwitchSettings
from tests.companion.platforms.twitch.hearing import Hearing
from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.fakes import FakeClock
from tests.support.memory_secrets import MemorySecrets


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def connector(
    twitch_name: str,
    twitch_settings: TwitchSettings,
    secrets: MemorySecrets,
    clock: FakeClock,
) -> TwitchConnector:
    """A connector whose time stands still."""
    login = TwitchLogin(settings=twitch_settings, secrets=secrets, clock=clock)
    return TwitchConnector(
        twitch_name, settings=twitch_settings, login=login, clock=clock
    )


async def test_it_is_connected_from_twitchs_yes_to_the_end(
    connector: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    before = connector.connected()
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await twitch_channel.close(1000)
        with pytest.raises(ConnectionLost, match="1000"):
            await hearing.end()

    assert (before, connector.connected()) == (False, False)


async def test_a_chat_that_goes_on_is_kept(
    connector: TwitchConnector, twitch_channel: TwitchChannel, clock: FakeClock
) -> None:
    async with Hearing(connector) as hearing:
        await hearing.connected()
        for _ in range(8):
            await clock.advance(10)
            await twitch_channel.chat("a moment passes")
            await hearing.at_least(1)
        connected = connector.connected()

    assert connected
    assert (await twitch_channel.state())["seen"]["irc_connections"] == 1


async def test_a_server_that_answers_nothing_any_more_is_noticed(
    connector: TwitchConnector, twitch_channel: TwitchChannel, clock: FakeClock
) -> None:
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await twitch_channel.silence()
        await clock.advance(16)
        await clock.advance(11)
        with pytest.raises(ConnectionLost, match="does not answer"):
            await hearing.end()
    await twitch_channel.silence(on=False)


async def test_a_room_that_has_gone_quiet_is_joined_again_and_heard(
    connector: TwitchConnector, twitch_channel: TwitchChannel, clock: FakeClock
) -> None:
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await twitch_channel.deafen()
        await twitch_channel.chat("nobody hears this")
        await passed(clock, twitch_channel, seconds=80)
        await twitch_channel.joined(2)
        await twitch_channel.chat("heard again")
        (event,) = await hearing.at_least(1)

    assert isinstance(event, Chat)
    assert event.text == "heard again"
    assert (await twitch_channel.state())["seen"]["irc_connections"] == 1


async def test_a_room_that_stays_quiet_is_joined_again_less_and_less(
    connector: TwitchConnector, twitch_channel: TwitchChannel, clock: FakeClock
) -> None:
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await passed(clock, twitch_channel, seconds=480)
        connected = connector.connected()

    assert connected
    assert 3 <= (await twitch_channel.state())["seen"]["joined"] <= 5


async def test_a_room_that_lets_nobody_in_again_ends_the_attempt(
    connector: TwitchConnector, twitch_channel: TwitchChannel, clock: FakeClock
) -> None:
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await twitch_channel.mode(known=False)
        with pytest.raises(ConnectionLost, match="does not let us in"):
            for _ in range(15):
                await passed(clock, twitch_channel, seconds=10)
                await hearing.until(lambda: True)
            await hearing.end(within=5)


async def passed(clock: FakeClock, channel: TwitchChannel, *, seconds: int) -> None:
    """Let time pass so slowly that the emulator's answers arrive meanwhile."""
    for _ in range(seconds // 10):
        await clock.advance(10)
        for _ in range(3):
            await channel.state()
            await asyncio.sleep(0.005)


async def test_a_server_that_says_less_is_read_as_well(
    connector: TwitchConnector, twitch_channel: TwitchChannel, clock: FakeClock
) -> None:
    await twitch_channel.mode(plain_irc=True)
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await passed(clock, twitch_channel, seconds=50)
        await twitch_channel.chat("still here")
        await hearing.at_least(1)

    assert (await twitch_channel.state())["seen"]["irc_connections"] == 1


async def test_a_ping_of_twitch_is_answered(
    connector: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await twitch_channel.publish(script.RawLine(line="PING :tmi.twitch.tv"))
        await twitch_channel.seen("pong tmi.twitch.tv")


async def test_a_channel_that_was_joined_before_is_not_unknown_now(
    connector: TwitchConnector, twitch_channel: TwitchChannel, clock: FakeClock
) -> None:
    async with Hearing(connector) as first:
        await first.connected()
    await twitch_channel.mode(known=False)
    async with Hearing(connector) as second:
        await second.until(lambda: bool(connector._irc and connector._irc.is_answered))
        await clock.advance(16)
        with pytest.raises(ConnectionLost, match="does not let us in"):
            await second.end()


async def test_a_suspended_channel_is_said(
    connector: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    notice = "@msg-id=msg_channel_suspended :tmi.twitch.tv NOTICE #x :This channel is"
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await twitch_channel.publish(script.RawLine(line=notice))
        with pytest.raises(TargetUnknown, match="has closed the channel"):
            await hearing.end()


async def test_other_notices_and_other_channels_are_let_pass(
    connector: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    lines = (
        "@msg-id=slow_on :tmi.twitch.tv NOTICE #x :This room is now in slow mode.",
        "@id=1;user-id=7 :a!a@a PRIVMSG #somebody_else :not for us",
        ":tmi.twitch.tv HOSTTARGET #x :-",
    )
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await twitch_channel.publish(*(script.RawLine(line=one) for one in lines))
        await twitch_channel.chat("for us")
        await hearing.at_least(1)

    assert [one.text for one in hearing.events if isinstance(one, Chat)] == ["for us"]
    assert len(hearing.events) == 1


async def test_what_cannot_be_read_is_kept_twenty_times(
    connector: TwitchConnector,
    twitch_channel: TwitchChannel,
    twitch_name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    line = f"@id=1;user-id=nobody :a!a@a PRIVMSG #{twitch_name} :hm"
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await twitch_channel.publish(*[script.RawLine(line=line)] * 30)
        await twitch_channel.chat("end")
        await hearing.until(lambda: isinstance(hearing.events[-1], Chat))

    unread = [one for one in hearing.events if isinstance(one, UnknownEvent)]
    assert len(unread) == len({one.id for one in unread}) == 20
    assert caplog.text.count("cannot read") == 1


async def test_several_lines_in_a_frame_are_all_read(
    connector: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await twitch_channel.publish(
            script.Bomb(count=6, parts="singles"), script.Mode(mode="emote")
        )
        events = await hearing.at_least(7)

    assert isinstance(events[-1], ChatMode)


async def test_what_comes_in_one_frame_with_a_restart_is_heard(
    connector: TwitchConnector, twitch_channel: TwitchChannel, twitch_name: str
) -> None:
    who = ":ann!ann@ann.tmi.twitch.tv"
    cheer = f"@id=c1;user-id=7;bits=100 {who} PRIVMSG #{twitch_name} :Cheer100"
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await twitch_channel.garbage(f"{cheer}\r\n:tmi.twitch.tv RECONNECT\r\n")
        with pytest.raises(ConnectionLost, match="restarts"):
            await hearing.end()

    assert [one.bits for one in hearing.events if isinstance(one, Cheer)] == [100]


async def test_the_channels_id_is_told_once(
    twitch_name: str,
    twitch_settings: TwitchSettings,
    secrets: MemorySecrets,
    clock: FakeClock,
    twitch_channel: TwitchChannel,
) -> None:
    told: list[tuple[str, str]] = []
    connector = TwitchConnector(
        twitch_name,
        settings=twitch_settings,
        login=TwitchLogin(settings=twitch_settings, secrets=secrets, clock=clock),
        clock=clock,
        on_channel=lambda name, id_: told.append((name, id_)),
    )
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await twitch_channel.chat("hello")
        await hearing.at_least(1)

    assert [name for name, _id in told] == [twitch_name]
    assert told[0][1].isdigit()
