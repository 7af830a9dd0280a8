"""A Chromium without a window, spoken to over its DevTools socket: for pictures."""

from __future__ import annotations

import asyncio
import base64
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Literal

import aiohttp

from companion.domain.errors import CommandError
from companion.i18n import _

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
    "brave-browser",
    "brave",
)
"""What the program is called where it is on the search path."""

_WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"BraveSoftware\Brave-Browser\Application\brave.exe",
    r"Chromium\Application\chrome.exe",
)
_WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")

_MAC = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "Brave Browser.app/Contents/MacOS/Brave Browser",
    "Chromium.app/Contents/MacOS/Chromium",
)
"""Windows and macOS keep programs off the search path. Every Windows has Edge."""

START_SECONDS = 30.0
ANSWER_SECONDS = 30.0
NICENESS = 10
"""How far a gentle browser stands back behind everything else, on POSIX."""

_LISTENING = re.compile(rb"DevTools listening on (ws://\S+)")
_FLAGS = (
    "--headless=new",
    "--no-first-run",
    "--disable-gpu",
    "--hide-scrollbars",
    "--mute-audio",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    # In containers the shared memory is small, and root may not use the sandbox.
    "--disable-dev-shm-usage",
)

_KEEPER = """
exec 3<&0
nice -n "$0" "$@" </dev/null 3<&- & pid=$!
{ cat <&3 >/dev/null; kill "$pid"; } 2>/dev/null & watcher=$!
exec 3<&-
wait "$pid"
kill "$watcher" 2>/dev/null
"""

PictureFormat = Literal["png", "webp"]


def find_chromium(
    environment: Mapping[str, str] | None = None, *, platform: str = sys.platform
) -> str | None:
    """Return the path of a browser of Chromium's family, None when there is none.

    COMPANION_CHROMIUM comes first, then the search path, then the places where
    Windows and macOS keep programs.
    """
    environment = os.environ if environment is None else environment
    chosen = environment.get("COMPANION_CHROMIUM", "")
    path = environment.get("PATH")
    found = (shutil.which(name, path=path) for name in (chosen, *NAMES) if name)
    places = (str(place) for place in _places(environment, platform) if place.is_file())
    return next(filter(None, itertools.chain(found, places)), None)


def _places(environment: Mapping[str, str], platform: str) -> Iterator[Path]:
    if platform == "win32":
        folders = [environment.get(name, "") for name in _WINDOWS_FOLDERS]
        for program in _WINDOWS:
            for folder in filter(None, folders):
                yield Path(folder, *program.split("\\"))
    elif platform == "darwin":
        for program in _MAC:
            yield Path("/Applications", program)
            yield Path(environment.get("HOME", "/"), "Applications", program)


class Tab:
    """One page with nothing behind it."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._session = ""

    async def open(self) -> None:
        """Make the page, transparent; it draws as if it were looked at."""
        target = await self._browser.ask(
            "Target.createTarget", url="about:blank", newWindow=True
        )
        attached = await self._browser.ask(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        self._session = attached["sessionId"]
        clear = {"r": 0, "g": 0, "b": 0, "a": 0}
        await self._ask("Emulation.setDefaultBackgroundColorOverride", color=clear)
        await self._ask("Emulation.setFocusEmulationEnabled", enabled=True)

    async def resize(self, width: int, height: int, *, scale: float = 1.0) -> None:
        """Give the page a size in pixels; its pictures are `scale` times as large."""
        await self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=False,
        )

    async def begin_with(self, script: str) -> None:
        """Run a script in every page that is loaded from now on, before its own."""
        await self._ask("Page.enable")
        await self._ask("Page.addScriptToEvaluateOnNewDocument", source=script)

    async def calm(self) -> None:
        """Have pages know that less motion is wanted."""
        feature = {"name": "prefers-reduced-motion", "value": "reduce"}
        await self._ask("Emulation.setEmulatedMedia", features=[feature])

    async def go(self, address: str) -> None:
        """Load a page; returns when the browser has begun to."""
        await self._ask("Page.navigate", url=address)

    async def run(self, expression: str) -> Any:  # noqa: ANN401  # whatever the page says
        """Return what an expression comes to in the page; promises are waited for.

        Raises CommandError when it throws.
        """
        answer = await self._ask(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            raise CommandError(str(answer["exceptionDetails"].get("text", expression)))
        return answer["result"].get("value")

    async def heap(self) -> int:
        """Return the bytes that the page's scripts hold, garbage collected first."""
        await self._ask("HeapProfiler.collectGarbage")
        used = await self._ask("Runtime.getHeapUsage")
        return int(used["usedSize"])

    async def picture(
        self, form: PictureFormat = "png", *, quality: int | None = None
    ) -> bytes:
        """Return what the page shows; quality: 0 to 100, of a WebP."""
        more = {} if quality is None else {"quality": quality}
        shot = await self._ask("Page.captureScreenshot", format=form, **more)
        return base64.b64decode(shot["data"])

    async def _ask(self, method: str, **parameters: object) -> dict[str, Any]:
        return await self._browser.ask(method, session=self._session, **parameters)


class Browser:
    """A running browser; its tabs are asked one after the other."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._turn = asyncio.Lock()

    async def open_tab(self) -> Tab:
        """Return a new page."""
        tab = Tab(self)
        await tab.open()
        return tab

    async def ask(
        self, method: str, *, session: str = "", **parameters: object
    ) -> dict[str, Any]:
        """Ask the browser; events that come meanwhile are not needed.

        Raises CommandError when it refuses or has gone, TimeoutError when it is silent.
        """
        number = next(self._numbers)
        message: dict[str, object] = {
            "id": number,
            "method": method,
            "params": parameters,
        }
        if session:
            message["sessionId"] = session
        async with self._turn, asyncio.timeout(ANSWER_SECONDS):
            try:
                await self._socket.send_json(message)
                return await self._answer(number, method)
            except (aiohttp.ClientError, TypeError, ConnectionError) as error:
                # A closed socket delivers a message that is no text: TypeError.
                raise CommandError(_("The browser has ended.")) from error

    async def _answer(self, number: int, method: str) -> dict[str, Any]:
        while True:
            answer: dict[str, Any] = await self._socket.receive_json()
            if answer.get("id") != number:
                continue
            if "error" in answer:
                raise CommandError(f"{method}: {answer['error'].get('message')}")
            result: dict[str, Any] = answer["result"]
            return result


@asynccontextmanager
async def open_browser(
    program: str, *, is_gentle: bool = False
) -> AsyncIterator[Browser]:
    """Start a browser without a window; it is gone after the block.

    is_gentle: it runs below normal priority, and on POSIX not even a killed parent
    leaves it behind. Raises CommandError when it does not start.
    """
    flags = (*_FLAGS, *(("--no-sandbox",) if _is_root() else ()))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, *flags, f"--user-data-dir={profile}"]
        process = await _start(command, is_gentle=is_gentle)
        try:
            address = await _address(process)
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(address, max_msg_size=0) as socket,
            ):
                yield Browser(socket)
        finally:
            await _end(process)


@asynccontextmanager
async def open_tab(program: str) -> AsyncIterator[Tab]:
    """Start Chromium with one page; both are gone after the block.

    Raises CommandError when it does not start.
    """
    async with open_browser(program) as browser:
        yield await browser.open_tab()


async def _start(command: list[str], *, is_gentle: bool) -> asyncio.subprocess.Process:
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    flags = 0
    if is_gentle and sys.platform == "win32":
        flags = subprocess.BELOW_NORMAL_PRIORITY_CLASS
    shell = shutil.which("sh") if is_gentle and os.name == "posix" else None
    if shell:
        # The shell ends the browser when its input closes, however we end.
        command = [shell, "-c", _KEEPER, str(NICENESS), *command]
    try:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=pipe if shell else nowhere,
            stdout=nowhere,
            stderr=pipe,
            creationflags=flags,
        )
    except OSError as error:
        raise CommandError(_("Chromium does not start.")) from error


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        if process.stdin is not None:
            process.stdin.close()
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), timeout=5)
        if process.returncode is None:
            process.kill()
    await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    """Return the address that Chromium says it listens at."""
    lines = process.stderr
    with suppress(TimeoutError):
        async with asyncio.timeout(START_SECONDS):
            while lines is not None and (line := await lines.readline()):
                found = _LISTENING.search(line)
                if found:
                    return found[1].decode()
    raise CommandError(_("Chromium does not start."))


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
