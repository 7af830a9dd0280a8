"""From the start of the process to the visible window, and the memory it then takes.

Warm: what the disk has to give is in memory after the first start, which does not
count. Of several starts the quickest is told: whatever else the machine does can only
make them slower. Baseline: an empty window, started and measured the same way.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final, NamedTuple

import aiohttp
import psutil

from companion.app.machine import SystemClock
from companion.bench.result import Result, shorter
from companion.bench.window_start import VISIBLE
from companion.domain.errors import WorkerError
from companion.i18n import _

_PATIENCE_S: Final = 60.0
_SETTLE_S: Final = 0.3
"""How long the engine has answered before its memory is looked at."""

_MEGABYTE: Final = 1_000_000


class Start(NamedTuple):
    """One start: seconds to the visible window, megabytes of the main process."""

    seconds: float
    megabytes: float


def measure(is_quick: bool) -> Sequence[Result]:
    """Return the time to the visible window, and the main process's memory.

    Raises WorkerError when the window does not come up.
    """
    return asyncio.run(_measure(starts=1 if is_quick else 5))


async def _measure(*, starts: int) -> Sequence[Result]:
    with tempfile.TemporaryDirectory(prefix="companion-bench-") as folder:
        ours = await _best("ours", folder, starts=starts)
    text, bare = await empty_window(starts=starts)
    return [
        shorter(
            "time to visible window",
            ours.seconds,
            "s",
            baseline=(text, bare and bare.seconds),
            goal="1.0 s",
        ),
        shorter(
            "memory of the main process",
            ours.megabytes,
            "MB",
            baseline=(text, bare and bare.megabytes),
            goal="180 MB",
        ),
    ]


async def empty_window(*, starts: int) -> tuple[str, Start | None]:
    """Return what the baseline is, and its figures; None: the text says why not."""
    try:
        found = await _best("bare", "", starts=starts)
    except WorkerError as error:
        return str(error), None
    return _("an empty window of Qt, started the same way"), found


async def _best(which: str, folder: str, *, starts: int) -> Start:
    """Return the least time and the least memory of some warm starts."""
    if which == "ours" or starts > 1:  # in a quick run, ours has read what bare needs
        await _start(which, folder, settle_s=0)
    found = [await _start(which, folder) for _number in range(starts)]
    return Start(
        seconds=min(one.seconds for one in found),
        megabytes=min(one.megabytes for one in found),
    )


async def _start(which: str, folder: str, *, settle_s: float = _SETTLE_S) -> Start:
    clock = SystemClock()
    port = _free_port()
    options = () if which == "bare" else ("--data-dir", folder, "--port", str(port))
    began = clock.monotonic()
    async with _window(which, options) as process:
        line = await process.stdout.readline() if process.stdout else b""
        seconds = clock.monotonic() - began
        if line.decode().strip() != VISIBLE:
            raise WorkerError(
                _("The window did not come up; `companion doctor` helps.")
            )
        if which == "ours":
            await _engine_answers(port)
        await clock.sleep(settle_s)
        memory = psutil.Process(process.pid).memory_info().rss
    return Start(seconds=seconds, megabytes=memory / _MEGABYTE)


@asynccontextmanager
async def _window(which: str, options: Sequence[str]) -> AsyncIterator[Process]:
    """Start a window; it is gone after the block. Raises WorkerError when it hangs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "companion.bench.window_start",
        which,
        *options,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        env=_with_display(os.environ),
    )
    try:
        async with asyncio.timeout(_PATIENCE_S):
            yield process
    except TimeoutError as error:
        raise WorkerError(_("The window did not come up in time.")) from error
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def _with_display(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return an environment in which windows can be drawn: in memory, if need be."""
    has_one = not sys.platform.startswith("linux") or any(
        environment.get(name)
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    )
    return {**environment, **({} if has_one else {"QT_QPA_PLATFORM": "offscreen"})}


async def _engine_answers(port: int) -> None:
    """Wait until the engine beside the window serves its overlays."""
    clock = SystemClock()
    address = f"http://127.0.0.1:{port}/healthz"
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(address) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass  # it does not listen yet
            await clock.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
