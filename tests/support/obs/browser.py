"""The browser of OBS's browser sources, where OBS comes without one: a side process.

It follows events.jsonl of browser_source.lua, keeps a page of Chromium for each source
as obs-browser would, and gives pictures of those that are seen back to OBS.

    python -m tests.support.obs.browser FOLDER
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from playwright.async_api import Error as BrowserError

from companion.app.chromium import find_chromium

LOOK_S: Final = 0.05
PICTURE_S: Final = 0.4
READY: Final = "browser.ready"
DONE: Final = "browser.done"
"""Holds how many bytes of what happened have been followed."""

_FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-auto-reload",  # OBS has none: a page that failed stays as it is
)  # fmt: skip
_AGENT: Final = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/103.0.5060.134 Safari/537.36 OBS/29.0.2"
)
_SHIM: Final = """
window.obsstudio = {
  pluginVersion: "2.19.4",
  getControlLevel: (answer) => answer(1),
  getStatus: (answer) => answer({
    recording: false, recordingPaused: false, streaming: false, replaybuffer: false,
    virtualcam: false,
  }),
  getCurrentScene: (answer) => answer(null),
};
"""
_CSS: Final = """(css) => {
  const style = document.createElement("style");
  style.textContent = css;
  document.head.append(style);
}"""
_EVENT: Final = """([name, detail]) => {
  window.dispatchEvent(new CustomEvent(name, { detail }));
}"""


class SourcePage:
    """One source's browser: made, shown, loaded again and closed as OBS says."""

    def __init__(self, browser: Browser, told: dict[str, Any], folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self._told = told
        self._context: BrowserContext | None = None
        self._page: Page | None = None
        self._pictures = 0

    async def take(self, told: dict[str, Any]) -> None:
        """Follow one line of what happened."""
        before, self._told = self._told, told
        match told["event"]:
            case "create" | "update":
                await self._make()
            case "refresh":
                await self._load()
            case "show" | "hide" if told["shutdown"]:
                await self._make()
            case "show" | "hide":
                await self._tell("obsSourceVisibleChanged", visible=told["visible"])
            case "activate" | "deactivate":
                await self._tell("obsSourceActiveChanged", active=told["active"])
            case "resize" if self._page is not None and before != told:
                await self._page.set_viewport_size(self._size)
            case "destroy":
                await self.close()

    @property
    def is_seen(self) -> bool:
        return self._page is not None and bool(self._told["visible"])

    async def picture(self) -> None:
        """Give OBS a picture of the page as it is."""
        if self._page is None:
            return
        self._pictures += 1
        name = f"{self._told['source']}-{self._pictures}"
        try:
            await self._page.screenshot(
                path=self._folder / f"{name}.png", omit_background=True, timeout=5000
            )
        except BrowserError:
            return  # it has crashed, or goes at this moment: the old picture stays
        fresh = self._folder / f"{name}.new"
        fresh.write_text(name)
        fresh.replace(self._folder / f"{self._told['source']}.txt")
        old = self._folder / f"{self._told['source']}-{self._pictures - 3}.png"
        old.unlink(missing_ok=True)

    async def crash(self) -> None:
        """Be as obs-browser after a crash: nothing is there, a refresh does nothing."""
        await self.close()

    async def close(self) -> None:
        """End the browser."""
        context, self._context, self._page = self._context, None, None
        if context is not None:
            await context.close()

    @property
    def _size(self) -> Any:
        return {"width": self._told["width"], "height": self._told["height"]}

    async def _make(self) -> None:
        """Make it anew, as obs-browser does when a setting has changed."""
        await self.close()
        if self._told["shutdown"] and not self._told["visible"]:
            return
        self._context = await self._browser.new_context(
            viewport=self._size, user_agent=_AGENT, service_workers="allow"
        )
        await self._context.add_init_script(_SHIM)
        self._page = await self._context.new_page()
        await self._load()

    async def _load(self) -> None:
        """Load the address past the cache; what fails stays as it is."""
        page = self._page
        if page is None:
            return
        with contextlib.suppress(BrowserError):
            await page.goto(self._told["url"], timeout=10_000)
            await page.evaluate(_CSS, self._told["css"])
            await self._tell("obsSourceVisibleChanged", visible=self._told["visible"])

    async def _tell(self, name: str, **detail: bool) -> None:
        if self._page is not None:
            with contextlib.suppress(BrowserError):
                await self._page.evaluate(_EVENT, [name, detail])


class Sources:
    """All sources of one OBS; `run` follows what it tells."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self._events = folder / "events.jsonl"
        self._pages: dict[int, SourcePage] = {}
        self._read = 0

    async def run(self) -> None:
        """Follow for ever, one line after the other."""
        waited = 0.0
        while True:
            await self._close_all_when_obs_has_gone()
            for told in self._news():
                await self._page(told).take(told)
            (self._folder / DONE).write_text(str(self._read))
            for number, page in self._pages.items():
                crash = self._folder / f"crash-{number}"
                if crash.exists():
                    crash.unlink()
                    await page.crash()
            await asyncio.sleep(LOOK_S)
            waited += LOOK_S
            if waited >= PICTURE_S:
                waited = 0.0
                for page in list(self._pages.values()):
                    if page.is_seen:
                        await page.picture()

    async def _close_all_when_obs_has_gone(self) -> None:
        if self._read and not self._events.exists():
            self._read = 0
            pages, self._pages = self._pages, {}
            for page in pages.values():
                await page.close()

    def _page(self, told: dict[str, Any]) -> SourcePage:
        number = told["source"]
        if number not in self._pages:
            self._pages[number] = SourcePage(self._browser, told, self._folder)
        return self._pages[number]

    def _news(self) -> list[dict[str, Any]]:
        if not self._events.exists():
            return []
        whole, _end, _rest = self._events.read_bytes()[self._read :].rpartition(b"\n")
        self._read += len(whole) + bool(whole)
        return [json.loads(line) for line in whole.splitlines()]


async def _main(folder: Path) -> None:
    chromium = find_chromium() or shutil.which("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=list(_FLAGS)
        )
        (folder / READY).touch()
        await Sources(browser, folder).run()


async def caught_up(folder: Path) -> None:
    """Wait until the browser has followed all that OBS told so far."""
    events, done = folder / "events.jsonl", folder / DONE
    async with asyncio.timeout(30):
        while (  # noqa: ASYNC110  # another process does it
            not done.exists() or done.read_text() != str(events.stat().st_size)
        ):
            await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def browser_of(folder: Path) -> AsyncIterator[None]:
    """Run this process for an OBS whose stand-in talks through `folder`."""
    with (folder / "browser.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.obs.browser", str(folder),
            stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        async with asyncio.timeout(30):
            while not (folder / READY).exists():
                problem = (folder / "browser.log").read_text()
                assert process.returncode is None, problem
                await asyncio.sleep(0.05)
        yield
    finally:
        (folder / READY).unlink(missing_ok=True)
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    """End it so that its Chromium ends too: it closes it when told to terminate."""
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_main(Path(sys.argv[1])))
