"""One page: heartbeats in, newest state out, and what gets a page cut (area 9)."""

from __future__ import annotations

import asyncio
import json
import socket

import aiohttp
import pytest

from companion.domain.events import ChatDeleted
from companion.web.page_socket import MAX_FRAME, MISSED_LIMIT, SILENCE_LIMIT
from tests.companion.web.conftest import Web, next_message, until
from tests.support.events import chat
from tests.support.fakes import FakeClock
from tests.support.patience import PATIENCE_S
from tests.support.raw_http import hang_up
from tests.support.small_engine import SmallEngine


def alive(*, visible: bool = True) -> str:
    return json.dumps(
        {"v": 1, "kind": "alive", "data": {"visible": visible, "seq": 1, "obs": "2.26"}}
    )


async def closed_with(page: aiohttp.ClientWebSocketResponse) -> int | None:
    """Return the code with which the server closes, after whatever it still sends."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            message = await page.receive()
            if message.type is aiohttp.WSMsgType.CLOSE:
                return int(message.data)
            if message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR):
                return page.close_code


async def test_a_page_shows_once_it_has_said_so(web: Web) -> None:
    async with web.open_page() as page:
        await next_message(page)
        assert web.server.connected()["leaderboard"] == 1
        assert web.server.showing()["leaderboard"] == 0

        await page.send_str(alive())
        await until(lambda: web.server.showing()["leaderboard"] == 1)
        await page.send_str(alive(visible=False))
        await until(lambda: web.server.showing()["leaderboard"] == 0)
    await until(lambda: web.server.connected()["leaderboard"] == 0)


async def test_the_short_heartbeat_counts_too(web: Web) -> None:
    async with web.open_page() as page:
        await page.send_str('{"kind":"alive","visible":true}')

        await until(lambda: web.server.showing()["leaderboard"] == 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "{}",
        "[]",
        "null",
        '{"kind":"admin"}',
        '{"kind":"alive","data":{"visible":"yes"}}',
        '{"kind":"alive","data":7}',
        '{"kind":"alive"',
        "[" * 4000,
        '{"kind":"alive","data":{"x":' + "[" * 2000 + "]" * 2000 + "}}",
    ],
)
async def test_anything_else_closes_the_socket(web: Web, text: str) -> None:
    async with web.open_page() as page:
        await page.send_str(text)

        assert await closed_with(page) == aiohttp.WSCloseCode.INVALID_TEXT


async def test_text_that_is_no_unicode_closes_the_socket(web: Web) -> None:
    async with web.open_page() as page:
        await page.send_frame(b'{"kind":"alive","\xff":1}', aiohttp.WSMsgType.TEXT)

        assert await closed_with(page) == aiohttp.WSCloseCode.INVALID_TEXT


async def test_a_binary_frame_closes_the_socket(web: Web) -> None:
    async with web.open_page() as page:
        await page.send_bytes(b"x")

        assert await closed_with(page) == aiohttp.WSCloseCode.UNSUPPORTED_DATA


async def test_a_large_frame_closes_the_socket(web: Web) -> None:
    async with web.open_page() as page:
        await page.send_str("x" * (MAX_FRAME + 1))

        assert await closed_with(page) == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


async def test_a_flood_of_heartbeats_closes_the_socket(web: Web) -> None:
    async with web.open_page() as page:
        for _ in range(30):
            await page.send_str(alive())

        assert await closed_with(page) == aiohttp.WSCloseCode.POLICY_VIOLATION


async def test_a_flood_of_pings_closes_the_socket(web: Web) -> None:
    async with web.open_page() as page:
        for _ in range(1000):
            await page.ping()

        assert await closed_with(page) == aiohttp.WSCloseCode.POLICY_VIOLATION


async def test_a_silent_page_is_pinged_and_stays_when_it_answers(
    web: Web, clock: FakeClock
) -> None:
    async with web.open_page(autoping=True) as page:
        await next_message(page)
        reading = asyncio.ensure_future(page.receive())
        for _ in range(12):
            await clock.advance(10)
            await asyncio.sleep(0.02)  # the answer travels over a real socket

        assert web.server.connected()["leaderboard"] == 1
        assert not reading.done()
        reading.cancel()


async def test_a_page_that_does_not_answer_is_cut(web: Web, clock: FakeClock) -> None:
    async with web.open_page() as page:  # no autoping: it answers nothing
        await next_message(page)
        for _ in range(round(SILENCE_LIMIT / 10) + 1):
            await clock.advance(10)

        await until(lambda: web.server.connected()["leaderboard"] == 0)
        assert (await web.get("/api/v1/metrics"))[1]["frames"]["cut"] == 1


async def test_a_computer_that_slept_asks_before_it_cuts(
    web: Web, clock: FakeClock
) -> None:
    async with web.open_page(autoping=True) as page:
        await next_message(page)
        reading = asyncio.ensure_future(page.receive())
        await clock.advance(8 * 3600)
        await asyncio.sleep(0.02)  # the answer travels over a real socket
        await clock.advance(10)
        await asyncio.sleep(0.02)

        assert web.server.connected()["leaderboard"] == 1
        assert not reading.done()
        reading.cancel()


async def test_a_page_that_was_idle_for_ten_minutes_still_receives(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    async with web.open_page("chat", autoping=True) as page:
        await next_message(page)
        reading = asyncio.ensure_future(page.receive_str())
        for _ in range(60):
            await clock.advance(10)
            await asyncio.sleep(0.005)  # the answer travels over a real socket
        engine.feed(chat("luna", "still there"))

        async with asyncio.timeout(PATIENCE_S):
            assert "still there" in await reading


async def test_a_slow_page_skips_states_and_gets_the_newest(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    reader, writer = await slow_page(web, "chat")
    for number in range(60):
        engine.feed(*[chat("luna", f"{number} " + "x" * 1900) for _ in range(40)])
        await clock.advance(0.05)
    skipped = (await web.get("/api/v1/metrics"))[1]["frames"]["skipped"]
    newest = 0
    last = ""
    async with asyncio.timeout(10):
        while '"59 x' not in last:
            last = await read_frame(reader)
            seq = json.loads(last)["seq"]
            assert seq == newest + 1
            newest = seq
    await hang_up(writer)

    assert skipped > 0
    assert newest + skipped == 61


async def test_a_slow_page_keeps_the_newest_state_when_something_is_retracted(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    old = chat("troll", "long gone")
    engine.feed(old)
    reader, writer = await slow_page(web, "chat")
    for number in range(60):
        engine.feed(*[chat("luna", f"{number} " + "x" * 1900) for _ in range(40)])
        await clock.advance(0.05)
    common = {"id": "tiktok:d", "platform": "tiktok", "channel": "@mira.plays"}
    engine.feed(ChatDeleted(**common, targets=(old.id,)))  # no page shows it any more
    told: list[str] = []
    async with asyncio.timeout(10):
        while not told or not any('"retract"' in one for one in told):
            told.append(await read_frame(reader))
    await hang_up(writer)

    assert any('"59 x' in one for one in told)


async def test_a_page_that_stays_too_slow_is_cut(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    _reader, writer = await slow_page(web, "chat")
    for number in range(MISSED_LIMIT + 80):
        engine.feed(*[chat("luna", f"{number} " + "x" * 1900) for _ in range(40)])
        await clock.advance(0.05)
        if web.server.connected()["chat"] == 0:
            break

    await until(lambda: web.server.connected()["chat"] == 0)
    await hang_up(writer)
    assert (await web.get("/api/v1/metrics"))[1]["frames"]["cut"] == 1


async def test_a_slow_page_holds_up_nobody(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    _reader, writer = await slow_page(web, "chat")
    async with web.open_page("chat", max_msg_size=0) as page:
        await next_message(page)
        for number in range(40):
            engine.feed(*[chat("luna", f"{number} " + "x" * 1900) for _ in range(40)])
            await clock.advance(0.05)
            assert f'"{number} x' in json.dumps(await next_message(page))
    await hang_up(writer)


async def slow_page(
    web: Web, overlay: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect as a page that takes the handshake and then reads nothing."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.setblocking(False)
    await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", web.port))
    reader, writer = await asyncio.open_connection(sock=sock, limit=1024)
    path = web.link(overlay).removeprefix(web.root) + "ws"
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{web.port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    while (await reader.readline()).strip():
        pass
    await until(lambda: web.server.connected()[overlay] == 1)
    return reader, writer


async def read_frame(reader: asyncio.StreamReader) -> str:
    """Return the next text frame that the server sent."""
    _opcode, length = await reader.readexactly(2)
    if length == 126:
        length = int.from_bytes(await reader.readexactly(2), "big")
    elif length == 127:
        length = int.from_bytes(await reader.readexactly(8), "big")
    return (await reader.readexactly(length)).decode()
