"""A parent to be killed: starts a worker, prints its number, waits for ever."""

from __future__ import annotations

import asyncio
import sys

from tests.companion.workers.messages import Order, worker


async def run(name: str, silence: float) -> None:
    async with worker(name, silence=silence) as process:
        await process.send(Order("go"))
        await process.receive()
        sys.stdout.write(f"{process.pid}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], float(sys.argv[2])))
