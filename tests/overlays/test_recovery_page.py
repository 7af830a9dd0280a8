"""What OBS and computers do to a page: it ends with the right state, and says nothing
twice. The browser never loads a failed page again by itself, as OBS does not."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Request, expect

from overlays.catalogue import CATALOGUE
from overlays.overlay import Overlay
from tests.overlays.conftest import Show
from tests.overlays.sampling import frame
from tests.overlays.served import App
from tests.support.app_process import AppProcess
from tests.support.slow_line import SlowLine

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

long = pytest.mark.long

COUNT = """
  window.added = [];
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node.classList && node.classList.contains("line")) {
          window.added.push(node.textContent);
        }
      }
    }
  }).observe(document, { childList: true, subtree: true });
"""
"""Notes every line that was ever put into a page."""


@pytest_asyncio.fixture(loop_scope="session")
async def app(tmp_path: Path, browser: Browser) -> AsyncIterator[App]:
    app = App(tmp_path, browser)
    await app.start()
    yield app
    await app.close()


@pytest.mark.parametrize("times", [3, pytest.param(20, marks=long)])
async def test_after_restarts_on_the_same_port_the_state_is_right_and_nothing_twice(
    app: App, times: int
) -> None:
    shown = await app.open("chat", script=COUNT)
    await shown.page.evaluate("window.mark = 1")
    port = app.server.port
    said = [f"line {number}" for number in range(times)]
    for text in said:
        await app.stop()
        app.say("Nova", text)
        await app.start_again()
        assert app.server.port == port
        await expect(shown.page.locator(".text").last).to_have_text(text)

    newest = said[-8:]
    await expect(shown.page.locator(".text")).to_have_text(said[-len(newest) :])
    added = await shown.page.evaluate("window.added")
    assert len(added) == len(set(added)) == times
    assert await shown.page.evaluate("window.mark") == 1, "nothing was loaded again"


async def test_no_alert_shows_again_after_restarts_or_on_a_second_page(
    app: App,
) -> None:
    script = COUNT.replace('"line"', '"slab"')
    shown = await app.open("alerts", script=script)
    app.cheer("Nova", 500)
    await expect(shown.page.get_by_text("Nova")).to_be_visible()
    for _ in range(3):
        await app.stop()
        await app.start_again()
        await shown.arrived('"now"')
        shown.frames.clear()
    other = await app.open("alerts", script=script)
    await expect(other.page.get_by_text("Nova")).to_be_visible()

    assert len(await shown.page.evaluate("window.added")) == 1
    assert len(await other.page.evaluate("window.added")) == 1


async def test_a_page_whose_server_goes_while_it_loads_comes_alive(
    app: App, browser: Browser
) -> None:
    app.say("Nova", "hello")

    async def last_file(route: Any) -> None:
        # The module that opens the socket: when it runs, nobody answers any more.
        answer = await route.fetch()
        async with asyncio.timeout(10):
            while asked - {route.request}:  # noqa: ASYNC110  # what else is loading
                await asyncio.sleep(0.01)
        await app.stop()
        gone.set()
        await route.fulfill(response=answer)

    def begins(request: Request) -> None:
        asked.add(request)

    def ends(request: Request) -> None:
        asked.discard(request)

    gone = asyncio.Event()
    asked: set[Request] = set()
    page = await browser.new_page(service_workers="block")
    page.on("request", begins)
    page.on("requestfinished", ends)
    page.on("requestfailed", ends)
    await page.route("**/shared/socket.js", last_file)
    await page.goto(app.server.links()["chat"], wait_until="commit")
    await asyncio.wait_for(gone.wait(), 10)
    await app.start_again()

    await expect(page.locator(".text")).to_have_text(["hello"], timeout=10_000)
    await page.close()


async def test_a_slow_network_ends_with_the_newest_state(
    app: App, browser: Browser
) -> None:
    async with SlowLine(app.server.port) as line:
        page = await browser.new_page(service_workers="block")
        link = app.server.links()["chat"]
        await page.goto(link.replace(f":{app.server.port}", f":{line.port}"))
        app.say("Nova", "first")
        await expect(page.locator(".text")).to_have_text(["first"])
        line.rate = 20_000
        for number in range(300):
            app.say("Nova", f"line {number} " + "x" * 200)
            if number % 10 == 0:
                await asyncio.sleep(0.02)  # so that there are frames to skip
        await expect(page.locator(".text").last).to_have_text(
            "line 299 " + "x" * 200, timeout=20_000
        )
        await page.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    page = await browser.new_page()
    await page.add_init_script(COUNT)
    yield page
    await page.close()


async def say(process: AppProcess, text: str) -> None:
    status, _ = await process.post("/test/chat", {"text": text})
    assert status == 202


@pytest.mark.timeout(600)
@pytest.mark.parametrize("times", [1, pytest.param(6, marks=long)])
async def test_a_killed_app_that_resumes_is_heard_again_and_says_nothing_twice(
    page: Page, tmp_path: Path, times: int
) -> None:
    folder, port = tmp_path / "data", "0"
    said = []
    for number in range(times + 1):
        async with AppProcess.serving(
            "--resume", "--port", port, folder=folder
        ) as process:
            if port == "0":
                port = str(process.ready["port"])
                await page.goto(process.ready["overlays"]["chat"])
            said.append(f"line {number}")
            await say(process, said[-1])
            await expect(page.locator(".text").last).to_have_text(said[-1])
            if number < times:
                process.kill()
                await process.ended()
            else:
                await process.stop()

    added = await page.evaluate("window.added")
    assert len(added) == len(set(added)) == times + 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows stops no process so")
@pytest.mark.parametrize("seconds", [2, pytest.param(70, marks=long)])
async def test_an_app_that_slept_goes_on_with_the_same_pages(
    page: Page, tmp_path: Path, seconds: float
) -> None:
    async with AppProcess.serving(folder=tmp_path / "data") as process:
        await page.goto(process.ready["overlays"]["chat"])
        await say(process, "before")
        await expect(page.locator(".text")).to_have_text(["before"])
        os.kill(process.pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)  # the sleep itself is what is tried
            await expect(page.locator(".text")).to_have_text(["before"])
        finally:
            os.kill(process.pid, signal.SIGCONT)
        await say(process, "after")
        await expect(page.locator(".text")).to_have_text(["before", "after"])
        cut = (await process.get("/metrics"))["frames"]["cut"]
        await process.stop()

    assert cut == 0
    assert len(await page.evaluate("window.added")) == 2


@long
@pytest.mark.timeout(900)
async def test_a_page_that_was_idle_for_ten_minutes_still_receives(
    page: Page, tmp_path: Path
) -> None:
    async with AppProcess.serving(folder=tmp_path / "data") as process:
        await page.goto(process.ready["overlays"]["chat"])
        await asyncio.sleep(600)  # the ten minutes themselves are what is tried
        await say(process, "still there")
        await expect(page.locator(".text")).to_have_text(["still there"])
        cut = (await process.get("/metrics"))["frames"]["cut"]
        await process.stop()

    assert cut == 0


def varied(state: Any, number: int) -> Any:
    """Return a state in which every count and place is another one."""
    if isinstance(state, dict):
        return {key: varied(value, number) for key, value in state.items()}
    if isinstance(state, list):
        turn = number % len(state) if state else 0
        return [varied(one, number) for one in state[turn:] + state[:turn]]
    if isinstance(state, int) and not isinstance(state, bool) and state > 1:
        return state + number % 1000
    return state


async def heap(page: Page) -> float:
    """Return what the page's scripts and nodes hold, in MB, after a collection."""
    session = await page.context.new_cdp_session(page)
    await session.send("HeapProfiler.enable")
    await session.send("HeapProfiler.collectGarbage")
    usage = await session.send("Runtime.getHeapUsage")
    await session.detach()
    return float(usage["usedSize"]) / 1e6


async def updated(shown: Any, state: Any, begin: int, end: int) -> None:
    for number in range(begin, end):
        await shown.server.show(varied(state, number))
        if number % 20 == 0:
            await frame(shown.page)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("overlay", "first", "last"),
    [
        pytest.param(one, 1_000, 10_000, marks=long, id=f"{one.name}-10000")
        for one in CATALOGUE
        if one.kind != "stage"
    ]
    + [
        pytest.param(one, 200, 1_000, id=f"{one.name}-1000")
        for one in CATALOGUE
        if one.kind in ("chat", "leaderboard")
    ],
)
async def test_updates_leave_nothing_behind(
    show: Show, overlay: Overlay[Any], first: int, last: int
) -> None:
    state = overlay.preview()
    shown = await show(overlay.name, state)
    await updated(shown, state, 0, first)
    before = await heap(shown.page)
    await updated(shown, state, first, last)
    after = await heap(shown.page)

    assert after - before < 10, f"{before:.1f} MB, then {after:.1f} MB"
    assert shown.complaints == []
