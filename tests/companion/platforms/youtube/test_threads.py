"""Blocking work beside the loop: its result, its error, and leaving it alone."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from companion.platforms.youtube.threads import in_thread
from tests.support.patience import PATIENCE_S

ROOT = Path(__file__).parents[4]


async def test_it_returns_what_the_work_returns_on_another_thread() -> None:
    found = await in_thread(threading.get_ident)

    assert found != threading.get_ident()


async def test_it_raises_what_the_work_raises() -> None:
    with pytest.raises(ZeroDivisionError):
        await in_thread(lambda: 1 // 0)


async def test_work_that_hangs_can_be_given_up() -> None:
    loop = asyncio.get_running_loop()
    goes_on, is_over = asyncio.Event(), threading.Event()

    def work() -> None:
        loop.call_soon_threadsafe(goes_on.set)
        is_over.wait(20)

    waiting = asyncio.create_task(in_thread(work))
    await goes_on.wait()
    waiting.cancel()
    await asyncio.wait({waiting}, timeout=PATIENCE_S)
    is_over.set()

    assert waiting.cancelled()


def test_work_that_hangs_keeps_no_program_from_ending() -> None:
    code = (
        "import asyncio, threading\n"
        "from companion.platforms.youtube.threads import in_thread\n"
        "async def main():\n"
        "    task = asyncio.create_task(in_thread(threading.Event().wait))\n"
        "    await asyncio.wait({task}, timeout=0.1)\n"
        "    task.cancel()\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
