"""The whole way, from Twitch's sockets to events: with a login and without one."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from companion.app.machine import SystemClock
from companion.domain.errors import (
    CommandError,
    LoginRequired,
    SettingsError,
    TargetUnknown,
)
from companion.domain.events import (
    Announcement,
    Chat,
    ChatCleared,
    ChatDeleted,
    ChatMode,
    Cheer,
    Follow,
    HypeTrain,
    Raid,
    Redemption,
    StreamStatus,
    Subscription,
    ViewerRemoved,
)
from companion.platforms.twitch import KINDS
from companion.platforms.twitch.connector import (
    TwitchConnector,
    channel_of,
    twitch_connectors,
)
from companion.platforms.twitch.login import TwitchLogin
from companion.platforms.twitch.settings import TwitchSettings
from tests.companion.platforms.twitch.conftest import made
from tests.companion.platforms.twitch.hearing import Hearing
from tests.companion.platforms.twitch.stage import on_stage, until
from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_control import TwitchChannel, TwitchEmulator
from tests.support.emulators.twitch_script import BEN
from tests.support.fakes import FakeClock
from tests.support.memory_secrets import MemorySecrets
from tests.support.twitch_fixtures import keep

ROOT = Path(__file__).parents[4]

EVERYTHING = (
    script.Chat(text="hello"),
    script.Cheer(bits=100),
    script.Sub(),
    script.Resub(months=7, text="again!"),
    script.Gift(),
    script.Bomb(count=3),
    script.Upgrade(),
    script.Raid(viewers=12, by=BEN),
    script.Announcement(text="soon"),
    script.Follow(by=BEN),
    script.Redemption(),
    script.Train(phase="begin"),
    script.Delete(target="some-message"),
    script.Ban(seconds=60),
    script.Unban(),
    script.Clear(),
    script.Mode(mode="slow"),
    script.Status(is_live=True),
)


async def test_every_kind_arrives_once_with_a_login(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(logged_in) as hearing:
        await hearing.connected()
        await twitch_channel.publish(*EVERYTHING)
        await twitch_channel.publish(script.Status(is_live=False))
        last = [StreamStatus, StreamStatus]
        await hearing.until(lambda: [type(e) for e in hearing.events[-2:]] == last)

    kinds = [type(event) for event in hearing.events]
    assert kinds == [
        Chat, Cheer, Subscription, Subscription, Subscription, Subscription, Raid,
        Announcement, Follow, Redemption, HypeTrain, ChatDeleted, ViewerRemoved,
        ViewerRemoved, ChatCleared, ChatMode,
        StreamStatus, StreamStatus,
    ]  # fmt: skip
    assert set(kinds) == set(KINDS)


async def test_what_irc_tells_arrives_once_without_a_login(
    anonymous: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(anonymous) as hearing:
        await twitch_channel.joined()
        await twitch_channel.publish(*EVERYTHING)
        await hearing.until(
            lambda: bool(hearing.events) and isinstance(hearing.events[-1], ChatMode)
        )

    assert [type(event) for event in hearing.events] == [
        Chat, Cheer, Subscription, Subscription, Subscription, Subscription, Raid,
        Announcement, ChatDeleted, ViewerRemoved, ChatCleared, ChatMode,
    ]  # fmt: skip


async def test_tokens_are_in_no_log_and_no_text(
    logged_in: TwitchConnector,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with on_stage(logged_in, twitch_channel) as it:
        await it.begins()
        await twitch_channel.expire()
        await logged_in.send("hello")
        await twitch_channel.mode(helix="403")
        with pytest.raises(CommandError) as refused:
            await logged_in.send("hello")
        await twitch_channel.mode(helix="ok")
        await twitch_channel.reset()
        await twitch_channel.disconnect_app()
        await until(lambda: logged_in.trouble)
        await twitch_channel.joined()
        told = [it.view.detail, logged_in.trouble, str(refused.value), caplog.text]

    tokens = [msgspec.json.decode(text) for text in secrets.written]
    planted = {one[name] for one in tokens for name in ("access", "refresh")}
    assert len(planted) >= 2
    assert "twitch:" in caplog.text
    assert [secret for secret in planted if secret in " ".join(told)] == []


async def test_viewers_are_counted_with_a_login(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(logged_in) as hearing:
        await hearing.until(lambda: hearing.counts)

    assert hearing.counts[0].viewers == 42


async def test_somebody_elses_channel_is_read_as_far_as_twitch_tells_it(
    twitch: TwitchEmulator,
    twitch_name: str,
    twitch_channel: TwitchChannel,
    twitch_settings: TwitchSettings,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    async with twitch.channel(f"{twitch_name}_friend") as friend:
        connector = made(friend.name, twitch_settings, secrets)
        async with Hearing(connector) as hearing:
            await hearing.connected()
            await friend.publish(script.Cheer(bits=30), script.Resub(), script.Follow())
            await friend.chat("end")
            await hearing.until(lambda: len(hearing.events) >= 3)
            notice = connector.trouble

    assert [type(event) for event in hearing.events] == [Cheer, Subscription, Chat]
    assert notice == "Twitch does not tell this account: channel.follow."


async def test_two_channels_are_read_with_one_login_each_on_its_own(
    twitch: TwitchEmulator,
    twitch_name: str,
    twitch_channel: TwitchChannel,
    twitch_settings: TwitchSettings,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    clock = SystemClock()
    login = TwitchLogin(settings=twitch_settings, secrets=secrets, clock=clock)
    make = twitch_connectors(settings=twitch_settings, login=login, clock=clock)
    async with (
        twitch.channel(f"{twitch_name}_friend") as friend,
        Hearing(make(twitch_name)) as own,
        Hearing(make(friend.name)) as other,
    ):
        await own.connected()
        await other.connected()
        await twitch_channel.publish(script.Cheer(bits=10))
        await friend.publish(script.Cheer(bits=20))
        (mine,) = await own.at_least(1)
        (theirs,) = await other.at_least(1)
        changes = [own.connector.trouble, other.connector.trouble]

    assert isinstance(mine, Cheer)
    assert isinstance(theirs, Cheer)
    assert (mine.channel, mine.bits) == (twitch_name, 10)
    assert (theirs.channel, theirs.bits) == (friend.name, 20)
    assert changes == ["", "Twitch does not tell this account: channel.follow."]


class LockedKeyring(MemorySecrets):
    """A keyring that says nothing."""

    def read(self, name: str) -> str | None:
        raise SettingsError("The keyring is locked; unlock it.", field="twitch.token")


async def test_a_locked_keyring_is_said_and_the_chat_is_read_without_a_login(
    twitch_name: str, twitch_settings: TwitchSettings, twitch_channel: TwitchChannel
) -> None:
    connector = made(twitch_name, twitch_settings, LockedKeyring())
    async with Hearing(connector) as hearing:
        await hearing.connected()
        await twitch_channel.chat("hello")
        await hearing.at_least(1)

        assert "unlock it" in connector.trouble
        with pytest.raises(LoginRequired, match="unlock it"):
            await connector.send("hello")


async def test_a_new_login_that_may_not_read_leaves_the_reading_as_it_is(
    anonymous: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    await twitch_channel.mode(helix="403", helix_path="POST /eventsub/subscriptions")
    async with Hearing(anonymous) as hearing:
        await hearing.connected()
        code = await anonymous._login.begin()
        await twitch_channel.device(code.user_code, "approved")
        await anonymous._login.finish(code)
        await hearing.until(lambda: "may not read" in anonymous.trouble)
        await twitch_channel.chat("still here")
        await hearing.at_least(1)

    seen = (await twitch_channel.state())["seen"]
    assert seen["irc_connections"] == seen["joined"] == 1


async def test_logging_out_goes_on_without_the_login(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(logged_in) as hearing:
        await hearing.connected()
        # All is at rest: a request under way without a login ends the attempt instead.
        await twitch_channel.seen("GET /helix/streams")
        await twitch_channel.chat("logged in")
        await hearing.at_least(1)
        await logged_in._login.log_out()
        await twitch_channel.joined()
        await twitch_channel.chat("still here")
        await hearing.until(
            lambda: any(
                isinstance(e, Chat) and e.text == "still here" for e in hearing.events
            )
        )

    assert logged_in.trouble == ""
    assert "needs a Twitch login" in logged_in.cannot_write


async def test_an_end_of_the_stream_does_not_end_the_reading(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(logged_in) as hearing:
        await hearing.connected()
        await twitch_channel.publish(script.Status(is_live=False))
        await twitch_channel.chat("still here")
        ended, chat = await hearing.at_least(2)

    assert isinstance(ended, StreamStatus)
    assert isinstance(chat, Chat)


async def test_a_cancelled_attempt_leaves_no_socket_behind(
    either: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(either) as hearing:
        await hearing.connected()
        await hearing.cancel()
    ended = "ended" if await either._login.has_login() else "irc_ended"
    await twitch_channel.seen(ended)

    assert not either.connected()
    state = await twitch_channel.state()
    assert (state["open"], state["irc"]) == (0, 0)


def test_twitchio_is_not_imported_before_a_login_is_used() -> None:
    code = (
        "import sys, companion.platforms.twitch.connector, "
        "companion.platforms.twitch.login, companion.platforms.twitch.parse; "
        "sys.exit('twitchio' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    assert done.returncode == 0


def test_a_factory_makes_connectors_that_count_together(
    twitch_settings: TwitchSettings, secrets: MemorySecrets
) -> None:
    clock = FakeClock()
    login = TwitchLogin(settings=twitch_settings, secrets=secrets, clock=clock)
    make = twitch_connectors(settings=twitch_settings, login=login, clock=clock)
    first, again, other = make("Mira"), make("twitch.tv/mira"), make("ben")

    assert (first.target, other.target) == ("twitch:mira", "twitch:ben")
    assert isinstance(first, TwitchConnector)
    assert isinstance(again, TwitchConnector)
    assert isinstance(other, TwitchConnector)
    assert first._counting is again._counting is not other._counting


@pytest.mark.parametrize(
    "written",
    [
        "mira_plays",
        "@Mira_Plays",
        "https://www.twitch.tv/mira_plays",
        "twitch.tv/mira_plays?referrer=raid",
        "https://m.twitch.tv/mira_plays/videos",
        "https://www.twitch.tv/popout/mira_plays/chat?popout=",
    ],
)
def test_a_channel_is_known_by_its_name_and_by_its_pages(written: str) -> None:
    assert channel_of(written) == "mira_plays"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "@",
        "two words",
        "https://www.youtube.com/x",
        "twitch.tv/directory",
        "a" * 26,
    ],
)
def test_what_can_be_no_channel_is_refused(written: str) -> None:
    with pytest.raises(TargetUnknown):
        channel_of(written)
