"""A real Chromium that behaves as OBS does, and pages that talk to a real server."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from overlays.catalogue import CATALOGUE
from overlays.overlay import Overlay, State
from tests.overlays.sampling import frame
from tests.overlays.server import OverlayServer, settings_of

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"

# OBS never reloads a page that failed, so a Chromium that does would pass falsely.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-auto-reload",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
]

BY_NAME: dict[str, Overlay[Any]] = {overlay.name: overlay for overlay in CATALOGUE}

BACK_S = 2.5
"""Seconds until a page is back after the app: 2, and what a machine of tests adds."""


@dataclass
class Shown:
    """One overlay's page, its server, and what went wrong in the page."""

    page: Page
    server: OverlayServer
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    frames: list[str] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def arrived(self, text: str) -> None:
        """Wait until the page has got a message that holds `text`."""
        await self._until(lambda: any(text in frame for frame in self.frames))

    async def complained(self, *, times: int) -> None:
        """Wait until the page has complained so often."""
        await self._until(lambda: len(self.complaints) >= times)

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():
                self.news.clear()
                await self.news.wait()


Show = Callable[..., Awaitable[Shown]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def show(browser: Browser) -> AsyncIterator[Show]:
    """Return a function that opens an overlay with a state and chosen settings."""
    opened: list[Shown] = []

    async def open_page(
        name: str,
        state: State,
        *,
        size: tuple[int, int] = (1920, 1080),
        reduced: bool = False,
        clock: float | None = None,
        script: str = "",
        labels: dict[str, str] | None = None,
        **settings: Any,
    ) -> Shown:
        server = OverlayServer(BY_NAME[name])
        server.state = state
        server.settings = settings_of(BY_NAME[name], **settings)
        server.labels = labels or server.labels
        await server.start()
        page = await browser.new_page(
            viewport={"width": size[0], "height": size[1]},
            reduced_motion="reduce" if reduced else "no-preference",
        )
        shown = Shown(page, server)
        opened.append(shown)
        watch(shown)
        if script:
            await page.add_init_script(script)
        if clock is not None:
            await page.clock.install(time=clock)
        await page.goto(server.link)
        await server.until(lambda s: s.heard)
        await shown.arrived('"snapshot"')
        await frame(page)
        return shown

    yield open_page
    for shown in opened:
        await shown.page.close()
        await shown.server.stop()


def watch(shown: Shown) -> None:
    """Write down what the page complains of, what it asks for and what it gets."""

    def complain(text: str) -> None:
        shown.complaints.append(text)
        shown.news.set()

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complain(message.text)

    def got(frame: str | bytes) -> None:
        shown.frames.append(str(frame))
        shown.news.set()

    shown.page.on("console", heard)
    shown.page.on("pageerror", lambda error: complain(str(error)))
    shown.page.on("request", lambda request: shown.requests.append(request.url))
    shown.page.on("websocket", lambda socket: socket.on("framereceived", got))
