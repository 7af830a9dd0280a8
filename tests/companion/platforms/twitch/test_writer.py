"""Writing to a chat and moderating it, against the emulator."""

from __future__ import annotations

import pytest

from companion.domain.errors import CommandError, LoginRequired, RateLimited
from companion.domain.ports import ChatWriter, SetsChatLimits
from companion.domain.values import ChatLimits
from companion.platforms.twitch.connector import TwitchConnector
from companion.platforms.twitch.pacer import PLAIN, TRUSTED
from companion.platforms.twitch.settings import TwitchSettings
from companion.platforms.twitch.wanted import SCOPES
from tests.companion.platforms.twitch.conftest import made
from tests.companion.platforms.twitch.hearing import Hearing
from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_control import TwitchChannel, TwitchEmulator
from tests.support.memory_secrets import MemorySecrets
from tests.support.twitch_fixtures import keep


async def asked(channel: TwitchChannel) -> list[dict[str, object]]:
    return (await channel.state())["requests"]


def test_a_connector_can_write(anonymous: TwitchConnector) -> None:
    assert isinstance(anonymous, ChatWriter)
    assert anonymous.text_limit == 500


async def test_a_text_is_sent_and_its_id_is_told(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    first = await logged_in.send("  hello  ")
    await logged_in.send("yes", reply_to="twitch:abc-1")

    messages = await asked(twitch_channel)
    assert first is not None
    assert first.startswith("twitch:sent")
    assert [one["message"] for one in messages] == ["hello", "yes"]
    assert messages[1]["reply_parent_message_id"] == "abc-1"
    assert "reply_parent_message_id" not in messages[0]


@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
async def test_a_text_that_cannot_be_sent_is_not(
    text: str, logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    with pytest.raises(CommandError):
        await logged_in.send(text)
    assert await asked(twitch_channel) == []


async def test_a_message_that_twitch_drops_is_an_error_with_its_reason(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    await twitch_channel.mode(drop_reason="Your message is being held.")

    with pytest.raises(CommandError, match="is being held"):
        await logged_in.send("hm")


async def test_a_chat_is_deleted_by_its_id(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    await logged_in.delete("twitch:abc-1")

    (request,) = await asked(twitch_channel)
    assert (request["what"], request["message_id"]) == ("delete", "abc-1")


@pytest.mark.parametrize("event_id", ["", "twitch:", "twitch: ", "abc", "tiktok:5"])
async def test_no_request_clears_the_chat_by_accident(
    event_id: str, logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    with pytest.raises(ValueError, match="id"):
        await logged_in.delete(event_id)
    with pytest.raises(ValueError, match="id"):
        await logged_in._api.delete("1001", " ")
    assert await asked(twitch_channel) == []


async def test_what_twitch_refuses_is_said_in_its_words(
    logged_in: TwitchConnector,
) -> None:
    with pytest.raises(CommandError, match="too old"):
        await logged_in.delete("twitch:old")


async def test_viewers_are_timed_out_banned_and_unbanned(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    await logged_in.time_out("twitch:7002", seconds=600)
    await logged_in.ban("twitch:7002")
    await logged_in.unban("twitch:7002")

    requests = await asked(twitch_channel)
    assert [(one["what"], one["user_id"]) for one in requests] == [
        ("ban", "7002"),
        ("ban", "7002"),
        ("unban", "7002"),
    ]
    assert requests[0]["duration"] == 600
    assert "duration" not in requests[1]


@pytest.mark.parametrize("seconds", [0, -1, 1_209_601])
async def test_a_timeout_has_its_limits(
    seconds: int, logged_in: TwitchConnector
) -> None:
    with pytest.raises(CommandError):
        await logged_in.time_out("twitch:7002", seconds=seconds)


async def test_without_a_login_it_says_why_nothing_is_written(
    anonymous: TwitchConnector,
) -> None:
    assert "needs a Twitch login" in anonymous.cannot_write
    with pytest.raises(LoginRequired):
        await anonymous.send("hello")


async def test_with_a_login_nothing_is_in_the_way(
    logged_in: TwitchConnector,
) -> None:
    await logged_in.send("hello")

    assert logged_in.cannot_write == ""


async def test_a_login_without_the_scope_says_so(
    twitch_name: str,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    poor = await twitch_channel.login(scopes=["user:read:chat"])
    keep(secrets, poor, twitch_settings)
    connector = made(twitch_name, twitch_settings, secrets)

    with pytest.raises(CommandError, match="Missing scope"):
        await connector.send("hello")
    assert "does not allow writing" in connector.cannot_write


async def test_too_many_requests_say_how_long_to_wait(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    await logged_in.send("hello")
    await twitch_channel.mode(helix="429", helix_times=1)

    with pytest.raises(RateLimited) as caught:
        await logged_in.send("hello again")
    assert 1 <= caught.value.retry_after <= 5


async def test_in_another_channel_it_is_a_plain_chatter_until_seen_as_moderator(
    twitch: TwitchEmulator,
    twitch_name: str,
    twitch_channel: TwitchChannel,
    twitch_settings: TwitchSettings,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    async with twitch.channel(f"{twitch_name}_friend") as friend:
        me = (await twitch_channel.state())["id"]
        connector = made(friend.name, twitch_settings, secrets)
        async with Hearing(connector) as hearing:
            await hearing.connected()
            before = await connector._writer._allowed("other")
            mine = script.Person(id=me, login=twitch_name, badges=(("moderator", "1"),))
            await friend.publish(script.Chat(text="I help here", by=mine))
            await hearing.at_least(1)
            after = await connector._writer._allowed("other")

    assert (before, after) == (PLAIN, TRUSTED)


async def test_a_chat_is_kept_slow_and_to_followers_and_given_back(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    before = await logged_in.chat_limits()
    raided = ChatLimits(followers_only=True, followers_minutes=10, slow_seconds=30)
    await logged_in.limit_chat(raided)
    during = await logged_in.chat_limits()
    await logged_in.limit_chat(before)

    requests = await asked(twitch_channel)
    assert isinstance(logged_in, SetsChatLimits)
    assert before == ChatLimits()
    assert during == raided
    assert [(one["follower_mode"], one["slow_mode"]) for one in requests] == [
        (True, True),
        (False, False),
    ]


@pytest.mark.parametrize(("asked_for", "given"), [(1, 3), (500, 120)])
async def test_a_chat_is_no_slower_than_twitch_allows(
    asked_for: int, given: int, logged_in: TwitchConnector
) -> None:
    await logged_in.limit_chat(ChatLimits(slow_seconds=asked_for))

    assert (await logged_in.chat_limits()).slow_seconds == given


async def test_a_login_of_before_may_do_everything_else(
    twitch_name: str,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    scopes = [one for one in SCOPES if one != "moderator:manage:chat_settings"]
    keep(secrets, await twitch_channel.login(scopes=scopes), twitch_settings)
    connector = made(twitch_name, twitch_settings, secrets)
    await connector.send("hello")

    with pytest.raises(LoginRequired, match="log in to Twitch again"):
        await connector.limit_chat(ChatLimits(slow_seconds=30))
    await connector.ban("twitch:7002")
    assert connector.cannot_write == ""
