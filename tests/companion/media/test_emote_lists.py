"""Emotes of 7TV, BetterTTV and FrankerFaceZ: found by name, and never trusted."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from companion.domain.values import Platform
from companion.media.emote_lists import FRESH_S, MOST_CHANNELS, RETRY_S, EmoteLists
from companion.media.emotes import MOST_EMOTES, Emote, emotes_in
from tests.support.emulators.emotes import (
    BTTV,
    HOSTILE,
    SEVENTV,
    TWITCH_ID,
    ULID,
    YOUTUBE_ID,
    EmoteEmulator,
    filled,
)
from tests.support.fakes import FakeClock

LISTS = 6
"""Asked for one channel on Twitch: two of each provider."""


@pytest.fixture(scope="module")
def process() -> Iterator[EmoteEmulator]:
    with EmoteEmulator.running() as emulator:
        yield emulator


@pytest.fixture
def emulator(process: EmoteEmulator) -> EmoteEmulator:
    process.set("well")
    return process


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110  # a process elsewhere tells nobody
            await asyncio.sleep(0.01)


@asynccontextmanager
async def lists_of(
    emulator: EmoteEmulator, folder: Path, clock: FakeClock, **more: object
) -> AsyncIterator[EmoteLists]:
    lists = EmoteLists(folder, clock=clock, apis=emulator.apis, **more)
    async with lists:
        lists.connected(Platform.TWITCH, "mira_plays", TWITCH_ID)
        yield lists


async def rested(lists: EmoteLists, clock: FakeClock) -> None:
    """Wait until the lists ask nothing more for now."""
    await until(lambda: clock.sleeping > 0)


def found(lists: EmoteLists, word: str) -> Emote | None:
    return lists.find(Platform.TWITCH, "mira_plays", word)


async def test_emotes_of_all_three_are_found_by_their_name(
    emulator: EmoteEmulator, tmp_path: Path, clock: FakeClock
) -> None:
    async with lists_of(emulator, tmp_path, clock) as lists:
        await rested(lists, clock)
        told = {
            name: emote and (emote.address, emote.is_over)
            for name in ("EZ", "RainTime", ":tf:", "cvMask", "shared", "ZrehplaR",
                         "Small", "Moves", "NotForAll", "word", "ez", "")
            for emote in [found(lists, name)]
        }  # fmt: skip

    assert told == {
        "EZ": (f"https://cdn.7tv.app/emote/{ULID}/2x.webp", False),
        "RainTime": (f"https://cdn.7tv.app/emote/{SEVENTV}/2x.webp", True),
        ":tf:": (f"https://cdn.betterttv.net/emote/{BTTV}/2x.webp", False),
        "cvMask": (f"https://cdn.betterttv.net/emote/{BTTV}/2x.webp", True),
        "shared": (f"https://cdn.betterttv.net/emote/{BTTV}/2x.webp", True),
        "ZrehplaR": ("https://cdn.frankerfacez.com/emote/28136/2", False),
        "Small": ("https://cdn.frankerfacez.com/emote/7/1", False),
        "Moves": ("https://cdn.frankerfacez.com/emote/8/animated/2", False),
        "NotForAll": None,
        "word": None,
        "ez": None,
        "": None,
    }
    assert lists.troubles == {}


async def test_a_channels_own_emote_comes_before_everybodys(
    emulator: EmoteEmulator, tmp_path: Path, clock: FakeClock
) -> None:
    async with lists_of(emulator, tmp_path, clock) as lists:
        await rested(lists, clock)

        emote = found(lists, "Both")

    assert emote is not None
    assert "betterttv" in emote.address


async def test_a_channel_that_is_not_connected_has_none(
    emulator: EmoteEmulator, tmp_path: Path, clock: FakeClock
) -> None:
    async with lists_of(emulator, tmp_path, clock) as lists:
        await rested(lists, clock)

        assert lists.find(Platform.TWITCH, "Mira_Plays", "EZ") is not None
        assert lists.find(Platform.TWITCH, "other", "EZ") is None
        assert lists.find(Platform.TIKTOK, "mira_plays", "EZ") is None


async def test_a_youtube_channel_has_its_own(
    emulator: EmoteEmulator, tmp_path: Path, clock: FakeClock
) -> None:
    lists = EmoteLists(tmp_path, clock=clock, apis=emulator.apis)
    async with lists:
        lists.connected(Platform.YOUTUBE, "@mira", YOUTUBE_ID)
        await rested(lists, clock)

        assert lists.find(Platform.YOUTUBE, "@mira", "TubeTime") is not None
        assert lists.find(Platform.YOUTUBE, "@mira", "RainTime") is None


@pytest.mark.parametrize(
    "id_",
    ["", "../1", "1/2", "١٢", "1001 ", "1" * 21, "abc", "1001\n", "UC" + "x" * 22],
)
async def test_an_id_that_can_be_none_is_never_asked(
    emulator: EmoteEmulator, tmp_path: Path, clock: FakeClock, id_: str
) -> None:
    before = emulator.asked()
    async with EmoteLists(tmp_path, clock=clock, apis=emulator.apis) as lists:
        lists.connected(Platform.TWITCH, "mira", id_)
        lists.connected(Platform.TIKTOK, "mira", "1001")
        for _round in range(20):
            await asyncio.sleep(0)

    assert emulator.asked() == before


async def test_lists_on_disk_are_used_while_they_are_fresh(
    emulator: EmoteEmulator, tmp_path: Path, clock: FakeClock
) -> None:
    async with lists_of(emulator, tmp_path, clock) as lists:
        await rested(lists, clock)
    before = emulator.asked()

    async with lists_of(emulator, tmp_path, clock) as again:
        await rested(again, clock)
        assert found(again, "RainTime") is not None
        assert emulator.asked() == before

        await clock.advance(FRESH_S + 1)
        await until(lambda: (emulator.asked() - before).total() == LISTS)


@pytest.mark.parametrize("mode", ["error", "broken", "redirect", "endless", "nonsense"])
async def test_a_provider_that_fails_is_told_and_asked_again_later(
    emulator: EmoteEmulator, tmp_path: Path, clock: FakeClock, mode: str
) -> None:
    emulator.set(mode)
    async with lists_of(emulator, tmp_path, clock) as lists:
        await rested(lists, clock)
        assert found(lists, "EZ") is None
        assert set(lists.troubles) == {"7tv", "bttv", "ffz"}
        assert "7TV does not answer" in lists.troubles["7tv"]

        emulator.set("well")
        await clock.advance(RETRY_S)
        await until(lambda: found(lists, "EZ") is not None)
        await rested(lists, clock)

        assert lists.troubles == {}


async def test_old_lists_are_used_while_a_provider_fails(
    emulator: EmoteEmulator, tmp_path: Path, clock: FakeClock
) -> None:
    async with lists_of(emulator, tmp_path, clock) as lists:
        await rested(lists, clock)
    emulator.set("error")
    await clock.advance(10 * FRESH_S)

    async with lists_of(emulator, tmp_path, clock) as again:
        await until(lambda: bool(again.troubles))

        assert found(again, "EZ") is not None


async def test_a_provider_that_hangs_stops_nobody(
    emulator: EmoteEmulator, tmp_path: Path, clock: FakeClock
) -> None:
    emulator.set("slow")
    before = emulator.asked()
    async with lists_of(emulator, tmp_path, clock) as lists:
        await until(lambda: (emulator.asked() - before).total() >= LISTS)

        assert found(lists, "EZ") is None


async def test_of_a_hundred_thousand_emotes_some_are_kept(
    emulator: EmoteEmulator, tmp_path: Path, clock: FakeClock
) -> None:
    emulator.set("huge")
    async with lists_of(emulator, tmp_path, clock) as lists:
        await rested(lists, clock)

        assert found(lists, f"e{MOST_EMOTES - 1}") is not None
        assert found(lists, f"e{MOST_EMOTES}") is None


async def test_a_provider_that_is_off_is_not_asked(
    emulator: EmoteEmulator, tmp_path: Path, clock: FakeClock
) -> None:
    before = emulator.asked()
    async with lists_of(emulator, tmp_path, clock, providers=("ffz",)) as lists:
        await rested(lists, clock)
        assert all(path.startswith("/v1/") for path in emulator.asked() - before)
        assert found(lists, "EZ") is None

        lists.use(("7tv",))
        await until(lambda: found(lists, "EZ") is not None)

        assert found(lists, "ZrehplaR") is None


async def test_a_broken_copy_is_fetched_again(
    emulator: EmoteEmulator, tmp_path: Path, clock: FakeClock
) -> None:
    async with lists_of(emulator, tmp_path, clock) as lists:
        await rested(lists, clock)
    for path in list(tmp_path.iterdir()):  # noqa: ASYNC240  # a test's own few files
        path.write_bytes(b'{"at": "x"')

    async with lists_of(emulator, tmp_path, clock) as again:
        await rested(again, clock)

        assert found(again, "EZ") is not None


def test_the_lists_of_channels_are_bounded(tmp_path: Path, clock: FakeClock) -> None:
    lists = EmoteLists(tmp_path, clock=clock)
    for n in range(1, 200):
        lists.connected(Platform.TWITCH, f"channel{n}", str(n))

    assert len(lists._channels) == MOST_CHANNELS


ADDRESS = re.compile(
    r"https://(cdn\.7tv\.app|cdn\.betterttv\.net|cdn\.frankerfacez\.com)"
    r"/emote/[0-9A-Za-z]{1,26}/(animated/)?[12](x\.webp)?"
)


@pytest.mark.parametrize("provider", ["7tv", "bttv", "ffz"])
@pytest.mark.parametrize("channel", [True, False])
def test_of_hostile_answers_only_what_is_an_emote_is_taken(
    provider: str, channel: bool
) -> None:
    paths = {"7tv": "/v3/users", "bttv": "/3/cached/users", "ffz": "/v1/room"}
    globals_ = {
        "7tv": "/v3/emote-sets",
        "bttv": "/3/cached/emotes/global",
        "ffz": "/v1",
    }
    answer = filled((paths if channel else globals_)[provider], list(HOSTILE))

    found = emotes_in(provider, as_json(answer), channel=channel)

    assert all(ADDRESS.fullmatch(one.address) for one in found.values())
    assert not any(name.startswith("Evil") for name in found)
    assert not any(" " in name or "\n" in name or len(name) > 100 for name in found)


def as_json(value: object) -> bytes:

    return json.dumps(value).encode()


def test_nested_nonsense_is_a_value_error() -> None:
    for answer in (b"[" * 100_000, b"{" * 10, b"", b"\xff\xfe", b"null", b'"x"'):
        with pytest.raises(ValueError, match=r".*"):
            emotes_in("7tv", answer, channel=False)
