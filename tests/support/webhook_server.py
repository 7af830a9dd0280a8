"""A webhook in a process of its own: real TLS, and what an attacker would answer.

Argument: nothing. Prints its port, then what it was sent, one JSON object a line.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from collections import Counter

from aiohttp import web

from tests.support.picture_host import FOLDER

asked: Counter[str] = Counter()


async def answer(request: web.Request) -> web.StreamResponse:
    path = request.path
    asked[path] += 1
    line = {
        "path": path,
        "type": request.content_type,
        "agent": request.headers.get("User-Agent"),
        "body": await request.json() if request.can_read_body else None,
    }
    sys.stdout.write(f"{json.dumps(line)}\n")
    sys.stdout.flush()
    match path.removeprefix("/"):
        case "slow-down" if asked[path] < 3:
            return web.Response(status=429, headers={"Retry-After": "7"})
        case "slow-down-body" if asked[path] < 2:
            return web.json_response({"retry_after": 2.5}, status=429)
        case "never-ready":
            return web.Response(status=429, headers={"Retry-After": "1"})
        case "next-week":
            return web.Response(status=429, headers={"Retry-After": "600000"})
        case "nonsense-wait" if asked[path] < 2:
            return web.Response(status=429, headers={"Retry-After": "-inf"})
        case "redirect":
            raise web.HTTPFound("https://127.0.0.1/secret")
        case "moved":
            raise web.HTTPPermanentRedirect(f"{request.url.origin()}/ok")
        case "hang":
            await asyncio.Event().wait()
        case "endless":
            return await endless(request)
        case "broken":
            raise web.HTTPInternalServerError(text=str(request.url))
        case "gone":
            raise web.HTTPNotFound
    return web.Response(status=204)


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while request.transport is not None and not request.transport.is_closing():
        await response.write(b"\x00" * 65536)
        await asyncio.sleep(0)
    return response


async def main() -> None:
    app = web.Application()
    app.router.add_post("/{name:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(FOLDER / "picture_host.pem")
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.read)  # until the test lets go
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
