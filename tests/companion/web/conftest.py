"""A real server on a free port, over the engine in memory and a clock that stands."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import BaseModel

from companion.app.studio import AppStudio
from companion.app.studio.media import MediaDesk
from companion.app.studio.overlays import OverlayDesk
from companion.media.library import Library
from companion.web.fetching import Fetcher
from companion.web.pictures import Pictures
from companion.web.server import OverlayServer
from companion.web.tokens import Scope, Tokens
from overlays.catalogue import CATALOGUE
from tests.support.fakes import FakeClock, FakeIds
from tests.support.patience import PATIENCE_S
from tests.support.picture_host import PictureHost
from tests.support.small_engine import SmallEngine

TYPES = {overlay.name: overlay.settings_type for overlay in CATALOGUE}


class Web:
    """The server under test, and short ways to ask it."""

    def __init__(
        self, server: OverlayServer, tokens: Tokens, http: aiohttp.ClientSession
    ) -> None:
        self.server = server
        self.tokens = tokens
        self.http = http
        self.port = server.port
        self.root = f"http://127.0.0.1:{server.port}"

    def bearer(self, scope: Scope = Scope.CONTROL) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens.api(scope)}"}

    async def get(
        self, path: str, *, scope: Scope = Scope.CONTROL, **fields: Any
    ) -> tuple[int, Any]:
        async with self.http.get(
            self.root + path, headers=self.bearer(scope), **fields
        ) as reply:
            return reply.status, await reply.json(content_type=None)

    async def post(
        self, path: str, body: object = None, *, scope: Scope = Scope.CONTROL
    ) -> tuple[int, Any]:
        async with self.http.post(
            self.root + path, headers=self.bearer(scope), json=body or {}
        ) as reply:
            return reply.status, await reply.json(content_type=None)

    def link(self, overlay: str = "leaderboard") -> str:
        return self.server.links()[overlay]

    def open_page(self, overlay: str = "leaderboard", **fields: Any) -> Any:
        """Connect as a page; without autoping, so that a test sees pings and pongs."""
        fields = {"autoping": False, **fields}
        return self.http.ws_connect(self.link(overlay) + "ws", **fields)


async def next_message(ws: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    """Return the next message of an overlay's socket; fails when nothing comes."""
    found: dict[str, Any] = json.loads(await ws.receive_str(timeout=PATIENCE_S))
    return found


async def nothing_waits(ws: aiohttp.ClientWebSocketResponse) -> bool:
    """Return whether the server has sent nothing: a ping comes back before it."""
    # The server answers in order, so what it sent before stands before the pong.
    await ws.ping(b"?")
    message = await ws.receive(timeout=PATIENCE_S)
    return message.type is aiohttp.WSMsgType.PONG


def names_in(folder: Path) -> set[str]:
    """Return the names of what is in a folder; none when it is not there."""
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, letting sockets work; fails when nothing comes."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110  # no event tells what a socket did
            await asyncio.sleep(0.001)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def engine(clock: FakeClock) -> SmallEngine:
    engine = SmallEngine(clock)
    await engine.start_session("Friday")
    return engine


@pytest.fixture
def settings() -> dict[str, BaseModel]:
    return {name: kind() for name, kind in TYPES.items()}


@pytest.fixture
async def picture_host() -> AsyncIterator[PictureHost]:
    async with PictureHost() as host:
        yield host


@pytest.fixture
async def web(
    tmp_path: Path,
    clock: FakeClock,
    engine: SmallEngine,
    settings: dict[str, BaseModel],
    picture_host: PictureHost,
) -> AsyncIterator[Web]:
    tokens = Tokens(tmp_path, FakeIds())
    fetcher = Fetcher(resolver=picture_host.resolver(), trust=picture_host.trust())
    server = OverlayServer(
        engine=engine,
        view=engine.view,
        catalogue=CATALOGUE,
        settings_of=settings.__getitem__,
        tokens=tokens,
        pictures=Pictures(tmp_path / "pictures", clock=clock, fetcher=fetcher),
        clock=clock,
        ids=FakeIds(),
        port=0,
    )
    overlays = OverlayDesk(
        engine=engine,
        server=server,
        clock=clock,
        ids=FakeIds(),
        chance=random.Random(1),
    )
    media = MediaDesk(
        Library(tmp_path / "media"),
        uses=server.chosen,
        clock=clock,
        on_change=server.touch,
    )
    server.serve_media(media)
    engine.serve_studio(AppStudio(overlays=overlays, media=media))
    async with server, aiohttp.ClientSession() as http:
        yield Web(server, tokens, http)
