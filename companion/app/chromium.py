"""A Chromium without a window, spoken to over its DevTools socket: for pictures."""

from __future__ import annotations

import asyncio
import base64
import itertools
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

from companion.domain.errors import CommandError
from companion.i18n import _

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
"""What the program is called on various systems."""

START_SECONDS = 30.0
ANSWER_SECONDS = 30.0

_LISTENING = re.compile(rb"DevTools listening on (ws://\S+)")
_FLAGS = (
    "--headless=new",
    "--no-first-run",
    "--disable-gpu",
    "--hide-scrollbars",
    "--mute-audio",
    "--remote-debugging-port=0",
    # In containers the shared memory is small, and root may not use the sandbox.
    "--disable-dev-shm-usage",
)


def find_chromium() -> str | None:
    """Return the program's path, COMPANION_CHROMIUM first; None when there is none."""
    chosen = os.environ.get("COMPANION_CHROMIUM", "")
    return next(filter(None, map(shutil.which, (chosen, *NAMES))), None)


class Tab:
    """One page with nothing behind it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._session = ""

    async def open(self) -> None:
        """Make the page, transparent."""
        target = await self._ask("Target.createTarget", url="about:blank")
        attached = await self._ask(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        self._session = attached["sessionId"]
        clear = {"r": 0, "g": 0, "b": 0, "a": 0}
        await self._ask("Emulation.setDefaultBackgroundColorOverride", color=clear)

    async def resize(self, width: int, height: int) -> None:
        """Give the page a size, in pixels."""
        await self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    async def go(self, address: str) -> None:
        """Load a page; returns when the browser has begun to."""
        await self._ask("Page.navigate", url=address)

    async def picture(self) -> bytes:
        """Return what the page shows, as PNG."""
        shot = await self._ask("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])

    async def _ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """Ask the browser; events that come meanwhile are not needed."""
        number = next(self._numbers)
        message: dict[str, object] = {
            "id": number,
            "method": method,
            "params": parameters,
        }
        if self._session:
            message["sessionId"] = self._session
        await self._socket.send_json(message)
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                answer: dict[str, Any] = await self._socket.receive_json()
                if answer.get("id") != number:
                    continue
                if "error" in answer:
                    raise CommandError(f"{method}: {answer['error'].get('message')}")
                result: dict[str, Any] = answer["result"]
                return result


@asynccontextmanager
async def open_tab(program: str) -> AsyncIterator[Tab]:
    """Start Chromium with one page; both are gone after the block.

    Raises CommandError when it does not start.
    """
    flags = (*_FLAGS, *(("--no-sandbox",) if _is_root() else ()))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            program,
            *flags,
            f"--user-data-dir={profile}",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            address = await _address(process)
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(address, max_msg_size=0) as socket,
            ):
                tab = Tab(socket)
                await tab.open()
                yield tab
        finally:
            with suppress(ProcessLookupError):
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
