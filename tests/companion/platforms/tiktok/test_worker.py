"""One attempt of TikTokLive against the emulator, in this process to be quick.

The same through a worker process is in test_connector.py.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import msgspec
import pytest

from companion.platforms.tiktok.listening import RoomClient
from companion.platforms.tiktok.messages import (
    Connect,
    Connected,
    Failed,
    Heard,
    Report,
    Trouble,
)
from companion.platforms.tiktok.settings import TikTokSettings
from companion.platforms.tiktok.worker import outcome
from tests.support.emulators import tiktok_script as script
from tests.support.emulators.tiktok_control import TikTokEmulator, TikTokRoom


@pytest.fixture
def order(tiktok: TikTokEmulator, tiktok_name: str) -> Connect:
    """The order to listen to the room of this test."""
    settings = TikTokSettings().with_environment(tiktok.environment)
    return Connect(
        name=tiktok_name,
        app_url=settings.app_url,
        webcast_url=settings.webcast_url,
        sign_url=settings.sign_url,
    )


@asynccontextmanager
async def client(order: Connect) -> AsyncIterator[tuple[RoomClient, list[Report]]]:
    """Give a client and the list of what it reports."""
    reports: list[Report] = []

    async def send(report: Report) -> None:
        reports.append(report)

    made = RoomClient(order, send)
    try:
        yield made, reports
    finally:
        await made.leave()


async def failed(order: Connect) -> Failed:
    """Run an attempt to its end and return why it failed."""
    async with client(order) as (made, _):
        answer = await outcome(made, order)
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("mode", "trouble"),
    [
        ({"live": False}, Trouble.OFFLINE),
        ({"check_alive": "dead"}, Trouble.OFFLINE),
        ({"roomless": True}, Trouble.OFFLINE),
        ({"known": False}, Trouble.UNKNOWN_CHANNEL),
        ({"captcha": True}, Trouble.BLOCKED),
        ({"check_alive": "empty"}, Trouble.BLOCKED),
        ({"age_restricted": True}, Trouble.AGE_RESTRICTED),
        ({"sign": "unauthorized"}, Trouble.SIGN_KEY),
        ({"sign": "down"}, Trouble.SIGN_DOWN),
        ({"sign": "empty"}, Trouble.SIGN_DOWN),
        ({"sign": "no-cookies"}, Trouble.SIGN_DOWN),
        ({"sign": "garbage"}, Trouble.SIGN_DOWN),
        ({"upgrade": "200"}, Trouble.REFUSED),
        ({"upgrade": "400"}, Trouble.REFUSED),
        ({"upgrade": "503"}, Trouble.REFUSED),
    ],
)
async def test_each_refusal_has_its_meaning(
    mode: dict[str, object], trouble: Trouble, order: Connect, tiktok_room: TikTokRoom
) -> None:
    await tiktok_room.mode(**mode)

    assert (await failed(order)).trouble is trouble


@pytest.mark.parametrize(
    ("sign", "is_told"),
    [
        ("limited", True),
        ("limited-without-remaining", True),
        ("limited-without-headers", False),
    ],
)
async def test_a_full_sign_server_is_known_with_and_without_headers(
    sign: str, is_told: bool, order: Connect, tiktok_room: TikTokRoom
) -> None:
    reset = int(time.time()) + 40
    await tiktok_room.mode(sign=sign, reset=reset)

    assert await failed(order) == Failed(
        trouble=Trouble.SIGN_LIMIT, reset=reset if is_told else None
    )


async def test_looking_whether_a_channel_is_live_costs_no_signature(
    order: Connect, tiktok_room: TikTokRoom
) -> None:
    await tiktok_room.go_offline()
    await failed(order)

    assert "signed" not in (await tiktok_room.state())["seen"]


async def test_a_sign_server_that_is_not_there_is_not_taken_for_tiktok(
    order: Connect, tiktok_room: TikTokRoom
) -> None:
    nowhere = msgspec.structs.replace(order, sign_url="http://127.0.0.1:9")

    assert (await failed(nowhere)).trouble is Trouble.SIGN_DOWN


async def test_an_ended_stream_is_no_failure(
    order: Connect, tiktok_room: TikTokRoom
) -> None:
    await tiktok_room.missed(script.Chat(text="bye"), script.Control(action=3))
    await tiktok_room.backlog(2)
    async with client(order) as (made, reports):
        answer = await outcome(made, order)
        await made.outbox.flush()

    assert answer is None
    assert isinstance(reports[0], Connected)
    heard = [event for r in reports if isinstance(r, Heard) for event in r.events]
    assert len(heard) == 2


async def test_the_key_is_told_only_to_a_sign_server_with_a_good_certificate(
    order: Connect, tiktok_room: TikTokRoom
) -> None:
    # The library itself would accept any certificate.
    asked: list[bytes] = []

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        asked.append(await reader.read(1_000))
        writer.close()

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(Path(__file__).with_name("untrusted.pem"))
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    async with server:
        failure = await failed(
            msgspec.structs.replace(
                order, sign_url=f"https://127.0.0.1:{port}", sign_key="secret"
            )
        )
        # The server does work for whoever does not look.
        careless = httpx.AsyncClient(verify=False, timeout=5)
        with contextlib.suppress(httpx.HTTPError):
            await careless.get(f"https://127.0.0.1:{port}/careless")
        await careless.aclose()

    assert failure.trouble is Trouble.SIGN_DOWN
    assert [b"/careless" in request for request in asked] == [True]
