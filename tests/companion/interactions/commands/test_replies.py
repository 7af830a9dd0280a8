"""Replies at the pace of each platform; our own known again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import pairwise

import pytest

from companion.domain.entries import Entry, PlatformAction
from companion.domain.errors import CommandError
from companion.domain.values import Platform
from companion.interactions.commands.replies import QUEUE, Replies
from companion.settings.bots import BotsSettings
from tests.support.fakes import EPOCH, FakeClock, settle

S = 1_000_000


class Room:
    """A chat that takes what is written; at: when. why: it refuses with that."""

    def __init__(self, **settings: float) -> None:
        self.clock = FakeClock()
        self.taken: list[str] = []
        self.at: list[int] = []
        self.why = ""
        self.most = 500
        self.replies = Replies(
            outlet=self,
            clock=self.clock,
            settings=BotsSettings.model_validate(settings),
        )
        self.tasks: list[asyncio.Task[str]] = []

    def limit(self, _source: str) -> int:
        return self.most

    def cannot_write(self, _source: str) -> str:
        return ""

    async def say(
        self, text: str, *, source: str, reply_to: int | None = None
    ) -> Sequence[Entry]:
        del reply_to
        self.taken.append(text)
        self.at.append(self.clock.now())
        return [sent(text, source, why=self.why)]

    def send(self, text: str, platform: Platform = Platform.TWITCH) -> None:
        self.tasks.append(
            asyncio.create_task(
                self.replies.say(text, source=f"{platform}:mira", platform=platform)
            )
        )

    async def goes_on(self, seconds: float) -> list[str | BaseException]:
        await settle()
        await self.clock.advance(seconds)
        for task in self.tasks:
            task.cancel()
        return await asyncio.gather(*self.tasks, return_exceptions=True)


def sent(text: str, source: str, *, why: str = "", made: str | None = None) -> Entry:
    action = PlatformAction(
        action="send",
        source=source,
        text=text,
        outcome="failed" if why else "done",
        why=why,
        made=made,
    )
    return Entry(seq=1, number=1, session="s", at=EPOCH, body=action)


def most_within(at: Sequence[int], seconds: float) -> int:
    return max(sum(0 <= one - start < seconds * S for one in at) for start in at)


async def test_two_replies_are_a_second_apart() -> None:
    room = Room()
    for number in range(5):
        room.send(f"{number}")
    await room.goes_on(10)

    assert room.taken == ["0", "1", "2", "3", "4"]
    assert all(later - earlier >= S for earlier, later in pairwise(room.at))


async def test_twitch_never_gets_more_than_20_in_30_seconds() -> None:
    room = Room(gap_s=0, twitch_per_minute=40)
    for _round in range(30):
        for number in range(5):
            room.send(f"{number}")
        await settle()
        await room.clock.advance(5)
    await room.goes_on(30)

    assert most_within(room.at, 30) == 20
    assert most_within(room.at, 60) <= 40


async def test_youtube_gets_so_many_a_minute_and_a_day() -> None:
    room = Room(gap_s=0, youtube_per_minute=3, youtube_per_day=5)
    for _round in range(40):
        room.send("hello", Platform.YOUTUBE)
        await settle()
        await room.clock.advance(10)
    await room.goes_on(60)

    assert len(room.at) == 5
    assert most_within(room.at, 60) == 3
    assert all(later - earlier >= 2 * S for earlier, later in pairwise(room.at))


async def test_a_platform_of_none_a_day_gets_none() -> None:
    room = Room(youtube_per_day=0)
    room.send("hello", Platform.YOUTUBE)
    results = await room.goes_on(1)

    assert room.taken == []
    assert isinstance(results[0], CommandError)


async def test_no_platform_waits_for_another() -> None:
    room = Room(gap_s=20)
    room.send("a")
    room.send("b", Platform.TIKTOK)
    await room.goes_on(0)

    assert room.taken == ["a", "b"]


async def test_of_too_many_that_wait_the_oldest_is_dropped() -> None:
    room = Room(gap_s=0.5)
    for number in range(QUEUE + 5):
        room.send(f"{number}")
    await room.goes_on(29)

    assert room.taken[:4] == ["0", "1", "5", "6"]


async def test_what_would_come_too_late_is_not_sent() -> None:
    room = Room(gap_s=20)
    for number in range(3):
        room.send(f"{number}")
    results = await room.goes_on(100)

    assert room.taken == ["0", "1"]
    assert isinstance(results[2], CommandError)


async def test_why_a_platform_refused_is_told() -> None:
    room = Room()
    room.why = "You are banned there."
    with pytest.raises(CommandError, match="banned"):
        await room.replies.say("a", source="twitch:mira", platform=Platform.TWITCH)
    room.why = ""

    room.send("b")
    await room.goes_on(2)
    assert room.taken == ["a", "b"]


async def test_what_a_person_sends_takes_from_the_pace() -> None:
    room = Room(gap_s=0, youtube_per_minute=2)
    room.replies.took([sent("by hand", "youtube:mira", made="youtube:1")])

    pace = {one.platform: one for one in room.replies.paces(lambda _one: "")}

    assert pace[Platform.YOUTUBE].left == 1
    assert room.replies.is_own("youtube:1", "by hand")


async def test_our_own_text_is_known_for_a_minute() -> None:
    room = Room()
    room.send("0 points")
    await room.goes_on(0)

    assert room.replies.is_own("twitch:x", " 0  points \U000e0000")
    await room.clock.advance(61)
    assert not room.replies.is_own("twitch:x", "0 points")


async def test_a_text_is_cut_to_what_the_platform_takes() -> None:
    room = Room()
    room.most = 10
    room.send("0123456789 and more")
    await room.goes_on(0)

    assert room.taken == ["012345678…"]


def test_a_platform_that_takes_none_says_why() -> None:
    paces = Room().replies.paces(lambda _one: "It is not connected.")

    assert [(one.left, one.why) for one in paces] == [(0, "It is not connected.")] * 3
