"""Connections that ask nothing, and too many of them."""

from __future__ import annotations

import asyncio

import pytest

from companion.web.connection import MAX_CONNECTIONS
from companion.web.tokens import Scope
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


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
async def test_a_body_that_only_says_that_it_is_packed_is_no_fault_of_ours(
    web: Web, caplog: pytest.LogCaptureFixture, coding: str
) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    path = "/api/v1/session/end"

    let_in = {**headers, **web.bearer()}
    refused = await ask(web.port, path, method="POST", headers=let_in, body=b"xx")
    unread = await ask(web.port, path, method="POST", headers=headers, body=b"xx")

    assert (refused.status, unread.status) == (400, 401)
    assert [one.msg for one in caplog.records if one.levelname == "ERROR"] == []


async def test_who_hangs_up_in_mid_body_is_no_fault_of_ours(
    web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    _reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
    writer.write(
        b"POST /api/v1/session/end HTTP/1.1\r\nContent-Type: application/json\r\n"
        b"Host: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\nContent-Length: 9\r\n\r\n{"
        % (web.port, web.tokens.api(Scope.CONTROL).encode())
    )
    await writer.drain()
    await ask(web.port, "/healthz")  # meanwhile it is read
    writer.close()
    await writer.wait_closed()

    assert (await ask(web.port, "/healthz")).status == 200
    assert [one.msg for one in caplog.records if one.levelname == "ERROR"] == []
