"""`make emulators`: what it prints is enough to try all three connectors."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.architecture.test_house import targets
from tests.support.app_process import AppProcess
from tests.support.emulators.process import ROOT

PLATFORMS = {"tiktok", "twitch", "youtube"}

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Ctrl+C is POSIX's here")


class Emulators:
    """The running program and what it printed."""

    def __init__(self, process: asyncio.subprocess.Process, text: str) -> None:
        self.process = process
        self.text = text
        self.children = psutil.Process(process.pid).children(recursive=True)

    @property
    def environment(self) -> dict[str, str]:
        """The exports of the first block."""
        block = self.text.split("\n\n")[1]
        words = [shlex.split(line)[1] for line in block.splitlines()]
        pairs = (word.split("=", 1) for word in words)
        return {name: value for name, value in pairs if name != "COMPANION_DATA_DIR"}

    @property
    def command(self) -> list[str]:
        """The first command that is shown."""
        lines = self.text.splitlines()
        return shlex.split(next(one for one in lines if one.startswith("companion")))


@asynccontextmanager
async def emulators(*options: str) -> AsyncIterator[Emulators]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.emulators", *options,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            text = (await process.stdout.readuntil(b"Stop with Ctrl+C.\n")).decode()
        yield Emulators(process, text)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def heard_from_all(entries: list[dict[str, Any]]) -> bool:
    return {one["platform"] for one in entries} >= PLATFORMS


async def test_what_is_printed_connects_to_all_three_and_something_happens(
    tmp_path: Path,
) -> None:
    async with emulators("--lively", "20") as running:
        serve, *arguments = running.command[1:]
        async with AppProcess.serving(
            *arguments, folder=tmp_path / "data", environment=running.environment
        ) as app:
            await app.until("/events?after=0&limit=1000", heard_from_all, seconds=60)
            connections = (await app.get("/session"))["connections"]

    assert serve == "serve"
    assert {one["platform"] for one in connections} == PLATFORMS
    assert {one["state"] for one in connections} == {"live"}


@pytest.mark.parametrize(
    "how", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.long)]
)
async def test_it_ends_in_order_and_leaves_no_process_behind(
    how: signal.Signals,
) -> None:
    async with emulators() as running:
        running.process.send_signal(how)
        if how is signal.SIGINT:  # as a terminal does: to everybody
            for child in running.children:
                child.send_signal(how)
        _out, err = await asyncio.wait_for(running.process.communicate(), 30)
        _gone, alive = psutil.wait_procs(running.children, timeout=10)

    assert len(running.children) == 3
    assert (running.process.returncode, err, alive) == (0, b"", [])


async def test_a_kill_leaves_no_process_behind() -> None:
    async with emulators() as running:
        running.process.kill()
        _gone, alive = psutil.wait_procs(running.children, timeout=20)

    assert alive == []


def test_make_starts_it() -> None:
    assert "-m tests.support.emulators $(ARGS)" in targets()["emulators"]
