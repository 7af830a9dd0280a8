"""Overlay pages for a bench, in a process of their own: note when each is told what.

`python -m companion.bench.pages SOCKET N`: prints a line when all are connected, and
what they noted, as JSON, when its input ends.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import aiohttp

from companion.app.machine import SystemClock


async def run(url: str, count: int) -> None:
    """Listen with `count` pages until standard input ends."""
    noted: list[list[tuple[float, float]]] = [[] for _ in range(count)]
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(url) for _ in range(count)]
        tasks = [
            asyncio.create_task(_listen(socket, notes))
            for socket, notes in zip(sockets, noted, strict=True)
        ]
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    sys.stdout.write(json.dumps(noted))


async def _listen(
    socket: aiohttp.ClientWebSocketResponse, notes: list[tuple[float, float]]
) -> None:
    clock = SystemClock()
    async for message in socket:
        at = clock.monotonic()
        told = _figure(json.loads(message.data)["data"].get("state", {}))
        if told is not None:
            notes.append((at, told))


def _figure(state: dict[str, Any]) -> float | None:
    """Return what a state tells: points of the first row, or who voted."""
    rows, shown = state.get("rows"), state.get("shown")
    if rows:
        return float(rows[0]["points"])
    return float(shown["voters"]) if shown else None


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], int(sys.argv[2])))
