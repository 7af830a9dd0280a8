"""A real Chromium on an attacker's page, which knows every link and token.

Chromium's own protection of local networks is off, and the attacker's name leads to
this computer, so that only the server's checks stand in the way.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web as aiohttp_web
from playwright.async_api import Page, async_playwright

from companion.web.tokens import Scope
from tests.companion.web.conftest import Web, until
from tests.support.events import chat
from tests.support.small_engine import SmallEngine

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("COMPANION_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP evil.example 127.0.0.1",
    "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
]
SITES = ["http://evil.example:{port}/", "http://127.0.0.1:{port}/"]
"""A foreign name, and another program's page on this computer ("same-site")."""


@pytest.fixture
async def browser_page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield await browser.new_page()
        await browser.close()


@pytest.fixture
async def evil_port() -> AsyncIterator[int]:
    """Serve the attacker's empty page."""

    async def page(_request: aiohttp_web.Request) -> aiohttp_web.Response:
        return aiohttp_web.Response(text="<body></body>", content_type="text/html")

    app = aiohttp_web.Application()
    app.router.add_get("/", page)
    runner = aiohttp_web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await aiohttp_web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def tries(page: Page, script: str, *values: object) -> Any:
    return await page.evaluate(script, list(values))


FETCH = """async ([address, options]) => {
  try {
    const reply = await fetch(address, options || {});
    return [reply.type, reply.status, await reply.text()];
  } catch (error) { return "blocked"; }
}"""

SOCKET = """([address, protocols]) => new Promise((done) => {
  const socket = new WebSocket(address, protocols || []);
  socket.onmessage = (event) => done(event.data);
  socket.onclose = (event) => done(event.code);
})"""

LOAD = """([kind, address]) => new Promise((done) => {
  const element = document.createElement(kind);
  element.onload = () => done("loaded");
  element.onerror = () => done("refused");
  element[kind === "link" ? "href" : "src"] = address;
  if (kind === "link") element.rel = "stylesheet";
  document.body.append(element);
})"""


@pytest.mark.parametrize("site", SITES)
async def test_another_site_reads_nothing(
    web: Web, browser_page: Page, evil_port: int, site: str
) -> None:
    await browser_page.goto(site.format(port=evil_port))

    for address in ("/healthz", "/api/v1/openapi.json", "/api/v1/events"):
        assert await tries(browser_page, FETCH, web.root + address) == "blocked"
    for address in (web.link(), web.link() + "overlay.js"):
        assert await tries(browser_page, FETCH, address) == "blocked"
    bearer = {"headers": web.bearer()}
    session = f"{web.root}/api/v1/session"
    assert await tries(browser_page, FETCH, session, bearer) == "blocked"


@pytest.mark.parametrize("site", SITES)
async def test_another_site_changes_nothing(
    web: Web, browser_page: Page, evil_port: int, site: str
) -> None:
    await browser_page.goto(site.format(port=evil_port))
    end = f"{web.root}/api/v1/session/end"
    body = {"method": "POST", "body": "{}"}

    for mode, headers in (
        ("no-cors", {}),  # sent unasked, as forms are
        ("cors", {"Content-Type": "application/json", **web.bearer()}),
    ):
        sent = {**body, "mode": mode, "headers": headers}
        assert await tries(browser_page, FETCH, end, sent) == "blocked"

    assert (await web.get("/api/v1/session"))[1]["state"] == "live"
    answers = (await web.get("/api/v1/metrics"))[1]["answers"]
    assert answers["403"] >= 2


@pytest.mark.parametrize("site", SITES)
async def test_another_site_gets_no_socket(
    web: Web, browser_page: Page, evil_port: int, site: str
) -> None:
    await browser_page.goto(site.format(port=evil_port))
    root = web.root.replace("http", "ws")
    offered = ["companion.v1", f"bearer.{web.tokens.api(Scope.READ)}"]

    page = web.link().replace("http", "ws") + "ws"
    assert await tries(browser_page, SOCKET, page) == 1006
    assert await tries(browser_page, SOCKET, f"{root}/api/v1/stream", offered) == 1006


@pytest.mark.parametrize("site", SITES)
async def test_another_site_embeds_nothing(
    web: Web, browser_page: Page, evil_port: int, site: str
) -> None:
    await browser_page.goto(site.format(port=evil_port))
    shared = f"{web.root}/o/{web.tokens.overlay('chat')}/shared"

    for kind, address in (
        ("script", f"{web.link()}overlay.js"),
        ("link", f"{shared}/base.css"),
        ("img", f"{shared}/icon.svg"),
    ):
        assert await tries(browser_page, LOAD, kind, address) == "refused"
    await tries(browser_page, LOAD, "iframe", web.link())
    framed = browser_page.frames[1]
    await until(lambda: framed.url == "chrome-error://chromewebdata/")


async def test_a_name_that_is_bound_to_this_computer_gets_nothing(
    web: Web, browser_page: Page
) -> None:
    evil = f"http://evil.example:{web.port}"
    first = re.compile(f"^{evil}/start$")  # loaded while the name led to the attacker
    await browser_page.route(first, lambda route: route.fulfill(body="<body></body>"))
    await browser_page.goto(f"{evil}/start")

    # Same origin now, so the browser lets the page read: there is nothing to read.
    kind, status, text = await tries(
        browser_page, FETCH, f"{evil}/api/v1/events", {"headers": web.bearer()}
    )
    assert (kind, status) == ("basic", 421)
    assert web.tokens.overlay("leaderboard") not in text
    socket = evil.replace("http", "ws") + web.link().removeprefix(web.root) + "ws"
    assert await tries(browser_page, SOCKET, socket) == 1006


async def test_a_page_of_ours_may_use_the_stream(
    web: Web, browser_page: Page, engine: SmallEngine
) -> None:
    engine.feed(chat(text="hello"))
    await browser_page.goto(f"{web.root}/healthz")
    offered = ["companion.v1", f"bearer.{web.tokens.api(Scope.READ)}"]
    address = web.root.replace("http", "ws") + "/api/v1/stream?after=1"

    # The page's own policy forbids even this; an overlay's allows its own server.
    await browser_page.goto(web.link())
    assert '"hello"' in await tries(browser_page, SOCKET, address, offered)


async def test_the_page_for_people_is_styled_and_complains_of_nothing(
    web: Web, browser_page: Page
) -> None:
    complaints: list[str] = []
    browser_page.on("console", lambda message: complaints.append(message.text))
    await browser_page.goto(f"{web.root}/api/v1/docs")

    width = await browser_page.evaluate("getComputedStyle(document.body).maxWidth")
    assert width == "900px"
    assert [text for text in complaints if "favicon" not in text] == []
