"""The pages as the app serves them: its server, its gate, its session."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from overlays.catalogue import CATALOGUE
from overlays.chat import ChatSettings
from overlays.leaderboard import LeaderboardSettings
from overlays.stage import StageSettings
from tests.overlays.conftest import BACK_S
from tests.overlays.sampling import rest
from tests.overlays.served import App, part
from tests.support.patience import soonest

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

EVER = """
    window.ever = []
    new MutationObserver(() => window.ever.push(document.documentElement.textContent))
        .observe(document, {childList: true, subtree: true, characterData: true})
"""
"""Keeps every text that a page ever had, for however short."""


@pytest_asyncio.fixture(loop_scope="session")
async def app(tmp_path: Path, browser: Browser) -> AsyncIterator[App]:
    app = App(tmp_path, browser)
    await app.start()
    yield app
    await app.close()


async def test_every_overlay_shows_a_session_and_complains_of_nothing(app: App) -> None:
    app.cheer("Nova", 100)
    await app.engine.feature(app.say("Nova", "hello"))
    names = [overlay.name for overlay in CATALOGUE if overlay.kind != "stage"]
    items = [
        {"overlay": name, "x": 0, "y": 0, "width": 1920, "height": 1080}
        for name in names
    ]
    app.settings["stage"] = StageSettings.model_validate({"items": items})
    shown = await app.open("stage")
    for name in names:
        await shown.arrived(f'"overlay":"{name}"')
        frame = await part(shown.page, name)
        assert await frame.title() != "", name

    origin = f"http://127.0.0.1:{app.server.port}/"
    assert shown.complaints == []
    assert [url for url in shown.requests if not url.startswith(origin)] == []


async def test_support_reaches_the_board_and_the_chat(app: App) -> None:
    board, chat = await app.open("leaderboard"), await app.open("chat")
    app.cheer("Nova", 300)
    app.cheer("Luna", 500)

    await expect(board.page.locator(".name")).to_have_text(["Luna", "Nova"])
    await expect(board.page.locator(".points")).to_have_text(["500", "300"])
    await expect(chat.page.locator(".support")).to_have_text(
        ["Nova 300 Bits", "Luna 500 Bits"]
    )


async def test_what_the_gate_holds_is_not_shown_until_it_is_released(app: App) -> None:
    chat = await app.open("chat")
    held = app.say("Nova", "HOLD this")
    app.say("Luna", "hello")
    await expect(chat.page.locator(".text")).to_have_text(["hello"])

    await app.engine.allow(held)
    await expect(chat.page.locator(".text")).to_have_text(["HOLD this", "hello"])


async def test_what_is_blocked_leaves_chat_and_question(app: App) -> None:
    chat, question = await app.open("chat"), await app.open("question")
    seq = app.say("Nova", "hello")
    await app.engine.feature(seq)
    await expect(question.page.locator(".text")).to_have_text("hello")

    await app.engine.block(seq)
    await expect(question.page.locator(".card")).to_have_count(0)
    await expect(chat.page.locator(".line")).to_have_count(0)


async def test_a_blocked_message_is_never_in_the_page(app: App) -> None:
    chat = await app.open("chat", script=EVER)
    app.say("Nova", "BLOCK this")
    later = app.say("Luna", "hello")
    await expect(chat.page.locator(".text")).to_have_text(["hello"])
    await app.engine.block(later)

    await expect(chat.page.locator(".line")).to_have_count(0)
    assert "hello" not in await chat.page.content(), "it has left the page's own tree"
    ever = await chat.page.evaluate("window.ever.join()")
    assert ("hello" in ever, "BLOCK" in ever) == (True, False)


async def test_what_is_deleted_within_the_delay_is_never_in_the_page(app: App) -> None:
    app.settings["chat"] = ChatSettings(delay_s=1)
    chat = await app.open("chat", script=EVER)
    rude, banned = app.say("Nova", "rude"), app.say("Luna", "ruder")
    app.say("Kit", "hello")
    app.delete(rude)
    app.ban("Luna")
    await expect(chat.page.locator(".text")).to_have_text(["hello"])
    await rest(chat.page)

    ever = await chat.page.evaluate("window.ever.join()")
    assert ("hello" in ever, "rude" in ever) == (True, False)
    assert banned > rude


async def test_only_what_a_person_allowed_is_in_the_page(app: App) -> None:
    app.settings["chat"] = ChatSettings(approval=True)
    app.settings["leaderboard"] = LeaderboardSettings(approval=True)
    chat, board = await app.open("chat", script=EVER), await app.open("leaderboard")
    app.say("Nova", "one")
    second = app.say("Luna", "two")
    app.cheer("Kit", 5)
    await expect(chat.page.locator(".line")).to_have_count(1)
    await expect(board.page.locator(".name").first).to_contain_text("Viewer ")
    app.approve(second)

    await expect(chat.page.locator(".text")).to_have_text(["two"])
    await expect(board.page.get_by_text("Luna")).to_have_count(1)
    ever = await chat.page.evaluate("window.ever.join()")
    assert ("one" in ever, "Kit" in ever) == (False, False)


async def test_a_test_shows_the_preview_and_says_so(app: App) -> None:
    board = await app.open("leaderboard")
    app.server.show_test("leaderboard")

    await expect(board.page.locator(".row")).to_have_count(5)
    await expect(board.page.locator(".tag")).to_have_text("Test")


async def test_new_settings_are_seen_at_once(app: App) -> None:
    app.cheer("Nova", 300)
    board = await app.open("leaderboard")
    app.settings["leaderboard"] = LeaderboardSettings(theme="cozy", decimals=1)
    app.server.refresh("leaderboard")

    await expect(board.page.locator("#stage")).to_have_attribute("data-theme", "cozy")
    await expect(board.page.locator(".points")).to_have_text("300.0")


async def test_after_a_restart_of_the_app_pages_come_back_within_two_seconds(
    app: App,
) -> None:
    board = await app.open("leaderboard")
    app.cheer("Nova", 300)
    await expect(board.page.locator(".points")).to_have_text("300")

    async def back() -> float:
        before = await board.page.locator(".points").inner_text()
        await app.stop()
        await board.complained(times=len(board.complaints) + 4)
        app.cheer("Nova", 200)
        await expect(board.page.locator(".points")).to_have_text(before)
        board.frames.clear()
        began = time.monotonic()
        await app.start_again()
        await board.arrived('"snapshot"')
        took = time.monotonic() - began
        await expect(board.page.locator(".points")).to_have_text(str(int(before) + 200))
        return took

    assert await soonest(BACK_S, back) < BACK_S
