"""Whether a channel is live, without a worker and without a signature."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from TikTokLive.client.web.web_settings import DEFAULT_WEB_CLIENT_PARAMS, WebDefaults

from companion.app.machine import SystemClock
from companion.domain.errors import ConnectionLost, NotLive, TargetUnknown
from companion.platforms.tiktok import asking
from companion.platforms.tiktok.asking import Asking, Unanswered
from companion.platforms.tiktok.connector import TikTokConnector
from companion.platforms.tiktok.liveness import (
    OFFLINE,
    UNKNOWN,
    Look,
    alive_in,
    look,
    room_of_user,
    room_on_page,
)
from companion.platforms.tiktok.settings import TikTokSettings
from tests.companion.platforms.tiktok.hearing import Hearing, workers
from tests.support.emulators.tiktok_control import TikTokEmulator, TikTokRoom

LOOK_CPU_S = 0.05
"""What one look may cost; a worker's start costs thirty times that."""


def page(state: object) -> bytes:
    text = json.dumps(state)
    return f'<script id="SIGI_STATE" type="application/json">{text}</script>'.encode()


def user(**fields: object) -> dict[str, object]:
    return {"LiveRoom": {"liveRoomUserInfo": {"user": fields}}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (page(user(status=2, roomId="7", uniqueId="mira")), Look(state="live", room=7)),
        (page(user(status=2, roomId="7", uniqueId="Mira")), Look(state="live", room=7)),
        (page(user(status=2, roomId=7)), Look(state="live", room=7)),
        (page(user(status=4, roomId="7")), OFFLINE),
        (page(user(status=2, roomId="7", uniqueId="x")), Look(state="other", host="x")),
        (page(user(status=2, roomId="")), UNKNOWN),
        (page(user(status=2, roomId="0")), UNKNOWN),
        (page(user(status=2, roomId="7" * 30)), UNKNOWN),
        (page(user(status=2, roomId=[7])), UNKNOWN),
        (page({}), UNKNOWN),
        (page([[[]]]), UNKNOWN),
        (b"<html>are you human?</html>", UNKNOWN),
        (page("x").replace(b'"x"', b"{" * 9), UNKNOWN),
        (page("x").replace(b'"x"', b"[" * 100_000), UNKNOWN),
        (b"", UNKNOWN),
        (b"\xff\xfe", UNKNOWN),
    ],
)
def test_a_page_is_read_for_what_it_plainly_says(text: bytes, expected: Look) -> None:
    assert room_on_page(text, "mira") == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"data": {"user": {"roomId": "7"}}}, Look(state="live", room=7)),
        (
            {"data": {"user": {"roomId": "7"}, "liveRoom": {"status": 4}}},
            OFFLINE,
        ),
        ({"data": {"user": {"roomId": ""}}}, OFFLINE),
        ({"data": {"user": {"uniqueId": "x"}}}, Look(state="other", host="x")),
        ({"data": {}}, UNKNOWN),
        ({"message": "user_not_found", "data": None}, UNKNOWN),
        ([], UNKNOWN),
    ],
)
def test_a_users_room_is_read_for_what_it_plainly_says(
    answer: object, expected: Look
) -> None:
    assert room_of_user(json.dumps(answer).encode(), "mira") == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b'{"data":[{"alive":true}]}', True),
        (b'{"data":[{"alive":false}]}', False),
        (b'{"data":[{"alive":"yes"}]}', None),
        (b'{"data":[]}', None),
        (b'{"data":{"alive":true}}', None),
        (b"captcha", None),
    ],
)
def test_alive_is_what_is_plainly_told(answer: bytes, expected: bool | None) -> None:
    assert alive_in(answer) is expected


@pytest.fixture
def settings(tiktok: TikTokEmulator) -> TikTokSettings:
    """The emulator's addresses."""
    return TikTokSettings().with_environment(tiktok.environment)


async def state_of(name: str, settings: TikTokSettings) -> str:
    async with Asking(name, settings) as asked:
        return (await look(asked, name)).state


@pytest.mark.parametrize(
    ("mode", "state"),
    [
        ({}, "live"),
        ({"page": "empty"}, "live"),
        ({"live": False}, "offline"),
        ({"page": "empty", "live": False}, "offline"),
        ({"roomless": True}, "offline"),
        ({"check_alive": "dead"}, "offline"),
        ({"check_alive": "empty"}, "unknown"),
        ({"known": False}, "unknown"),
        ({"captcha": True}, "unknown"),
        ({"host": "otto.lives"}, "other"),
    ],
)
async def test_each_state_of_a_channel_is_told_apart(
    mode: dict[str, object],
    state: str,
    settings: TikTokSettings,
    tiktok_room: TikTokRoom,
    tiktok_name: str,
) -> None:
    await tiktok_room.mode(**mode)

    assert await state_of(tiktok_name, settings) == state
    assert "signed" not in (await tiktok_room.state())["seen"]


async def test_without_a_network_tiktok_is_unreachable_and_not_offline() -> None:
    nobody = "http://127.0.0.1:9"
    settings = TikTokSettings(app_url=nobody, webcast_url=nobody, sign_url=nobody)

    assert await state_of("mira", settings) == "unreachable"


async def test_an_answer_without_an_end_is_not_read_to_it() -> None:
    async def endless(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.read(1_000)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                writer.write(b"x" * 65_536)
                await writer.drain()
        except ConnectionError:
            writer.close()

    server = await asyncio.start_server(endless, "127.0.0.1", 0)
    root = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    settings = TikTokSettings(app_url=root, webcast_url=root, sign_url=root)
    async with server, Asking("mira", settings) as asked:
        with pytest.raises(Unanswered, match="too long"):
            await asked.page()


def test_what_is_sent_mirrors_the_library() -> None:
    # `room_id`, `referer` … come with each question.
    assert set(asking.PARAMETERS) == set(DEFAULT_WEB_CLIENT_PARAMS)
    assert set(asking.HEADERS) == set(WebDefaults.web_client_headers)
    assert WebDefaults.web_client_cookies == asking.COOKIES


# Through the connector


def connector(name: str, settings: TikTokSettings) -> TikTokConnector:
    # A worker that were started would be a lost connection.
    return TikTokConnector(
        name, settings=settings, clock=SystemClock(), command=["/nowhere"]
    )


async def attempt(made: TikTokConnector) -> BaseException:
    """Run an attempt that fails, and return how."""
    async with Hearing(made) as hearing:
        try:
            await hearing.end()
        except Exception as error:  # noqa: BLE001  # which one, the test says
            return error
    raise AssertionError("the attempt did not fail")


async def test_an_offline_channel_costs_milliseconds_and_no_process(
    settings: TikTokSettings, tiktok_room: TikTokRoom, tiktok_name: str
) -> None:
    await tiktok_room.go_offline()
    made = connector(tiktok_name, settings)
    assert type(await attempt(made)) is NotLive  # the first one imports
    began, looks = time.process_time(), 20
    for _look in range(looks):
        assert type(await attempt(made)) is NotLive
    cost = (time.process_time() - began) / looks

    assert cost < LOOK_CPU_S
    seen = (await tiktok_room.state())["seen"]
    assert seen == {"pages": looks + 1}, "no signature, one page a look"
    assert workers() == []


async def test_a_network_that_is_gone_costs_no_process() -> None:
    nobody = "http://127.0.0.1:9"
    settings = TikTokSettings(app_url=nobody, webcast_url=nobody, sign_url=nobody)

    error = await attempt(connector("mira", settings))

    assert type(error) is ConnectionLost
    assert "cannot be reached" in str(error)


async def test_another_host_in_the_channels_place_is_refused_by_name(
    settings: TikTokSettings, tiktok_room: TikTokRoom, tiktok_name: str
) -> None:
    await tiktok_room.mode(host="otto.lives")

    error = await attempt(connector(tiktok_name, settings))

    assert type(error) is ConnectionLost
    assert "@otto.lives" in str(error)
    assert f"@{tiktok_name}" in str(error)
    assert "signed" not in (await tiktok_room.state())["seen"]


async def test_what_a_look_cannot_tell_a_worker_finds_out(
    settings: TikTokSettings, tiktok_room: TikTokRoom, tiktok_name: str
) -> None:
    await tiktok_room.mode(known=False)
    made = TikTokConnector(tiktok_name, settings=settings, clock=SystemClock())

    assert type(await attempt(made)) is TargetUnknown


async def test_the_worker_does_not_look_the_room_up_again(
    settings: TikTokSettings, tiktok_room: TikTokRoom, tiktok_name: str
) -> None:
    made = TikTokConnector(tiktok_name, settings=settings, clock=SystemClock())
    async with Hearing(made):
        await tiktok_room.entered()

    seen = (await tiktok_room.state())["seen"]
    # Alive is asked twice: a stream can end while a worker starts.
    assert (seen["pages"], seen["alive_lookups"]) == (1, 2)
    assert "user_lookups" not in seen
