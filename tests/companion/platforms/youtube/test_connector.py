"""The whole way, from YouTube's answers to events: real gRPC, real client library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from companion.domain.errors import LoginRequired, NotLive, TargetUnknown
from companion.domain.events import (
    AnyEvent,
    Chat,
    ChatDeleted,
    JewelGift,
    Membership,
    PlatformPoll,
    StreamStatus,
    SuperChat,
    UnknownEvent,
    ViewerCount,
)
from companion.domain.values import Platform
from companion.platforms.connection import TellsBacklog, TellsBudget
from companion.platforms.youtube import KINDS
from companion.platforms.youtube.connector import YouTubeConnector
from companion.platforms.youtube.settings import YouTubeSettings
from tests.companion.platforms.youtube.conftest import MakeConnector
from tests.companion.platforms.youtube.hearing import Hearing
from tests.support.emulators import youtube_script as script
from tests.support.emulators.youtube_control import YouTubeEmulator, YouTubeStream
from tests.support.emulators.youtube_script import BEN

ROOT = Path(__file__).parents[4]
WAYS = ["stream", "polling"]
EVERYTHING = [
    script.chat("hello"),
    script.super_chat(5_000_000),
    script.super_sticker(400_000_000),
    script.gift("Rose", 10),
    script.member(),
    script.milestone(14, "still here"),
    script.gifting(5),
    script.received("x"),
    script.received("x"),
    script.deleted("x"),
    script.banned(BEN),
    script.members_only(True),
    script.poll("Map?", ("a", 1)),
    script.chat_ended(),
]


async def use(way: str, stream: YouTubeStream) -> None:
    if way == "polling":
        await stream.fault("stream", "UNIMPLEMENTED")


@pytest.mark.parametrize("way", WAYS)
async def test_every_kind_arrives_once_and_the_end_is_the_end(
    way: str, connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    await use(way, youtube_stream)
    async with Hearing(connector) as hearing:
        await hearing.a(ViewerCount)
        sent = await youtube_stream.push(*EVERYTHING)
        await hearing.end()

    counted = [sent[n] for n in range(len(sent)) if n not in (7, 8)]
    natives = [
        event.id.removeprefix("youtube:").split("/")[0] for event in hearing.said
    ]
    assert natives == counted
    assert {type(event) for event in hearing.events} == set(KINDS)


async def test_both_ways_tell_the_same_events(
    connect: MakeConnector, youtube_stream: YouTubeStream
) -> None:
    heard: list[list[AnyEvent]] = []
    await youtube_stream.push(*EVERYTHING)
    for way in WAYS:
        await use(way, youtube_stream)
        async with Hearing(connect()) as hearing:
            await hearing.end()
        heard.append(hearing.said)

    assert heard[0] == heard[1]
    assert len(heard[0]) == len(EVERYTHING) - 2


@pytest.mark.parametrize("way", WAYS)
async def test_a_gift_of_five_memberships_counts_five(
    way: str, connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    await use(way, youtube_stream)
    (gifting,) = await youtube_stream.push(script.gifting(5))
    await youtube_stream.push(*(script.received(gifting) for _ in range(5)))
    await youtube_stream.chat("done")
    async with Hearing(connector) as hearing:
        await hearing.at_least(2)

    memberships = [event for event in hearing.said if isinstance(event, Membership)]
    assert sum(one.count for one in memberships) == 5


async def test_viewers_and_likes_come_from_the_video(
    connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    await youtube_stream.set(viewers=1_204, likes=87)
    async with Hearing(connector) as hearing:
        count = await hearing.a(ViewerCount)

    assert (count.viewers, count.likes_total) == (1_204, 87)
    assert count.platform is Platform.YOUTUBE


async def test_hidden_viewers_are_not_made_up(
    connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    await youtube_stream.set(viewers=None)
    await youtube_stream.chat("hello")
    async with Hearing(connector) as hearing:
        await hearing.at_least(1)
        await youtube_stream.seen("videos", 2)
        await youtube_stream.chat("again")
        await hearing.at_least(2)

    assert not any(isinstance(event, ViewerCount) for event in hearing.events)


@pytest.mark.parametrize("way", WAYS)
async def test_a_running_poll_is_told_when_its_votes_change(
    way: str, connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    await use(way, youtube_stream)
    poll = {"id": "poll-1", **script.poll("Map?", ("a", 1), ("b", 0))}
    await youtube_stream.poll(poll)
    async with Hearing(connector) as hearing:
        await hearing.at_least(1)
        await youtube_stream.chat("between")
        await hearing.at_least(2)
        await youtube_stream.poll(
            {"id": "poll-1", **script.poll("Map?", ("a", 1), ("b", 4))}
        )
        await hearing.at_least(3)

    polls = [event for event in hearing.said if isinstance(event, PlatformPoll)]
    assert [[option.votes for option in one.options] for one in polls] == [
        [1, 0],
        [1, 4],
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("how", ["offline", "gone"])
async def test_the_end_of_the_stream_is_an_event_and_then_the_end(
    way: str, how: str, connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    await use(way, youtube_stream)
    await youtube_stream.chat("last")
    async with Hearing(connector) as hearing:
        await hearing.at_least(1)
        await youtube_stream.end(how)
        await hearing.end()

    ends = [event for event in hearing.said if isinstance(event, StreamStatus)]
    assert [end.status for end in ends] == ["ended"]


async def test_a_stream_that_is_over_is_said_to_be(
    connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    await youtube_stream.set(state="ended")
    async with Hearing(connector) as hearing:
        await hearing.end()

    (end,) = hearing.events
    assert isinstance(end, StreamStatus)
    assert end.platform_at is not None


@pytest.mark.parametrize(
    ("fields", "error", "says"),
    [
        ({"state": "upcoming"}, NotLive, "not begun"),
        ({"is_chat_off": True}, NotLive, "switched off"),
        ({"is_private": True}, TargetUnknown, "knows no video"),
        ({"state": "video"}, TargetUnknown, "not a live stream"),
    ],
)
async def test_what_is_no_live_chat_says_why(
    fields: dict[str, object],
    error: type[Exception],
    says: str,
    connector: YouTubeConnector,
    youtube_stream: YouTubeStream,
) -> None:
    await youtube_stream.set(**fields)

    with pytest.raises(error, match=says):
        async with Hearing(connector) as hearing:
            await hearing.end()


async def test_a_key_that_does_not_work_says_exactly_why(
    connect: MakeConnector, settings: YouTubeSettings
) -> None:
    wrong = settings.model_copy(update={"api_key": "key-off-1"})

    with pytest.raises(LoginRequired, match="YouTube Data API v3"):
        async with Hearing(connect(settings=wrong)) as hearing:
            await hearing.end()


# What the stream has no numbers for


async def test_a_gift_of_jewels_in_the_stream_is_asked_for_by_name(
    connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    await youtube_stream.chat("before")
    async with Hearing(connector) as hearing:
        await hearing.at_least(1)
        await youtube_stream.push(script.gift("Rose", 10), script.super_chat(1_000_000))
        events = await hearing.at_least(3)

    gift, paid = events[1:]
    assert isinstance(gift, JewelGift)
    assert (gift.name, gift.jewels) == ("Rose", 10)
    assert isinstance(paid, SuperChat)
    assert (await youtube_stream.state())["seen"]["list"] == 1


async def test_a_gift_that_cannot_be_asked_for_is_kept_as_it_came(
    connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    await youtube_stream.fault("list", "500")
    (sent,) = await youtube_stream.push(script.gift("Rose", 10))
    async with Hearing(connector) as hearing:
        (event,) = await hearing.at_least(1)

    assert isinstance(event, UnknownEvent)
    assert event.id == f"youtube:{sent}"


async def test_a_kind_without_a_name_is_not_asked_for_for_ever(
    connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    await youtube_stream.chat("before")
    async with Hearing(connector) as hearing:
        for number in range(6):
            await hearing.at_least(number + 1)
            await youtube_stream.push(script.message("hologramEvent"))
        events = await hearing.at_least(7)

    assert all(isinstance(event, UnknownEvent) for event in events[1:])
    assert (await youtube_stream.state())["seen"]["list"] == 3


# Channels


async def test_a_handle_leads_to_its_live_stream_for_few_units(
    connect: MakeConnector, youtube_stream: YouTubeStream, youtube_key: str
) -> None:
    channel = f"UC{youtube_stream.video:A<22}"
    await youtube_stream.set(channel=channel)
    await youtube_stream.world("handle", handle="@ola.paints", channel=channel)
    await youtube_stream.chat("hello")
    connector = connect("https://www.youtube.com/@Ola.Paints/live")
    async with Hearing(connector) as hearing:
        await hearing.at_least(1)

    assert connector.target == "youtube:@ola.paints"
    calls = (await youtube_stream.units(youtube_key))["calls"]
    assert (calls["channels"], calls["playlistItems"]) == (1, 1)
    assert "search" not in calls
    assert hearing.texts == ["hello"]


async def test_a_login_finds_its_own_broadcast_without_looking_at_uploads(
    connect: MakeConnector, settings: YouTubeSettings, youtube_stream: YouTubeStream
) -> None:
    channel = f"UC{youtube_stream.video:D<22}"
    await youtube_stream.set(channel=channel, is_own=True)
    await youtube_stream.chat("hello")
    logged_in = settings.model_copy(update={"token": "fixed-token-1"})
    before = (await youtube_stream.units("login"))["calls"]
    async with Hearing(connect(channel, settings=logged_in)) as hearing:
        await hearing.at_least(1)
    after = (await youtube_stream.units("login"))["calls"]

    assert hearing.texts == ["hello"]
    assert after["broadcasts"] == before.get("broadcasts", 0) + 1
    assert after.get("playlistItems", 0) == before.get("playlistItems", 0)


async def test_a_channel_with_two_streams_names_both_links(
    connect: MakeConnector, youtube: YouTubeEmulator, youtube_stream: YouTubeStream
) -> None:
    channel = f"UC{youtube_stream.video:B<22}"
    other = f"x{youtube_stream.video[1:]}"
    await youtube_stream.set(channel=channel, title="Painting")
    async with youtube.stream(other) as second:
        await second.set(channel=channel, title="Cooking")
        with pytest.raises(TargetUnknown) as refused:
            async with Hearing(connect(channel)) as hearing:
                await hearing.end()

    assert f"https://youtu.be/{youtube_stream.video} (Painting)" in str(refused.value)
    assert f"https://youtu.be/{other} (Cooking)" in str(refused.value)


async def test_two_streams_of_one_channel_are_two_sources(
    connect: MakeConnector, youtube: YouTubeEmulator, youtube_stream: YouTubeStream
) -> None:
    other = f"y{youtube_stream.video[1:]}"
    async with youtube.stream(other) as second:
        await youtube_stream.chat("in the first")
        await second.chat("in the second")
        async with Hearing(connect()) as one, Hearing(connect(other)) as two:
            await one.at_least(1)
            await two.at_least(1)

            assert one.connector.target != two.connector.target
    assert (one.texts, two.texts) == (["in the first"], ["in the second"])


async def test_a_channel_that_is_not_live_is_waited_for_and_looked_up_once(
    connect: MakeConnector, youtube_stream: YouTubeStream, youtube_key: str
) -> None:
    channel = f"UC{youtube_stream.video:C<22}"
    await youtube_stream.set(channel=channel, state="upcoming")
    connector = connect(channel)
    for _ in range(2):
        with pytest.raises(NotLive, match="not live"):
            async with Hearing(connector) as hearing:
                await hearing.end()
    calls = (await youtube_stream.units(youtube_key))["calls"]

    assert calls == {"channels": 1, "playlistItems": 2, "videos": 2}


async def test_an_unknown_channel_says_so(connect: MakeConnector) -> None:
    with pytest.raises(TargetUnknown, match=r"@nobody\.at\.all"):
        async with Hearing(connect("@nobody.at.all")) as hearing:
            await hearing.end()


# The rest


async def test_it_is_connected_from_youtubes_yes_to_the_end(
    connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    before = connector.connected()
    async with Hearing(connector) as hearing:
        await youtube_stream.chat("hello")
        await hearing.at_least(1)
        during = connector.connected()
    assert (before, during, connector.connected()) == (False, True, False)


async def test_the_budget_is_one_line_and_the_units_are_the_emulators(
    connector: YouTubeConnector, youtube_stream: YouTubeStream, youtube_key: str
) -> None:
    assert isinstance(connector, TellsBudget | TellsBacklog)
    assert connector.budget == ""
    async with Hearing(connector) as hearing:
        await hearing.a(ViewerCount)
        spent = (await youtube_stream.units(youtube_key))["spent"]
        view = connector.quota_view

    assert view is not None
    assert view.spent == spent
    assert f"{spent:,} of 100,000,000 units today" in connector.budget


async def test_an_attempt_that_is_cancelled_leaves_no_stream_open(
    connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    async with Hearing(connector) as hearing:
        await youtube_stream.chat("hello")
        await hearing.at_least(1)
    await youtube_stream.seen("streams over")

    assert (await youtube_stream.state())["open"] == 0


async def test_a_message_deleted_on_youtube_is_told_by_the_id_it_came_with(
    connector: YouTubeConnector, youtube_stream: YouTubeStream
) -> None:
    sent = await youtube_stream.chat("rude")
    await youtube_stream.push(script.deleted(sent))
    async with Hearing(connector) as hearing:
        chat, deletion = await hearing.at_least(2)

    assert isinstance(chat, Chat)
    assert isinstance(deletion, ChatDeleted)
    assert deletion.targets == (chat.id,)


def test_the_connector_is_there_before_googles_libraries_are() -> None:
    code = (
        "import sys; import companion.platforms.youtube.connector, "
        "companion.platforms.youtube.login; "
        "heavy = {'grpc', 'googleapiclient', 'httplib2', 'google.protobuf',"
        " 'google.auth'}; "
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.stderr.strip() == ""
    assert done.returncode == 0
