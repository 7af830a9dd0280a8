"""`companion serve` as a process of its own, asked over its API like anybody else."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiohttp

READY_S = 60.0
END_S = 30.0


class AppProcess:
    """A running `companion serve`; `ready` is the line that it printed."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self._log = log
        self.ready: dict[str, Any] = {}
        self._session: aiohttp.ClientSession | None = None

    @classmethod
    @asynccontextmanager
    async def serving(
        cls,
        *arguments: str,
        folder: Path,
        environment: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Self]:
        """Start it on `folder` with a free port; it is gone after the block."""
        command = ("serve", "--data-dir", str(folder), "--port", "0", *arguments)
        async with cls._started(command, folder, environment) as app:
            await app._wait_ready()
            yield app

    @classmethod
    @asynccontextmanager
    async def _started(
        cls,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str] | None,
    ) -> AsyncIterator[Self]:
        log = folder.parent / f"{folder.name}.log"
        with log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "companion",
                *command,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                env={**os.environ, **(environment or {})},
            )
        app = cls(process, log)
        try:
            yield app
        finally:
            if app._session is not None:
                await app._session.close()
            if process.returncode is None:
                process.kill()
            await process.communicate()

    async def _wait_ready(self) -> None:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), READY_S)
        if not line:
            raise AssertionError(f"no ready line:\n{self.log()}")
        self.ready = json.loads(line)
        self._session = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {self.ready['token']}"}
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def http(self) -> aiohttp.ClientSession:
        assert self._session is not None
        return self._session

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    async def get(self, path: str) -> Any:
        """What the API answers to a GET under /api/v1."""
        async with self.http.get(self.ready["api"] + path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, body: object = None) -> tuple[int, Any]:
        """Status and answer of a POST under /api/v1."""
        url = self.ready["api"] + path
        async with self.http.post(url, json=body if body is not None else {}) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text else None

    async def connection(self) -> dict[str, Any]:
        """The only connection, as the session shows it."""
        (found,) = (await self.get("/session"))["connections"]
        return found

    async def until(self, path: str, is_so: Any, seconds: float = 20.0) -> Any:
        """Ask until the answer is as wished; the last answer is in the failure."""
        answer = None

        async def ask() -> Any:
            nonlocal answer
            # Another process: there is nothing here that could be awaited instead.
            while not is_so(answer := await self.get(path)):  # noqa: ASYNC110  # see above
                await asyncio.sleep(0.02)
            return answer

        try:
            return await asyncio.wait_for(ask(), seconds)
        except TimeoutError:
            raise AssertionError(f"{path} stayed {answer}\n{self.log()}") from None

    def kill(self) -> None:
        """Kill it as the machine's power switch would."""
        self._process.send_signal(signal.SIGKILL)

    async def stop(self, one: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; returns the exit code."""
        self._process.send_signal(one)
        return await self.ended()

    async def ended(self) -> int:
        return await asyncio.wait_for(self._process.wait(), END_S)

    async def more_output(self) -> str:
        """What it printed after the ready line, until it ended."""
        assert self._process.stdout is not None
        return (await asyncio.wait_for(self._process.stdout.read(), END_S)).decode()


async def command(
    *arguments: str, environment: Mapping[str, str] | None = None, seconds: float = 60.0
) -> tuple[int, str, str]:
    """Run `companion …` to its end; returns exit code, stdout and stderr."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "companion",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **(environment or {})},
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), seconds)
    except TimeoutError:
        process.kill()
        await process.communicate()
        raise
    return process.returncode or 0, out.decode(), err.decode()


async def refused(*arguments: str, **environment: str) -> str:
    """What a command says that it refuses; it says one line and nothing else."""
    code, out, err = await command(*arguments, environment=environment)
    assert (code, out) == (2, ""), err
    assert err.startswith("companion: "), err
    assert err.count("\n") == 1, err
    return err.removeprefix("companion: ").strip()
