"""YouTube and Google's login: `python -m tests.support.emulators.youtube`.

Speaks what google-api-python-client 2.202 and Google's stream_list.proto speak: REST
with units and refusals, the gRPC stream, OAuth. Each video is a chat of its own, with
its own faults, steered over /control (youtube_control.py). Keys that begin with
"key-" are valid, those with "key-off" have the interface not switched on; a token
that begins with "fixed-token" is a login. With --lively something is said in the
stream TO_TRY every second.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from contextlib import suppress
from typing import Any

import grpc.aio
from aiohttp import web

from tests.support.emulators import youtube_script as script
from tests.support.emulators.process import end_with_input
from tests.support.emulators.youtube_oauth import OAuth
from tests.support.emulators.youtube_rest import Rest, fault_of
from tests.support.emulators.youtube_stream import Relay, Streams
from tests.support.emulators.youtube_world import Video, World, now_text

TO_TRY = "live0000001"
LIVELY = "--lively"


class Control:
    """What tests ask for: POST /control/VIDEO/VERB with JSON, answered with JSON."""

    def __init__(self, world: World, relay: Relay) -> None:
        self._world = world
        self._relay = relay
        self.environment: dict[str, str] = {}

    async def __call__(self, request: web.Request) -> web.Response:
        verb = getattr(self, request.match_info["verb"])
        body = await request.read()
        order = json.loads(body) if body else {}
        name = request.match_info["name"]
        if name == "-":
            return web.json_response(await verb(order))
        return web.json_response(await verb(self._world.video(name), order))

    # One video

    async def push(self, video: Video, items: Any) -> object:
        """Add messages to the chat; answers with their ids."""
        stamped = [video.stamped(item) for item in items]
        video.history += stamped
        await video.wake()
        return [item["id"] for item in stamped]

    async def set(self, video: Video, fields: Any) -> object:
        """Set fields of Video."""
        for name, value in fields.items():
            getattr(video, name)
            setattr(video, name, value)
        await video.wake()
        return None

    async def poll(self, video: Video, item: Any) -> object:
        """Set the poll that is running; null: none is."""
        video.active_poll = video.stamped(item) if item else None
        await video.wake()
        return video.active_poll["id"] if video.active_poll else None

    async def end(self, video: Video, order: Any) -> object:
        """End the stream: how "offline" says so in an answer, "gone" refuses."""
        if order["how"] == "offline":
            video.offline_at = now_text()
        video.state = "ended"
        await video.wake()
        for cut in video.cuts:
            if order["how"] == "gone":
                cut.put_nowait("FAILED_PRECONDITION")
        await video.wake()
        return None

    async def fault(self, video: Video, order: Any) -> object:
        """Let a fault strike; see Fault."""
        video.faults.append(fault_of(order))
        return None

    async def mend(self, video: Video, order: Any) -> object:
        """End all faults."""
        video.faults.clear()
        return None

    async def cut(self, video: Video, order: Any) -> object:
        """End every open stream with a code of gRPC; OK: as streams end; DEAF: leave
        it open, and say nothing more through it."""
        for cut in video.cuts:
            cut.put_nowait(order["code"])
        await video.wake()
        return len(video.cuts)

    async def state(self, video: Video, order: Any) -> object:
        """Answer with what was seen of the clients."""
        return {
            "seen": video.seen,
            "open": len(video.cuts),
            "requests": video.requests,
            "bans": video.bans,
            "history": video.history if order.get("history") else [],
        }

    async def wait(self, video: Video, order: Any) -> object:
        """Answer when `what` was seen `count` times; false when it takes too long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(order["timeout"]), video.changed:
                await video.changed.wait_for(
                    lambda: video.seen[order["what"]] >= order["count"]
                )
                return True
        return False

    # Everything

    async def about(self, _order: Any) -> object:
        """Answer with the variables that point Companion here."""
        return self.environment

    async def handle(self, order: Any) -> object:
        """Give a channel a handle."""
        self._world.handles[order["handle"].removeprefix("@").lower()] = order[
            "channel"
        ]
        return None

    async def units(self, order: Any) -> object:
        """Answer with a key's units and calls; sets its limit when told one."""
        who = order["who"]
        if "limit" in order:
            self._world.limits[who] = order["limit"]
        calls = [call for one, call in self._world.calls if one == who]
        counts = {call: calls.count(call) for call in set(calls)}
        return {"spent": self._world.spent[who], "calls": counts}

    async def reset(self, _order: Any) -> object:
        """Cut every connection of the stream with a TCP reset."""
        self._relay.reset()
        return None

    async def deafen(self, order: Any) -> object:
        """Let nothing through to or from the stream, with all connections open."""
        self._relay.deafen(order["on"])
        return None

    async def oauth(self, order: Any) -> object:
        """Set how the login behaves; answers with the grants there are."""
        self._world.oauth.update(order)
        return [vars(login) for login in self._world.logins]

    async def revoke(self, _order: Any) -> object:
        """Revoke every login."""
        for login in self._world.logins:
            login.is_revoked = True
        return None

    async def expire(self, _order: Any) -> object:
        """Let every access token run out."""
        for login in self._world.logins:
            login.expires_at = 0.0
        return None


def environment(port: int, stream_port: int) -> dict[str, str]:
    """Return the variables that point Companion at this emulator."""
    base = f"http://127.0.0.1:{port}"
    return {
        "COMPANION_YOUTUBE_API_URL": base,
        "COMPANION_YOUTUBE_GRPC_TARGET": f"127.0.0.1:{stream_port}",
        "COMPANION_GOOGLE_AUTH_URL": f"{base}/oauth/auth",
        "COMPANION_GOOGLE_TOKEN_URL": f"{base}/oauth/token",
    }


async def run() -> None:
    """Listen on free ports until the process ends."""
    world = World()
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    server.add_generic_rpc_handlers((Streams(world).handler(),))
    inner = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    relay = Relay(inner)
    await relay.start()
    control = Control(world, relay)
    app = web.Application(client_max_size=256 * 1024 * 1024)
    app.add_routes(Rest(world).routes() + OAuth(world).routes())
    app.add_routes([web.post("/control/{name}/{verb}", control)])
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    told = control.environment = environment(runner.addresses[0][1], relay.port)
    ready = {
        "port": runner.addresses[0][1],
        "environment": {**told, "COMPANION_YOUTUBE_API_KEY": "key-to-try"},
        "target": f"youtube:{TO_TRY}",
    }
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    await (_lively(world.video(TO_TRY)) if LIVELY in sys.argv else _idle())


async def _idle() -> None:
    await asyncio.Event().wait()


async def _lively(video: Video) -> None:
    """Let something happen every second, for a person who tries it."""
    for number in itertools.count(1):
        video.history.append(video.stamped(_said(number)))
        video.viewers = 100 + number % 40
        await video.wake()
        await asyncio.sleep(1.0)


def _said(number: int) -> dict[str, Any]:
    by = (script.ANN, script.BEN, script.MOD)[number % 3]
    if number % 20 == 0:
        return script.super_chat(5_000_000, "EUR", "for tea", by)
    if number % 50 == 7:
        return script.gifting(5, by)
    return script.chat(f"message {number}", by)


if __name__ == "__main__":
    end_with_input()
    asyncio.run(run())
