"""Connections that ask nothing, and too many of them."""

from __future__ import annotations

import asyncio

from companion.web.connection import MAX_CONNECTIONS
from tests.companion.web.conftest import Web, until
from tests.support.raw_http import ask


async def test_connections_beyond_the_limit_are_closed_at_once(web: Web) -> None:
    opened = [
        await asyncio.open_connection("127.0.0.1", web.port)
        for _ in range(MAX_CONNECTIONS + 50)
    ]
    await until(lambda: sum(reader.at_eof() for reader, _ in opened) == 50)
    for _, writer in opened:
        writer.close()
    for _, writer in opened:
        await writer.wait_closed()

    assert (await ask(web.port, "/healthz")).status == 200
