"""No token in any log, whatever is sent (areas 5 and 24)."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from companion.web.server_log import token_free_logs, without_tokens
from companion.web.tokens import Scope
from tests.companion.web.conftest import Web, next_message
from tests.support.raw_http import ask, send
from tests.support.small_engine import SmallEngine

UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


@pytest.fixture
def everything_logged() -> Iterator[io.StringIO]:
    """Collect what a log file would get, from DEBUG up, of every logger."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.setLevel(level)
    root.removeHandler(handler)


async def test_no_request_puts_a_token_into_a_log(
    web: Web, everything_logged: io.StringIO, engine: SmallEngine
) -> None:
    link, api = web.tokens.overlay("leaderboard"), web.tokens.api(Scope.CONTROL)
    here = f"Host: 127.0.0.1:{web.port}\r\n"
    for request in (
        f"GET /o/{link}/leaderboard/ HTTP/1.1\r\n{here}",
        f"GET /o/{link}/leaderboard/ HTTP/9.9\r\n{here}",
        f"G<T /o/{link}/leaderboard/ HTTP/1.1\r\n{here}",
        f"GET /o/{link}/\x01\x02 HTTP/1.1\r\n{here}",
        f"GET /o/{link}/ HTTP/1.1\r\n{here}Bad Header {api}\r\n",
        f"GET /o/{link}/ HTTP/1.1\r\n{here}X: {'x' * 9000}{api}\r\n",
        f"GET /{'x' * 9000}{link} HTTP/1.1\r\n{here}",
        f"GET /o/{link}/leaderboard/ws HTTP/1.1\r\n{here}{UPGRADE}"
        f"Sec-WebSocket-Protocol: bearer.{api}\r\n",
        f"GET /api/v1/stream HTTP/1.1\r\n{here}{UPGRADE}"
        f"Sec-WebSocket-Protocol: bearer.{api}\r\n",
        f"GET /api/v1/stream?token={api} HTTP/1.1\r\n{here}{UPGRADE}",
        f"POST /api/v1/test/chat HTTP/1.1\r\n{here}Authorization: Bearer {api}\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        f"GET http://evil.example/o/{link}/ HTTP/1.1\r\n{here}",
    ):
        await send(web.port, f"{request}Connection: close\r\n\r\n")
    engine.failure = RuntimeError(f"bug with {api} in it")
    assert (await web.get("/api/v1/events"))[0] == 500

    logged = everything_logged.getvalue()
    assert "a fault" in logged or "an answer failed" in logged
    assert link not in logged
    assert api not in logged


async def test_a_bug_is_logged_with_its_traceback(
    web: Web, everything_logged: io.StringIO, engine: SmallEngine
) -> None:
    engine.failure = RuntimeError("the reason")
    status, problem = await web.get("/api/v1/events")

    assert status == 500
    assert "reason" not in str(problem)
    assert "Traceback" in everything_logged.getvalue()
    assert "the reason" in everything_logged.getvalue()


async def test_no_request_is_logged_when_all_is_well(
    web: Web, everything_logged: io.StringIO
) -> None:
    await web.get("/api/v1/session")
    await ask(web.port, web.link().removeprefix(web.root))
    async with web.open_page() as page:
        await next_message(page)

    logged = everything_logged.getvalue().splitlines()
    assert [line for line in logged if not line.startswith("asyncio ")] == []


def test_tokens_are_hidden_wherever_they_stand() -> None:
    text = "GET /o/abc/leaderboard/ws bearer.def Bearer ghi ?token=jkl secret-one"

    assert without_tokens(text, ["secret-one"]) == (
        "GET /o/[token]/leaderboard/ws bearer.[token] Bearer [token]"
        " ?token=[token] [token]"
    )


def test_the_filter_goes_when_the_server_ends() -> None:
    logger = logging.getLogger("aiohttp.server")
    before = list(logger.filters)
    with token_free_logs(lambda: ["secret"]):
        assert logger.filters != before

    assert logger.filters == before
