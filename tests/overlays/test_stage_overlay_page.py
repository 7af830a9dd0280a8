"""The stage's page: many overlays in frames, one socket, each in its place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from overlays.chat import ChatSettings
from overlays.stage import StageSettings
from tests.overlays.conftest import Shown
from tests.overlays.pixels import pixel
from tests.overlays.sampling import frame
from tests.overlays.served import App, part
from tests.support.patience import PATIENCE_S

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

ITEMS: list[dict[str, Any]] = [
    {"overlay": "leaderboard", "x": 40, "y": 40, "width": 560, "height": 500},
    {"overlay": "chat", "x": 700, "y": 300, "width": 700, "height": 500},
    {"overlay": "question", "x": 0, "y": 560, "width": 600, "height": 400,
     "visible": False},
    {"overlay": "chat_9", "x": 0, "y": 0, "width": 600, "height": 400},
]  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def app(tmp_path: Path, browser: Browser) -> AsyncIterator[App]:
    app = App(tmp_path, browser)
    app.settings["stage"] = StageSettings.model_validate({"items": ITEMS})
    await app.start()
    yield app
    await app.close()


@pytest_asyncio.fixture(loop_scope="session")
async def shown(app: App) -> Shown:
    shown = await app.open("stage")
    await shown.page.set_viewport_size({"width": 1920, "height": 1080})
    for name in ("leaderboard", "chat"):
        await part(shown.page, name)
    return shown


async def test_parts_stand_in_their_places_and_show_the_session(
    app: App, shown: Shown
) -> None:
    app.cheer("Nova", 300)
    app.say("Luna", "hello")
    board, chat = await part(shown.page, "leaderboard"), await part(shown.page, "chat")

    await expect(board.locator(".points").first).to_have_text("300")
    await expect(chat.locator(".text")).to_have_text(["hello"])
    places = await shown.page.locator("iframe").evaluate_all(
        "(all) => all.map((one) => { const at = one.getBoundingClientRect();"
        " return [at.x, at.y, at.width, at.height]; })"
    )
    assert places == [[40, 40, 560, 500], [700, 300, 700, 500]]
    assert shown.complaints == []


async def test_there_is_one_socket_and_nothing_is_asked_for_what_is_off(
    app: App, shown: Shown
) -> None:
    connected = app.server.connected()
    assert {name for name, count in connected.items() if count} == {
        "stage", "leaderboard", "chat",
    }  # fmt: skip
    assert not [url for url in shown.requests if "/question/" in url]
    (page,) = app.server.pages("stage")
    assert page.stage == ""
    (within,) = app.server.pages("chat")
    assert within.stage == "stage"


async def test_the_heartbeat_tells_of_every_part(app: App, shown: Shown) -> None:
    app.say("Luna", "hello")
    chat = await part(shown.page, "chat")
    await expect(chat.locator(".text")).to_have_text(["hello"])
    await frame(shown.page)
    await shown.page.evaluate("companionStage.beat()")
    async with asyncio.timeout(PATIENCE_S):
        while not app.server.showing()["chat"]:  # noqa: ASYNC110  # no event tells it
            await asyncio.sleep(0.01)

    (within,) = app.server.pages("chat")
    assert within.is_showing
    assert within.delay_ms is not None
    hidden = "new CustomEvent('obsSourceVisibleChanged', {detail: {visible: false}})"
    await shown.page.evaluate(f"dispatchEvent({hidden})")
    async with asyncio.timeout(PATIENCE_S):
        while app.server.showing()["chat"]:  # noqa: ASYNC110  # no event tells it
            await asyncio.sleep(0.01)


async def test_a_retraction_reaches_every_part(app: App, shown: Shown) -> None:
    seq = app.say("Luna", "rude")
    chat = await part(shown.page, "chat")
    await expect(chat.locator(".text")).to_have_text(["rude"])
    await app.engine.block(seq)

    await expect(chat.locator(".line")).to_have_count(0)


async def test_a_fault_of_one_part_does_not_stop_the_others(
    app: App, shown: Shown
) -> None:
    board, chat = await part(shown.page, "leaderboard"), await part(shown.page, "chat")
    await board.evaluate(
        "() => { document.getElementById('stage').remove();"
        " window.requestAnimationFrame = () => { throw 1; }; }"
    )
    app.cheer("Nova", 5)
    app.say("Luna", "hello")

    await expect(chat.locator(".text")).to_have_text("hello")


async def test_parts_come_and_go_without_the_others_loading_again(
    app: App, shown: Shown
) -> None:
    app.say("Luna", "hello")
    chat = await part(shown.page, "chat")
    await chat.evaluate("window.mark = 1")
    items = [{**ITEMS[1], "x": 100}, {**ITEMS[2], "visible": True}]
    app.server.apply(
        {**app.settings, "stage": StageSettings.model_validate({"items": items})}
    )

    await expect(shown.page.locator("iframe")).to_have_count(2)
    await part(shown.page, "question")
    assert await chat.evaluate("window.mark") == 1
    assert app.server.connected()["leaderboard"] == 0
    style = await shown.page.locator('iframe[src="on/chat/"]').get_attribute("style")
    assert "left: 100px" in str(style)


async def test_other_settings_of_a_part_reach_it(app: App, shown: Shown) -> None:
    chat = await part(shown.page, "chat")
    app.server.apply({**app.settings, "chat": ChatSettings(theme="cozy")})

    await expect(chat.locator("#stage")).to_have_attribute("data-theme", "cozy")


async def test_between_the_parts_the_game_is_seen(app: App, shown: Shown) -> None:
    app.cheer("Nova", 300)
    board = await part(shown.page, "leaderboard")
    await expect(board.locator(".points")).to_have_text("300")

    async def alpha_at(x: int, y: int) -> int:
        clip: Any = {"x": x, "y": y, "width": 1, "height": 1}
        return pixel(await shown.page.screenshot(omit_background=True, clip=clip))[3]

    async with asyncio.timeout(10):  # it comes in from 16 pixels below
        while await alpha_at(100, 110) < 255:
            await frame(shown.page)
    between = ((1800, 900), (650, 200), (720, 320))
    assert [await alpha_at(x, y) for x, y in between] == [0, 0, 0]


async def test_a_page_that_comes_back_finds_all_its_parts(
    app: App, shown: Shown
) -> None:
    app.say("Luna", "hello")
    chat = await part(shown.page, "chat")
    await chat.evaluate("window.mark = 1")
    await expect(chat.locator(".text")).to_have_text(["hello"])
    await app.stop()
    app.say("Kit", "again")
    await app.start_again()

    await expect(chat.locator(".text")).to_have_text(["hello", "again"])
    assert await chat.evaluate("window.mark") == 1


async def test_only_what_stands_on_it_is_served_below_a_stage(app: App) -> None:
    link = app.server.links()["stage"]
    chat = app.server.links()["chat"]
    async with aiohttp.ClientSession() as http:
        for path, status in {
            "on/chat/": 200,
            "on/chat/overlay.js": 200,
            "on/shared/base.css": 200,
            "on/question/": 404,
            "on/question/overlay.js": 404,
            "on/stage/": 404,
            "on/chat_9/": 404,
            "on/chat/ws": 404,
        }.items():
            async with http.get(link + path) as reply:
                assert (path, reply.status) == (path, status)
        async with http.get(chat + "on/chat/") as reply:
            assert reply.status == 404


async def test_a_smaller_source_shows_all_of_the_canvas(shown: Shown) -> None:
    await shown.page.set_viewport_size({"width": 960, "height": 540})
    await frame(shown.page)

    at = await shown.page.locator("iframe").first.bounding_box()
    assert at == {"x": 20, "y": 20, "width": 280, "height": 250}


async def test_a_newer_stage_takes_over_with_all_its_parts(
    app: App, shown: Shown
) -> None:
    app.say("Luna", "hello")
    chat = await part(shown.page, "chat")
    await expect(chat.locator(".text")).to_have_text(["hello"])
    await app.stop()
    await app.start_again(version="2")

    await expect(shown.page.locator("#stage")).to_have_count(0)
    newer = shown.page.frame_locator("iframe").frame_locator('[src="on/chat/"]')
    await expect(newer.locator(".text")).to_have_text(["hello"])
    assert app.server.connected()["stage"] == 1
