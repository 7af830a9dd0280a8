"""The whole way, from Twitch's sockets to events: with a login and without one."""

from __future__ import annotations

import pytest

from companion.domain.errors import TargetUnknown
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
from companion.platforms.twitch.connector import TwitchConnector, channel_of
from tests.companion.platforms.twitch.hearing import Hearing
from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.emulators.twitch_script import BEN

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
        ViewerRemoved, ChatCleared, ChatMode, ChatMode, ChatMode, ChatMode, ChatMode,
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
