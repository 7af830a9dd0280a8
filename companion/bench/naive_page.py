"""What overlays are compared with: a page that writes its list anew per message."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from companion.bench.overlay_load import RATE
from companion.domain.ports import Clock

ROWS = 10

_PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><title>naive</title><style>
body { margin: 0; font: 600 32px sans-serif; color: #fff }
li { display: flex; justify-content: space-between; background: #0d0e11; margin: 4px }
</style></head><body><ol id="board"></ol><script>
const socket = new WebSocket(`ws://${location.host}/ws`);
socket.onmessage = ({ data }) => {
  const list = document.getElementById("board");
  list.textContent = "";
  for (const { name, points } of JSON.parse(data)) {
    const row = document.createElement("li");
    for (const text of [name, points.toLocaleString()]) {
      const cell = document.createElement("span");
      cell.textContent = text;
      row.append(cell);
    }
    list.append(row);
  }
};
</script></body></html>
"""


@asynccontextmanager
async def naive_page(clock: Clock) -> AsyncIterator[str]:
    """Serve the page; it gets RATE messages a second while it is open."""
    sending: set[asyncio.Task[None]] = set()

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text=_PAGE, content_type="text/html")

    async def socket(request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse()
        await line.prepare(request)
        task = asyncio.create_task(_send(line, clock))
        sending.add(task)
        async for _message in line:
            pass
        task.cancel()
        return line

    application = web.Application()
    application.router.add_get("/", page)
    application.router.add_get("/ws", socket)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        for task in sending:
            task.cancel()
        await runner.cleanup()


async def _send(line: web.WebSocketResponse, clock: Clock) -> None:
    began, sent = clock.monotonic(), 0
    with suppress(ConnectionError):
        while not line.closed:
            while sent < (clock.monotonic() - began) * RATE:
                rows = [
                    {"name": f"Viewer {n}", "points": 9_000 - 700 * n + sent}
                    for n in range(ROWS)
                ]
                await line.send_str(json.dumps(rows))
                sent += 1
            await clock.sleep(0.005)
