"""A real Chromium that behaves as OBS does, and pages that talk to a real server."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from overlays.catalogue import CATALOGUE
from overlays.overlay import Overlay, State
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


@dataclass
class Shown:
    """One overlay's page, its server, and what went wrong in the page."""

    page: Page
    server: OverlayServer
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def css(self, selector: str) -> Awaitable[list[Any]]:
        """Return the texts of all elements that match."""
        return self.page.locator(selector).all_inner_texts()


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
        await page.goto(server.link)
        await server.until(lambda s: s.heard)
        return shown

    yield open_page
    for shown in opened:
        await shown.page.close()
        await shown.server.stop()


def watch(shown: Shown) -> None:
    """Write down what the page complains of and what it asks for."""

    def heard(message: Any) -> None:
        if message.type in ("error", "warning"):
            shown.complaints.append(message.text)

    shown.page.on("console", heard)
    shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    shown.page.on("request", lambda request: shown.requests.append(request.url))
