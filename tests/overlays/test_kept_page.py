"""A source that was loaded once starts while the app is off and comes alive with it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from overlays.stage import StageSettings
from tests.overlays.conftest import BACK_S
from tests.overlays.served import App, part
from tests.support.patience import soonest

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

KEPT = """async (files) => {
  const own = [window, ...Array.from(window.frames)].flatMap((view) =>
    view.performance.getEntriesByType("resource").map((one) => one.name));
  files = [...files, ...own.filter((url) => /\\.(?:js|css)$/.test(url))];
  for (;;) {
    const all = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) all.push(url);
    }
    if (files.every((file) => all.some((url) => url.endsWith(file)))) return all;
    await new Promise((go) => setTimeout(go, 20));
  }
}"""
MARK = 'meta[name="companion-kept"]'


@pytest_asyncio.fixture(loop_scope="session")
async def app(tmp_path: Path, browser: Browser) -> AsyncIterator[App]:
    app = App(tmp_path, browser)
    await app.start()
    yield app
    await app.close()


async def kept(page: Page, *files: str) -> list[str]:
    """Wait until the browser has kept these files, and all that the page is made of.

    Returns all that it has.
    """
    found: list[str] = await page.evaluate(KEPT, list(files))
    return found


async def test_a_kept_page_starts_without_the_app_and_comes_alive_with_it(
    app: App,
) -> None:
    link = app.server.links()["chat"]
    shown = await app.open("chat")
    app.say("Nova", "hello")
    await expect(shown.page.locator(".text")).to_have_text(["hello"])
    await kept(shown.page, "/chat/", "/chat/overlay.js", "/stage.js", "/base.css")
    texts = ["hello"]

    async def alive() -> float:
        await app.stop()
        await shown.page.goto(link)
        await expect(shown.page.locator(MARK)).to_have_count(1)
        await expect(shown.page.locator(".line")).to_have_count(0)
        texts.append(f"back {len(texts)}")
        app.say("Luna", texts[-1])
        began = time.monotonic()
        await app.start_again()
        await expect(shown.page.locator(".text")).to_have_text(texts)
        took = time.monotonic() - began
        # Beside a running app, its own page shows, not the one that was kept.
        await expect(shown.page.locator(MARK)).to_have_count(0)
        await expect(shown.page.locator(".text")).to_have_text(texts)
        return took

    assert await soonest(BACK_S, alive) < BACK_S


async def test_a_stage_is_kept_with_all_its_parts(app: App) -> None:
    items = [{"overlay": "chat", "x": 0, "y": 0, "width": 700, "height": 500}]
    app.settings["stage"] = StageSettings.model_validate({"items": items})
    app.say("Nova", "hello")
    shown = await app.open("stage")
    chat = await part(shown.page, "chat")
    await expect(chat.locator(".text")).to_have_text(["hello"])
    await kept(shown.page, "/stage/", "/stage/on/chat/", "/on/chat/overlay.js")
    await app.stop()
    await shown.page.goto(app.server.links()["stage"])
    await expect(shown.page.locator(MARK)).to_have_count(1)

    await app.start_again()
    await expect(shown.page.locator(MARK)).to_have_count(0)
    chat = await part(shown.page, "chat")
    await expect(chat.locator(".text")).to_have_text(["hello"])


async def test_what_is_new_is_never_hidden_by_what_was_kept(app: App) -> None:
    shown = await app.open("chat")
    await kept(shown.page, "/chat/", "/chat/overlay.js")
    # As if an older version had been kept.
    await shown.page.evaluate("""async () => {
      const [name] = await caches.keys();
      const cache = await caches.open(name);
      for (const { url } of await cache.keys()) {
        if (url.endsWith("overlay.js")) {
          const headers = { "content-type": "text/javascript" };
          await cache.put(url, new Response("window.isOld = true", { headers }));
        }
      }
    }""")
    await shown.page.reload()
    app.say("Nova", "hello")

    await expect(shown.page.locator(".text")).to_have_text(["hello"])
    assert not await shown.page.evaluate("window.isOld === true")


async def test_nothing_stays_of_a_link_that_was_replaced(app: App) -> None:
    old = app.server.links()["chat"]
    shown = await app.open("chat")
    urls = await kept(shown.page, "/chat/", "/chat/overlay.js")
    assert not [url for url in urls if "/picture/" in url]
    await app.server.rotate("chat")
    await expect(shown.page.locator("#stage")).to_have_count(0)
    answer = await shown.page.goto(old)

    assert answer is not None
    assert answer.status == 404
    await shown.page.goto(app.server.links()["leaderboard"])
    await shown.page.wait_for_function(
        "caches.keys().then((all) => all.every((one) => one.includes('leaderboard')))"
    )
