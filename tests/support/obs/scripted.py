"""An OBS that does what a test says: slow, broken, or not OBS at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import WSMsgType, web

HELLO: Final = {"obsWebSocketVersion": "5.1.0", "rpcVersion": 1}
DONE: Final = {"result": True, "code": 100}

Answering = Callable[[str, dict[str, Any]], dict[str, Any] | None]
"""Returns what a request is answered with, None for no answer at all."""


class ScriptedObs:
    """Greets, and answers each request by `answer`; hello: what it says first.

    asked: kind and data of each request, batches request by request.
    """

    def __init__(self) -> None:
        self.hello: Any = HELLO
        self.answer: Answering = lambda _kind, _data: {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.identified = asyncio.Event()
        self.heard = asyncio.Event()
        self.port = 0
        self._socket: web.WebSocketResponse | None = None

    @property
    def address(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    async def say(self, op: int, data: Any) -> None:
        """Send a message as OBS writes it."""
        await self.send(json.dumps({"op": op, "d": data}))

    async def send(self, text: str) -> None:
        """Send any text."""
        assert self._socket is not None
        await self._socket.send_str(text)

    async def event(self, kind: str, **data: Any) -> None:
        """Tell of an event."""
        await self.say(5, {"eventType": kind, "eventIntent": 1, "eventData": data})

    async def close(self, code: int = 1000) -> None:
        """End the connection."""
        assert self._socket is not None
        await self._socket.close(code=code)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("obswebsocket.json",))
        await socket.prepare(request)
        self._socket = socket
        if isinstance(self.hello, str):
            await socket.send_str(self.hello)
        elif self.hello is not None:
            await self.say(0, self.hello)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._take(json.loads(message.data))
        return socket

    async def _take(self, message: dict[str, Any]) -> None:
        data = message["d"]
        match message["op"]:
            case 1:
                self.identified.set()
                await self.say(2, {"negotiatedRpcVersion": 1})
            case 6:
                answered = self._answered(data)
                if answered is not None:
                    await self.say(7, {**answered, "requestId": data["requestId"]})
            case 8:
                results = [self._answered(one) for one in data["requests"]]
                if None not in results:
                    await self.say(
                        9, {"requestId": data["requestId"], "results": results}
                    )

    def _answered(self, wanted: dict[str, Any]) -> dict[str, Any] | None:
        kind, data = wanted["requestType"], wanted.get("requestData") or {}
        self.asked.append((kind, data))
        self.heard.set()
        found = self.answer(kind, data)
        if found is None:
            return None
        status = found.pop("status", DONE)
        return {"requestType": kind, "requestStatus": status, "responseData": found}


@asynccontextmanager
async def scripted_obs(
    serve: Callable[[web.Request], Awaitable[web.StreamResponse]] | None = None,
) -> AsyncIterator[ScriptedObs]:
    """Run one on a free port; serve: another program on that port instead."""
    obs = ScriptedObs()
    app = web.Application()
    app.router.add_get("/", serve or obs.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    obs.port = runner.addresses[0][1]
    try:
        yield obs
    finally:
        await runner.cleanup()
