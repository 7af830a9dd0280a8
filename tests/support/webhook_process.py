"""The webhooks' server in a process of its own, and what it was sent."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.support import webhook_server
from tests.support.fakes import settle


class WebhookProcess:
    """A server that runs. port: where it takes TLS connections on loopback."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self.port = port

    async def sent(self) -> dict[str, Any]:
        """Wait for the next thing that it is sent."""
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 30)
        found: dict[str, Any] = json.loads(line)
        return found


@asynccontextmanager
async def webhook_process() -> AsyncIterator[WebhookProcess]:
    """Run the server until the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        webhook_server.__name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    port = int(await asyncio.wait_for(process.stdout.readline(), 30))
    try:
        yield WebhookProcess(process, port)
    finally:
        process.stdin.close()
        await asyncio.wait_for(process.communicate(), 30)
        await settle()  # the transport closes on the loop's next turns
