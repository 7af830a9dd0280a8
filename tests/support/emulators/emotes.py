"""7TV, BetterTTV and FrankerFaceZ: `python -m tests.support.emulators.emotes`.

All three answer on one port, as their real paths do. POST /control {"mode": …} steers
them: "well", "slow", "error" (500), "broken" (no JSON), "hostile" (ids and names that
are none), "nonsense" (JSON of another shape), "huge" (100,000 emotes), "endless" (more
bytes than anybody takes), "redirect". GET /control: which paths were asked how often.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self
from urllib.request import Request, urlopen

from aiohttp import web

from tests.support.emulators.process import end_with_input, running, say_ready

TWITCH_ID = "1001"
YOUTUBE_ID = "UCabcdefghijklmnopqrstuv"
SEVENTV, ULID = "61630205c1ff9a17cc396522", "01F6MQ33FG000FFJ97ZB8MWV52"
BTTV = "566ca1a365dbbdab32ec055b"

_CHANNEL = re.compile(r"/(twitch|id)/[0-9]+$")
"""Every channel on Twitch has the same emotes."""

HOSTILE: tuple[Any, ...] = (
    {"id": "../../evil", "name": "Evil1", "code": "Evil1"},
    {"id": "javascript:alert(1)", "name": "Evil2", "code": "Evil2"},
    {"id": SEVENTV + "/../..", "name": "Evil3", "code": "Evil3"},
    {"id": {"a": 1}, "name": "Evil4", "code": "Evil4"},
    {"id": SEVENTV, "name": "two words", "code": "two words"},
    {"id": SEVENTV, "name": "line\nbreak", "code": "line\nbreak"},
    {"id": SEVENTV, "name": "x" * 101, "code": "x" * 101},
    {"id": SEVENTV, "name": None, "code": 7},
    {"id": -1, "name": "Evil5", "urls": {}},
    {"id": True, "name": "Evil6", "urls": {}},
    {"__proto__": {"id": SEVENTV}},
    None, 3, [], "text",
)  # fmt: skip


def seventv(id_: str, name: str, flags: int = 0) -> dict[str, Any]:
    host = {"url": "//evil.example/emote", "files": [{"name": "2x.webp"}]}
    return {"id": id_, "name": name, "flags": flags, "data": {"host": host}}


def bttv(id_: str, code: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "code": code, "imageType": "png", "animated": False, **more}


def ffz(id_: int, name: str, **more: Any) -> dict[str, Any]:
    urls = {"1": f"https://evil.example/{id_}/1", "2": f"https://evil.example/{id_}/2"}
    return {"id": id_, "name": name, "urls": urls, "modifier": False, **more}


def well() -> dict[str, Any]:
    """Return every path's answer on a good day."""
    return {
        "/v3/emote-sets/global": {
            "emotes": [seventv(ULID, "EZ"), seventv(SEVENTV, "Both")]
        },
        f"/v3/users/twitch/{TWITCH_ID}": {
            "emote_set": {"emotes": [seventv(SEVENTV, "RainTime", 1)]}
        },
        f"/v3/users/youtube/{YOUTUBE_ID}": {
            "emote_set": {"emotes": [seventv(ULID, "TubeTime")]}
        },
        "/3/cached/emotes/global": [bttv(BTTV, ":tf:"), bttv(BTTV, "cvMask")],
        f"/3/cached/users/twitch/{TWITCH_ID}": {
            "channelEmotes": [bttv(BTTV, "Both")],
            "sharedEmotes": [bttv(BTTV, "shared", modifier=True)],
        },
        "/v1/set/global": {
            "default_sets": [3],
            "sets": {
                "3": {"emoticons": [ffz(28136, "ZrehplaR")]},
                "4": {"emoticons": [ffz(9, "NotForAll")]},
            },
        },
        f"/v1/room/id/{TWITCH_ID}": {
            "room": {"set": 5},
            "sets": {
                "5": {
                    "emoticons": [
                        ffz(7, "Small", urls={"1": "x"}),
                        ffz(8, "Moves", animated={"1": "x", "2": "x"}),
                    ]
                }
            },
        },
    }


def filled(path: str, emotes: list[Any]) -> Any:
    """Return a path's answer with other emotes in it."""
    if path.startswith("/v3/emote-sets"):
        return {"emotes": emotes}
    if path.startswith("/v3/users"):
        return {"emote_set": {"emotes": emotes}}
    if path == "/3/cached/emotes/global":
        return emotes
    if path.startswith("/3/"):
        return {"channelEmotes": emotes, "sharedEmotes": []}
    return {"default_sets": [3], "sets": {"3": {"emoticons": emotes}}}


def many(path: str) -> list[Any]:
    if path.startswith("/v1"):
        return [{"id": n + 1, "name": f"e{n}"} for n in range(100_000)]
    key = "name" if path.startswith("/v3") else "code"
    return [{"id": f"{n:024x}", key: f"e{n}"} for n in range(100_000)]


class Emulator:
    """What is answered, and what was asked."""

    def __init__(self) -> None:
        self.mode = "well"
        self.asked: Counter[str] = Counter()

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/control", self._steer)
        app.router.add_get("/control", self._tell)
        app.router.add_get("/{path:.*}", self._answer)
        return app

    async def _steer(self, request: web.Request) -> web.Response:
        self.mode = (await request.json())["mode"]
        return web.json_response({})

    async def _tell(self, _request: web.Request) -> web.Response:
        return web.json_response(self.asked)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        self.asked[path] += 1
        match self.mode:
            case "slow":
                await asyncio.sleep(3600)
            case "error":
                raise web.HTTPInternalServerError
            case "broken":
                return web.Response(text="<html>busy</html>", content_type="text/html")
            case "redirect":
                raise web.HTTPFound("/v3/emote-sets/global")
            case "hostile":
                return web.json_response(filled(path, [*HOSTILE, *HOSTILE]))
            case "nonsense":
                return web.json_response({"emotes": 3, "sets": [], "emote_set": "x"})
            case "huge":
                return web.json_response(filled(path, many(path)))
            case "endless":
                return await self._endless(request)
        known = _CHANNEL.sub(rf"/\1/{TWITCH_ID}", path)
        if known not in well():
            raise web.HTTPNotFound
        return web.json_response(well()[known])

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while request.transport is not None and not request.transport.is_closing():
            await response.write(b"[" * 65_536)
            await asyncio.sleep(0)
        return response


@dataclass(frozen=True)
class EmoteEmulator:
    """A running emulator: `apis` are the addresses of its three providers."""

    base_url: str

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Start the emulator in a process of its own, and end it afterwards."""
        with running("tests.support.emulators.emotes") as port:
            yield cls(f"http://127.0.0.1:{port}")

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that point Companion at the emulator."""
        names = ("7TV", "BTTV", "FFZ")
        return {f"COMPANION_{name}_URL": self.base_url for name in names}

    @property
    def apis(self) -> Mapping[Any, str]:
        return dict.fromkeys(("7tv", "bttv", "ffz"), self.base_url)

    def set(self, mode: str) -> None:
        """Answer otherwise from now on."""
        body = json.dumps({"mode": mode}).encode()
        asked = Request(
            f"{self.base_url}/control",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        with urlopen(asked, timeout=10):
            pass

    def asked(self) -> Counter[str]:
        """Return how often each path was asked for."""
        with urlopen(f"{self.base_url}/control", timeout=10) as answer:
            return Counter(json.load(answer))


async def main() -> None:
    runner = web.AppRunner(Emulator().app(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    end_with_input()
    say_ready(runner.addresses[0][1])
    await asyncio.Event().wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
