"""A small real server with the overlay server's addresses and messages.

The pages cannot tell it from the app's; a test decides what it sends and when.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
from collections import Counter
from typing import Any

from aiohttp import WSMsgType, web

from overlays.overlay import SHARED, Overlay, State

TOKEN = "t" * 22

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)


class OverlayServer:
    """Serves one overlay's page; keeps the state that a snapshot shows.

    is_unknown: the link opens nothing, as when it was replaced. now: the time that
    snapshots tell, in seconds since 1970; None: they tell none.
    """

    def __init__(self, overlay: Overlay[Any], *, app: str = "1") -> None:
        self.overlay = overlay
        self.settings: dict[str, Any] = settings_of(overlay)
        self.labels = overlay.labels()
        self.state: State = {}
        self.app = app
        self.pictures: dict[str, bytes] = {}
        self.backdrop = b""
        self.is_unknown = False
        self.now: float | None = None
        self.heard: list[dict[str, Any]] = []
        self.requests: Counter[str] = Counter()
        self._sockets: set[web.WebSocketResponse] = set()
        self._seq = 0
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None
        self.port = 0

    @property
    def link(self) -> str:
        return f"http://127.0.0.1:{self.port}/o/{TOKEN}/{self.overlay.name}/"

    async def start(self, port: int = 0) -> None:
        app = web.Application(middlewares=[_headers])
        base = f"/o/{TOKEN}/{self.overlay.name}/"
        app.router.add_get(base, self._page)
        app.router.add_get(base + "ws", self._socket)
        app.router.add_get("/pictures/{name}", self._picture)
        app.router.add_get("/backdrop.svg", self._backdrop)
        app.router.add_static(base, self.overlay.folder)
        app.router.add_static(f"/o/{TOKEN}/shared/", SHARED)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        for socket in list(self._sockets):
            await socket.close()
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    async def close_pages(self, *, code: int) -> None:
        """Say goodbye to every page, and why."""
        for socket in list(self._sockets):
            await socket.close(code=code)

    async def show(self, state: State, *, test: bool = False) -> None:
        """Send an update, as the app does when something has changed."""
        self.state = state
        data: dict[str, Any] = {"state": state}
        if test:
            data["test"] = True
        await self._send("update", data)

    async def retract(self, *ids: int | str) -> None:
        await self._send("retract", {"ids": list(ids)})

    async def resend(self) -> None:
        """Send another snapshot, as when settings have changed."""
        await self._send("snapshot", self._snapshot())

    async def until(self, condition: Any) -> None:
        """Wait until `condition(self)` holds after something was heard."""
        async with self._changed, asyncio.timeout(20):
            await self._changed.wait_for(lambda: condition(self))

    @property
    def connected(self) -> int:
        return len(self._sockets)

    async def _send(self, kind: str, data: dict[str, Any]) -> None:
        self._seq += 1
        text = json.dumps({"v": 1, "seq": self._seq, "kind": kind, "data": data})
        await self.send_raw(text)

    async def send_raw(self, text: str) -> None:
        for socket in list(self._sockets):
            await socket.send_str(text)

    def _snapshot(self) -> dict[str, Any]:
        told = {} if self.now is None else {"now": round(self.now * 1000)}
        return {
            **told,
            "overlay": self.overlay.name,
            "labels": self.labels,
            "settings": self.settings,
            "state": self.state,
            "app": self.app,
        }

    async def _page(self, request: web.Request) -> web.StreamResponse:
        self.requests["page"] += 1
        return web.FileResponse(self.overlay.folder / "index.html")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        if self.is_unknown:
            raise web.HTTPNotFound
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._seq += 1
        first = {"v": 1, "seq": self._seq, "kind": "snapshot", "data": self._snapshot()}
        await socket.send_json(first)
        self._sockets.add(socket)
        await self._tell()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self.heard.append(json.loads(message.data))
                    await self._tell()
        finally:
            self._sockets.discard(socket)
            await self._tell()
        return socket

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _picture(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        kind = mimetypes.guess_type(name)[0] or "image/png"
        return web.Response(body=self.pictures[name], content_type=kind)

    async def _backdrop(self, request: web.Request) -> web.Response:
        return web.Response(body=self.backdrop, content_type="image/svg+xml")


def settings_of(overlay: Overlay[Any], **chosen: Any) -> dict[str, Any]:
    """Return settings as the wire carries them; raises when they are not valid."""
    settings: dict[str, Any] = overlay.settings_type(**chosen).model_dump(mode="json")
    return settings


@web.middleware
async def _headers(request: web.Request, handler: Any) -> web.StreamResponse:
    response: web.StreamResponse = await handler(request)
    if not response.prepared:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
    return response
