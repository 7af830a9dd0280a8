"""The room, open on a free port of this machine, over the real engine."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from companion.app.show.room import addresses_of_machine
from companion.domain.events import Chat
from companion.domain.show.specs import AnySpec
from companion.settings import Settings
from tests.support.patience import PATIENCE_S
from tests.support.real_engine import RunningEngine, open_engine

SECOND = 1.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("", 0))
        port: int = sock.getsockname()[1]
        return port


class Page:
    """Somebody's open page: what it was told last."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse, token: str) -> None:
        self.ws = ws
        self.token = token

    async def told(self) -> dict[str, Any]:
        """Return what is told next; fails when nothing comes."""
        message: dict[str, Any] = json.loads(
            await self.ws.receive_str(timeout=PATIENCE_S)
        )
        found: dict[str, Any] = message["view"]
        return found

    async def card_with(self, hint: str) -> dict[str, Any]:
        """Return the first card once it says that; fails when none comes."""
        seen: list[dict[str, Any]] = []
        try:
            while not seen or seen[-1]["hint"] != hint:
                seen += (await self.told())["cards"][:1]
        except TimeoutError:
            raise AssertionError(f"it said {[one['hint'] for one in seen]}") from None
        found: dict[str, Any] = seen[-1]
        return found


class OpenRoom:
    """The room under test, and short ways to come in and answer."""

    def __init__(self, running: RunningEngine, http: aiohttp.ClientSession) -> None:
        self.running = running
        self.engine = running.engine
        self.clock = running.clock
        self.http = http
        self.desk = running.engine.room

    @property
    def root(self) -> str:
        return self.desk.view().address.rstrip("/")

    @property
    def port(self) -> int:
        return int(self.root.rpartition(":")[2])

    async def ask(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> tuple[int, Any, Any]:
        """Return status, body and headers; with the page's own Origin unless told."""
        all_headers = {"Origin": self.root, **(headers or {})}
        async with self.http.request(
            method, self.root + path, headers=all_headers, **more
        ) as answer:
            text = await answer.text()
            is_json = answer.content_type.endswith("json")
            return answer.status, json.loads(text) if is_json else text, answer.headers

    async def join(self, name: str = "Luna", **more: str) -> tuple[int, Any, Any]:
        body = {"code": self.desk.view().code, "name": name, **more}
        return await self.ask("POST", "/join", json=body)

    async def token(self, name: str = "Luna") -> str:
        status, body, _headers = await self.join(name)
        assert status == 200, body
        return str(body["token"])

    async def answer(self, token: str, text: str, of: str = "") -> tuple[int, Any, Any]:
        body = {"text": text, "of": of}
        return await self.ask(
            "POST", "/answer", json=body, headers={"X-Room-Token": token}
        )

    def socket(self, **more: Any) -> Any:
        headers = {"Origin": self.root, **more.pop("headers", {})}
        return self.http.ws_connect(self.root + "/ws", headers=headers, **more)

    async def page(self, name: str = "Luna", *, token: str = "") -> Page:
        """Open a page; it has been told nothing yet."""
        token = token or await self.token(name)
        ws = await self.socket()
        await ws.send_json({"token": token})
        return Page(ws, token)

    async def run(self, spec: AnySpec, *verbs: Any) -> str:
        """Make an interaction and do these with it."""
        one = await self.engine.show.make(spec)
        await self.do(one.id, *verbs)
        return one.id

    async def do(self, interaction_id: str, *verbs: Any) -> None:
        for verb in verbs:
            asked = asyncio.ensure_future(self.engine.show.act(interaction_id, verb))
            # Only closing waits by the clock, which stands, for what was said in time:
            # in all else no time may pass, however long this machine takes.
            while verb == "close" and not asked.done():
                await asyncio.wait([asked], timeout=0.005)
                await self.clock.advance(0.5)
            await asked
        await self.clock.advance(1)

    async def chats(self) -> list[Any]:
        """Return the entries of what was written, oldest first."""
        entries = await self.engine.entries(after=0)
        return [one for one in entries if isinstance(one.body, Chat)]

    async def heard(self) -> None:
        """Wait until what was written is on record and told."""
        await self.engine.settle()
        await self.clock.advance(SECOND)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[OpenRoom]:
    settings = Settings.model_validate({"room": {"port": free_port()}})
    async with (
        open_engine(tmp_path, settings=settings) as running,
        aiohttp.ClientSession() as http,
    ):
        await running.engine.start_session("Friday")
        await running.engine.room.open()
        yield OpenRoom(running, http)


@pytest.fixture
def lan() -> str:
    """An address of this machine in a network, loopback where it is in none."""
    found = addresses_of_machine()
    return found[0] if found else "127.0.0.1"
