"""An evening's traffic on all three emulators, for whoever tries the app on them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Final

from tests.support.emulators import tiktok_script, twitch_script, youtube_script
from tests.support.emulators.tiktok_control import TikTokRoom
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.emulators.youtube_control import YouTubeStream

LINES: Final = (
    "good evening everyone 👋",
    "first time here, hi!",
    "that was close",
    "the blue one, no, the other blue one!",
    "hello from Lyon",
    "which brush is that?",
    "مساء الخير",
    "encore, encore!",
    "can you turn the music down a little?",
    "🔥🔥🔥",
)
NAMES: Final = ("Ann", "Ben", "Noor", "Chloé", "Dmitri", "Emi", "Farid", "Gus")

Step = Callable[[random.Random], Awaitable[object]]


class Lively:
    """Lets something happen on each platform, again and again.

    per_second: happenings a second on each platform, > 0.
    """

    def __init__(
        self,
        tiktok: TikTokRoom,
        twitch: TwitchChannel,
        youtube: YouTubeStream,
        *,
        per_second: float,
    ) -> None:
        self._tiktok, self._twitch, self._youtube = tiktok, twitch, youtube
        self._pause = 1 / per_second
        self._likes = 0
        self._groups = 0

    async def run(self) -> None:
        """Go on until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for seed, step in enumerate(
                (self._on_tiktok, self._on_twitch, self._on_yt)
            ):
                tasks.create_task(self._again(step, random.Random(seed)))

    async def _again(self, step: Step, chance: random.Random) -> None:
        while True:
            await step(chance)
            await asyncio.sleep(self._pause * chance.uniform(0.5, 1.5))

    async def _on_tiktok(self, chance: random.Random) -> None:
        room, by = self._tiktok, _tiktok_person(chance)
        match chance.randrange(10):
            case 0 | 1 | 2 | 3:
                await room.chat(chance.choice(LINES), by=by)
            case 4 | 5:
                count = chance.randint(1, 15)
                self._likes += count + chance.randint(0, 30)
                await room.like(count, total=self._likes, by=by)
            case 6:
                await self._streak(chance, by)
            case 7:
                await room.viewers(chance.randint(180, 240))
            case 8:
                await room.follow(by=by)
            case _:
                await room.join(by=by)

    async def _streak(self, chance: random.Random, by: tiktok_script.Person) -> None:
        self._groups += 1
        length = chance.randint(1, 6)
        for count in range(1, length + 1):
            await self._tiktok.gift(
                by=by, count=count, group=self._groups, ended=count == length
            )

    async def _on_twitch(self, chance: random.Random) -> None:
        by = _twitch_person(chance)
        happening: twitch_script.AnyHappening
        match chance.randrange(20):
            case 0:
                bits = chance.choice((1, 100, 500))
                happening = twitch_script.Cheer(by=by, bits=bits, text=f"Cheer{bits}")
            case 1:
                happening = twitch_script.Sub(by=by)
            case 2:
                happening = twitch_script.Bomb(by=by, count=chance.randint(1, 5))
            case 3:
                happening = twitch_script.Resub(by=by, months=chance.randint(2, 40))
            case 4:
                happening = twitch_script.Raid(by=by, viewers=chance.randint(2, 90))
            case 5:
                happening = twitch_script.Follow(by=by)
            case 6:
                happening = twitch_script.Redemption(by=by)
            case _:
                text = chance.choice(LINES)
                happening = twitch_script.Chat(by=by, text=text)
        await self._twitch.publish(happening)

    async def _on_yt(self, chance: random.Random) -> None:
        by = _youtube_person(chance)
        match chance.randrange(20):
            case 0:
                micros = chance.choice((2, 5, 20)) * 1_000_000
                item = youtube_script.super_chat(micros, text="well played", by=by)
            case 1:
                item = youtube_script.super_sticker(500_000_000, by=by)
            case 2:
                item = youtube_script.member(by=by)
            case 3:
                item = youtube_script.milestone(chance.randint(2, 40), "again!", by=by)
            case 4:
                item = youtube_script.gifting(chance.randint(1, 5), by=by)
            case _:
                item = youtube_script.chat(chance.choice(LINES), by)
        await self._youtube.push(item)


def _tiktok_person(chance: random.Random) -> tiktok_script.Person:
    number = chance.randrange(len(NAMES))
    name = NAMES[number]
    return tiktok_script.Person(
        id=7_100 + number, handle=name.lower(), name=name, is_follower=number % 2 == 0
    )


def _twitch_person(chance: random.Random) -> twitch_script.Person:
    number = chance.randrange(len(NAMES))
    name = f"{NAMES[number]}_ttv"
    badges = ((), (("subscriber", "12"),), (("vip", "1"),))[number % 3]
    return twitch_script.Person(
        id=str(7_200 + number), login=f"viewer_{number}", name=name, badges=badges
    )


def _youtube_person(chance: random.Random) -> youtube_script.Person:
    number = chance.randrange(len(NAMES))
    return youtube_script.Person(
        f"UCviewer0000000000000{number:03d}", NAMES[number], is_member=number % 3 == 0
    )
