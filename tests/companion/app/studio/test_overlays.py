"""The overlays of the running app, asked as the window and the API ask."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from companion.app.machine import Machine, SystemIds
from companion.app.options import RunOptions
from companion.app.running import RunningApp, open_app
from companion.app.wiring import overlay_settings
from companion.domain.errors import CommandError, SettingsError
from companion.settings import with_values
from companion.web.tokens import Scope
from tests.companion.web.conftest import until
from tests.support.events import chat, viewer
from tests.support.fakes import FakeClock
from tests.support.patience import PATIENCE_S


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def app(tmp_path: Path, clock: FakeClock) -> AsyncIterator[RunningApp]:
    options = RunOptions(purpose="tests", folder=tmp_path, port=0)
    machine = Machine(clock=clock, ids=SystemIds(), chance=random.Random(1))
    async with open_app(options, machine) as app:
        await app.engine.start_session("Friday")
        yield app


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as http:
        yield http


async def post(app: RunningApp, http: aiohttp.ClientSession, path: str) -> Any:
    root = f"http://127.0.0.1:{app.server.port}/api/v1"
    bearer = {"Authorization": f"Bearer {app.tokens.api(Scope.CONTROL)}"}
    async with http.post(root + path, headers=bearer, json={}) as reply:
        return await reply.json(content_type=None)


async def message(ws: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await ws.receive_str(timeout=PATIENCE_S))
    return found


async def test_every_overlay_has_its_link_and_its_pages(
    app: RunningApp, http: aiohttp.ClientSession
) -> None:
    overlays = app.engine.studio.overlays
    by_name = {one.name: one for one in overlays.views()}
    assert app.engine.overlay_links() == app.server.links()
    assert by_name["chat"].link == app.server.links()["chat"]
    assert by_name["chat"].pages == ()

    async with http.ws_connect(by_name["chat"].link + "ws") as page:
        await message(page)
        alive = {"visible": True, "seq": 1, "obs": "2.23.5", "delay": 4.5}
        await page.send_json({"v": 1, "kind": "alive", "data": alive})
        await until(lambda: app.server.showing()["chat"] == 1)
        found = overlays.views()[list(by_name).index("chat")]

    (seen,) = found.pages
    assert (seen.overlay, seen.obs, seen.delay_ms) == ("chat", "2.23.5", 4.5)
    assert seen.stage == ""


async def test_a_test_event_goes_through_the_whole_line(app: RunningApp) -> None:
    seq = await app.engine.studio.overlays.test_event("superchat")

    (entry,) = await app.engine.entries(after=seq - 1)
    assert (entry.seq, entry.test) == (seq, True)
    assert entry.amounts.points == 0


async def test_there_is_no_test_event_of_an_unknown_kind(app: RunningApp) -> None:
    with pytest.raises(CommandError):
        await app.engine.studio.overlays.test_event("earthquake")


async def test_another_link_ends_the_old_one(
    app: RunningApp, http: aiohttp.ClientSession
) -> None:
    old = app.server.links()["chat"]

    answer = await post(app, http, "/overlays/chat/rotate")

    assert answer == {"overlay": "chat", "link": app.server.links()["chat"]}
    assert answer["link"] != old
    async with http.get(old) as reply:
        assert reply.status == 404


async def test_another_look_is_tried_without_being_kept(
    app: RunningApp, http: aiohttp.ClientSession
) -> None:
    overlays = app.engine.studio.overlays
    async with http.ws_connect(app.server.links()["chat"] + "ws") as page:
        await message(page)
        overlays.try_look("chat", {"scale": 150})
        tried = await message(page)
        overlays.try_look("chat", None)
        back = await message(page)

    assert tried["data"]["settings"]["scale"] == 150
    assert back["data"]["settings"]["scale"] == 100


async def test_a_look_that_cannot_be_is_named_and_not_tried(app: RunningApp) -> None:
    overlays = app.engine.studio.overlays

    with pytest.raises(SettingsError) as raised:
        overlays.try_look("chat", {"scale": 1})

    assert raised.value.field == "overlays.chat.scale"
    assert overlays.state("chat", sample=False)["settings"]["scale"] == 100
    with pytest.raises(CommandError):
        overlays.try_look("nothing", {})


async def test_a_state_is_the_sessions_or_a_sample(app: RunningApp) -> None:
    overlays = app.engine.studio.overlays

    live = overlays.state("chat", sample=False)
    sample = overlays.state("chat", sample=True)

    assert (live.get("test"), sample["test"]) == (None, True)
    assert live["settings"] == sample["settings"]
    assert live["state"] != sample["state"]


async def test_a_further_overlay_comes_and_goes_while_the_app_runs(
    app: RunningApp, http: aiohttp.ClientSession
) -> None:
    more = with_values(app.settings, {"overlays.chat_2": {"scale": 120}})
    app.server.apply(overlay_settings(more))
    names = [one.name for one in app.engine.studio.overlays.views()]
    link = app.engine.overlay_links()["chat_2"]
    async with http.ws_connect(link + "ws") as page:
        first = (await message(page))["data"]
        app.server.apply(overlay_settings(app.settings))
        closed = await page.receive(timeout=PATIENCE_S)

    assert names.index("chat_2") == names.index("chat") + 1
    assert (first["overlay"], first["settings"]["scale"]) == ("chat_2", 120)
    assert closed.data == 4404
    assert "chat_2" not in app.engine.overlay_links()
    async with http.get(link) as reply:
        assert reply.status == 404


async def test_an_overlay_that_cannot_be_is_named(app: RunningApp) -> None:
    more = with_values(app.settings, {"overlays.nothing_2": {}})

    with pytest.raises(SettingsError) as raised:
        overlay_settings(more)

    assert raised.value.field == "overlays.nothing_2"


async def test_a_busy_stream_is_lively_marked_and_never_scored(
    app: RunningApp, clock: FakeClock
) -> None:
    busy = asyncio.create_task(app.engine.studio.overlays.busy(10))
    async with asyncio.timeout(20):
        while not busy.done():
            await clock.advance(0.05)
            await asyncio.sleep(0)
    await busy

    entries = [one for one in await app.engine.entries(after=0) if one.event]
    kinds = {type(one.body).__name__ for one in entries}
    assert len(entries) > 60
    assert all(one.test for one in entries)
    assert {"Chat", "Gift", "Like", "Follow", "Raid"} <= kinds
    assert app.engine.totals().points == 0


async def test_a_busy_stream_that_is_cancelled_says_nothing_more(
    app: RunningApp, clock: FakeClock
) -> None:
    busy = asyncio.create_task(app.engine.studio.overlays.busy(10))
    for _ in range(20):
        await clock.advance(0.05)
    busy.cancel()
    await asyncio.gather(busy, return_exceptions=True)
    await app.engine.settle()
    before = len(await app.engine.entries(after=0))
    for _ in range(20):
        await clock.advance(0.05)

    assert len(await app.engine.entries(after=0)) == before


async def test_what_is_too_much_is_a_setting(
    tmp_path: Path, clock: FakeClock, http: aiohttp.ClientSession
) -> None:
    options = RunOptions(
        purpose="tests",
        folder=tmp_path,
        port=0,
        overrides=("server.max_sockets=10", "server.name_length=12"),
    )
    machine = Machine(clock=clock, ids=SystemIds(), chance=random.Random(1))
    async with open_app(options, machine) as app:
        await app.engine.start_session("Friday")
        said = chat(viewer("luna", name="Luna of the long names"), "hello")
        await app.engine.inject(said)
        link = app.engine.overlay_links()["chat"]
        pages = [await http.ws_connect(link + "ws") for _ in range(10)]
        first = str(await message(pages[0]))
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(link + "ws")
        for page in pages:
            await page.close()

    assert refused.value.status == 503
    assert "Luna of the…" in first
    assert "Luna of the l" not in first
