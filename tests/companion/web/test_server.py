"""The server starts on its port and no other, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

import aiohttp
import psutil
import pytest
from pydantic import BaseModel

from companion.domain.errors import ServerError
from companion.i18n import set_language
from companion.web.pictures import Pictures
from companion.web.server import OverlayServer
from companion.web.tokens import Tokens
from overlays.catalogue import CATALOGUE
from tests.companion.web.conftest import Web, next_message, until
from tests.support.events import rose
from tests.support.fakes import FakeClock, FakeIds
from tests.support.raw_http import ask
from tests.support.small_engine import SmallEngine

Make = Callable[[int], OverlayServer]


@pytest.fixture
def make(
    tmp_path: Path,
    clock: FakeClock,
    engine: SmallEngine,
    settings: dict[str, BaseModel],
) -> Make:
    def make(port: int) -> OverlayServer:
        return OverlayServer(
            engine=engine,
            view=engine.view,
            catalogue=CATALOGUE,
            settings_of=settings.__getitem__,
            tokens=Tokens(tmp_path, FakeIds()),
            pictures=Pictures(tmp_path / "pictures", clock=clock),
            clock=clock,
            ids=FakeIds(),
            port=port,
        )

    return make


async def test_port_0_takes_a_free_port(make: Make) -> None:
    async with make(0) as server:
        assert server.port > 0
        assert (await ask(server.port, "/healthz")).status == 200


async def test_the_same_folder_and_port_give_the_same_links(make: Make) -> None:
    async with make(0) as server:
        links, port = server.links(), server.port
    async with make(port) as server:
        assert server.links() == links


async def test_every_overlay_has_a_link_of_its_own(make: Make) -> None:
    async with make(0) as server:
        tokens = [link.split("/")[4] for link in server.links().values()]

    assert list(server.links()) == [overlay.name for overlay in CATALOGUE]
    assert len(set(tokens)) == len(CATALOGUE)


async def test_a_port_in_use_is_an_error_that_says_what_to_do(make: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError) as caught:
            async with make(port):
                pass

    text = str(caught.value)
    assert str(port) in text
    assert "--port" in text


async def test_two_servers_do_not_share_a_port(make: Make) -> None:
    async with make(0) as first:
        with pytest.raises(ServerError):
            async with make(first.port):
                pass
        assert (await ask(first.port, "/healthz")).status == 200


@pytest.mark.parametrize("port", [-1, 65_536, 10**9])
async def test_a_number_that_is_no_port_is_an_error(make: Make, port: int) -> None:
    with pytest.raises(ServerError, match=str(port)):
        async with make(port):
            pass


async def test_the_port_is_free_again_after_the_end(make: Make) -> None:
    async with make(0) as server, aiohttp.ClientSession() as http:
        page = await http.ws_connect(server.links()["leaderboard"] + "ws")
        await next_message(page)
        port = server.port
    async with make(port) as again:
        assert again.port == port


async def test_a_failed_start_leaves_nothing_behind(
    make: Make, engine: SmallEngine, clock: FakeClock
) -> None:
    before = asyncio.all_tasks()
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ServerError):
        async with make(taken.getsockname()[1]):
            pass
    engine.feed(rose())

    assert asyncio.all_tasks() == before


async def test_the_end_leaves_nothing_behind(
    make: Make, engine: SmallEngine, clock: FakeClock
) -> None:
    before = asyncio.all_tasks()
    async with make(0) as server, aiohttp.ClientSession() as http:
        page = await http.ws_connect(server.links()["leaderboard"] + "ws")
        await next_message(page)
        server.show_test("leaderboard")
        engine.feed(rose())
    engine.feed(rose())

    await until(lambda: asyncio.all_tasks() == before)


async def test_only_this_computer_is_listened_to(web: Web) -> None:
    listening = {
        one.laddr
        for one in psutil.Process().net_connections("tcp")
        if one.status == psutil.CONN_LISTEN and one.laddr.port == web.port
    }

    assert {address.ip for address in listening} == {"127.0.0.1"}


async def test_problems_and_labels_speak_the_chosen_language(web: Web) -> None:
    set_language("fr")
    async with web.open_page() as page:
        message = await next_message(page)

    assert message["data"]["labels"]["language"] == "fr"


async def test_a_thousand_pages_are_served_and_no_more(
    web: Web, engine: SmallEngine
) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        address = web.link() + "ws"
        pages = await asyncio.gather(*(http.ws_connect(address) for _ in range(1000)))
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(address)
        await asyncio.gather(*(next_message(page) for page in pages))
        engine.feed(rose("luna"))
        updates = await asyncio.gather(*(next_message(page) for page in pages))
        await pages.pop().close()
        await until(lambda: web.server.connected()["leaderboard"] == 999)
        again = await http.ws_connect(address)

        assert refused.value.status == 503
        assert refused.value.headers["Retry-After"]
        assert {update["kind"] for update in updates} == {"update"}
        assert (await next_message(again))["kind"] == "snapshot"
        await asyncio.gather(*(page.close() for page in (*pages, again)))
