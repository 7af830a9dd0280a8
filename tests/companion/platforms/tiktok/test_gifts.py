"""TikTok's list of gifts, for messages that do not describe theirs."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import msgspec
import pytest

from companion.app.machine import SystemClock
from companion.domain.events import Gift
from companion.domain.values import Platform
from companion.platforms.tiktok.asking import Asking
from companion.platforms.tiktok.bounds import MOST_DIAMONDS
from companion.platforms.tiktok.connector import TikTokConnector, tiktok_connectors
from companion.platforms.tiktok.gifts import (
    MOST_GIFTS,
    READ_AGAIN_S,
    GiftCatalogue,
    KnownGift,
    gifts_in,
)
from companion.platforms.tiktok.settings import TikTokSettings
from tests.companion.platforms.tiktok.hearing import Hearing, until
from tests.support.emulators.tiktok_control import TikTokEmulator, TikTokRoom
from tests.support.fakes import FakeClock
from tests.support.patience import PATIENCE_S

ICON = "https://p16.example/listed-rose.png"
ROSE = {"id": 5_655, "name": "Rose", "diamond_count": 1}


def answer(*gifts: object) -> bytes:
    return json.dumps({"data": {"gifts": gifts}}).encode()


def gift(**fields: object) -> Gift:
    """A gift whose message had no description."""
    bare = Gift(
        id="tiktok:1",
        platform=Platform.TIKTOK,
        channel="@mira",
        gift_id="5655",
        name="#5655",
        diamonds_each=0,
        count=3,
    )
    return msgspec.structs.replace(bare, **fields)


def catalogue(file: Path | None = None) -> GiftCatalogue:
    return GiftCatalogue(FakeClock(), file=file)


def kept(tmp_path: Path) -> GiftCatalogue:
    file = tmp_path / "gifts.json"
    rose = KnownGift(name="Rose", diamonds=1, icon=ICON)
    file.write_bytes(msgspec.json.encode({"5655": rose}))
    return catalogue(file)


def test_a_listed_gift_has_its_name_price_and_picture() -> None:
    found = gifts_in(answer({**ROSE, "image": {"url_list": ["http://x", ICON]}}))

    assert found == {"5655": KnownGift(name="Rose", diamonds=1, icon=ICON)}


@pytest.mark.parametrize(
    "broken",
    [
        {**ROSE, "id": "x"},
        {**ROSE, "id": 0},
        {**ROSE, "name": ""},
        {**ROSE, "name": 7},
        {**ROSE, "diamond_count": -1},
        {**ROSE, "diamond_count": MOST_DIAMONDS + 1},
        {**ROSE, "diamond_count": 1.5},
        {"id": 5_655},
        [],
        None,
    ],
)
def test_a_gift_that_makes_no_sense_spoils_no_other(broken: object) -> None:
    found = gifts_in(answer(broken, {**ROSE, "id": 6}))

    assert set(found) == {"6"}


@pytest.mark.parametrize("text", [b"", b"<html>", b"[]", b'{"data":{"gifts":3}}'])
def test_a_list_that_cannot_be_read_is_empty(text: bytes) -> None:
    assert gifts_in(text) == {}


def test_a_list_has_a_bounded_length() -> None:
    endless = answer(*({**ROSE, "id": 1 + n} for n in range(MOST_GIFTS + 50)))

    assert len(gifts_in(endless)) == MOST_GIFTS


@pytest.mark.parametrize("address", ["http://x.example/a", 'https://x/"><', "x"])
def test_only_a_proper_https_address_is_a_picture(address: str) -> None:
    found = gifts_in(answer({**ROSE, "icon": {"url_list": [address]}}))

    assert found["5655"].icon is None


def test_a_gift_without_a_description_gets_what_is_listed(tmp_path: Path) -> None:
    described = kept(tmp_path).described(gift())

    assert (described.name, described.diamonds_each) == ("Rose", 1)
    assert (described.icon, described.count) == (ICON, 3)


def test_what_the_message_says_itself_is_never_replaced(tmp_path: Path) -> None:
    own = gift(name="Rosa", diamonds_each=2)

    described = kept(tmp_path).described(own)

    assert (described.name, described.diamonds_each) == ("Rosa", 2)
    assert described.icon == ICON
    whole = gift(name="Rosa", diamonds_each=2, icon="https://a.example/b")
    assert kept(tmp_path).described(whole) is whole


def test_a_gift_that_is_not_listed_stays_as_it_came() -> None:
    bare = gift(gift_id="404", name="#404")

    assert catalogue().described(bare) is bare


@pytest.mark.parametrize("content", [b"", b"{", b'{"1":{}}', b"[1]", b"\xff"])
def test_a_file_that_is_not_right_is_as_none(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "gifts.json"
    file.write_bytes(content)

    assert len(catalogue(file)) == 0


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "gifts.json"
    file.write_bytes(b'{"1":{"name":"a","diamonds":1}}' + b" " * 5_000_000)

    assert len(catalogue(file)) == 0


# Against the emulator


@pytest.fixture
def settings(tiktok: TikTokEmulator) -> TikTokSettings:
    """The emulator's addresses."""
    return TikTokSettings().with_environment(tiktok.environment)


async def room_number(room: TikTokRoom) -> str:
    return str((await room.state())["room"])


async def test_the_list_is_kept_for_the_next_run(
    settings: TikTokSettings, tiktok_room: TikTokRoom, tmp_path: Path
) -> None:
    file = tmp_path / "new folder" / "gifts.json"
    first = catalogue(file)
    async with Asking("mira", settings) as asking:
        await first.read(asking, room=await room_number(tiktok_room))

    second = catalogue(file)

    assert len(first) == len(second) == 401
    assert second.described(gift()).name == "Rose"
    assert [path.name for path in file.parent.iterdir()] == ["gifts.json"]
    assert file.stat().st_size < 100_000


async def test_the_list_is_read_once_an_hour_however_often_one_connects(
    settings: TikTokSettings, tiktok_room: TikTokRoom
) -> None:
    clock = FakeClock()
    gifts, number = GiftCatalogue(clock), await room_number(tiktok_room)
    async with Asking("mira", settings) as asking:
        for _connect in range(5):
            await gifts.read(asking, room=number)
        once = (await tiktok_room.state())["seen"]["gift_lists"]
        await clock.advance(READ_AGAIN_S)
        await gifts.read(asking, room=number)

    assert (once, (await tiktok_room.state())["seen"]["gift_lists"]) == (1, 2)


async def test_a_list_that_cannot_be_had_takes_nothing_away(
    settings: TikTokSettings, tiktok_room: TikTokRoom, tmp_path: Path
) -> None:
    await tiktok_room.mode(gifts="garbage")
    gifts = kept(tmp_path)
    async with Asking("mira", settings) as asking:
        await gifts.read(asking, room=await room_number(tiktok_room))

    assert len(gifts) == 1


async def test_a_file_that_cannot_be_written_is_no_error(
    settings: TikTokSettings, tiktok_room: TikTokRoom, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")
    gifts = catalogue(tmp_path / "file" / "gifts.json")
    async with Asking("mira", settings) as asking:
        await gifts.read(asking, room=await room_number(tiktok_room))

    assert len(gifts) == 401


async def test_a_gift_that_comes_without_description_counts_what_it_costs(
    settings: TikTokSettings,
    tiktok_room: TikTokRoom,
    tiktok_name: str,
    tmp_path: Path,
) -> None:
    file = tmp_path / "gifts.json"
    make = tiktok_connectors(settings=settings, clock=SystemClock(), gifts_file=file)
    connector = make(tiktok_name)
    assert isinstance(connector, TikTokConnector)
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await until(file.exists)
        await tiktok_room.gift(gift_id=9_007, group=4, count=2, is_described=False)
        (event,) = await hearing.at_least(1)

    assert isinstance(event, Gift)
    assert (event.name, event.diamonds_each) == ("Gift 7", 5)
    assert event.icon == ICON
    assert "gift_lists" in (await tiktok_room.state())["seen"]


async def test_reading_the_list_holds_up_no_event(
    settings: TikTokSettings, tiktok_room: TikTokRoom, tiktok_name: str
) -> None:
    await tiktok_room.mode(gifts="never")
    connector = TikTokConnector(tiktok_name, settings=settings, clock=SystemClock())
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await tiktok_room.seen("gift_lists")
        await tiktok_room.chat("hello")
        await hearing.at_least(1)
        async with asyncio.timeout(PATIENCE_S):
            await hearing.cancel()

    assert len(hearing.events) == 1
