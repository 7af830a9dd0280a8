"""Each overlay's page once: its preview, its words, hostile texts, and rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Page

from tests.overlays.conftest import BY_NAME, Show, Shown
from tests.overlays.pixels import pixel
from tests.overlays.sampling import frame, rest

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

# A stage shows pages of others within its own.
ALL = [name for name in BY_NAME if name != "stage"]

# What passes by never rests; without motion it does.
ROLLING = {"credits": {"motion": "reduced"}, "ticker": {"motion": "reduced"}}

HOSTILE = (
    "<img src=x onerror=window.pwned=1>",
    "</bdi></span><script>window.pwned=1</script>",
    "javascript:window.pwned=1",
    "{n} {{points}} ${window.pwned=1} __proto__",
    "\u202e\u2066\u2067" + "Z\u0351\u036b" * 30 + "👨‍👩‍👧‍👦" * 30,
    "W" * 10_000,
)
WRITTEN = ("name", "text", "message", "title", "question", "label", "comment")
FOREIGN = "body script, iframe, object, embed, a, base, [onload], [onerror]"

COUNT_FRAMES = """
window.asked = 0;
const ask = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (job) => { window.asked += 1; return ask(job); };
"""


@pytest.mark.parametrize("name", ALL)
async def test_a_page_shows_its_preview_and_survives_what_people_write(
    show: Show, name: str
) -> None:
    overlay = BY_NAME[name]
    size = (overlay.width, overlay.height)
    labels = {
        key: "".join(["⟦", *re.findall(r"\{\w+\}", text), "⟧"])
        for key, text in overlay.labels().items()
    }
    labels["language"] = "en"
    state = overlay.preview()
    chosen = {"labels": labels, "script": COUNT_FRAMES, **ROLLING.get(name, {})}
    shown = await show(name, state, size=size, **chosen)
    await rest(shown.page)

    assert await pieces(shown.page) > 0
    assert await outside(shown.page) == []
    assert await letters_of_its_own(shown.page, state) == []
    assert await corner(shown.page) == (0, 0, 0, 0)
    for text in HOSTILE:
        await shown.server.show(with_text(state, text))
        await frame(shown.page)
    await rest(shown.page)
    assert await outside(shown.page) == []
    await nothing_came_in(shown)
    await nothing_runs(shown.page)


@pytest.mark.parametrize("name", ["gift_feed", "latest", "spotlight"])
async def test_no_amount_is_too_long_for_its_place(show: Show, name: str) -> None:
    overlay = BY_NAME[name]
    size = (overlay.width, overlay.height)
    shown = await show(name, overlay.preview(), size=size, motion="reduced")
    await shown.server.show(with_numbers(overlay.preview(), 10**15))
    await shown.arrived(str(10**15))
    await frame(shown.page)
    await rest(shown.page)

    assert await outside(shown.page) == []


async def pieces(page: Page) -> int:
    return await page.locator("#stage *").count()


async def outside(page: Page) -> list[str]:
    """Return what is to be seen and reaches beyond the source."""
    found: list[str] = await page.locator("#stage *").evaluate_all(
        """(all) => all.filter((one) => {
            const at = one.getBoundingClientRect();
            if (!at.width || !at.height || isCut(one.parentElement, at)) return false;
            return at.right > innerWidth + 1 || at.bottom > innerHeight + 1
              || at.left < -1 || at.top < -1;
          }).map((one) => `${one.tagName}.${one.className.baseVal ?? one.className}`);
          // What a parent cuts off is not seen.
          function isCut(box, at) {
            for (; box && box.id !== "stage"; box = box.parentElement) {
              if (getComputedStyle(box).overflowX !== "visible") return true;
            }
            return false;
          }"""
    )
    return found


async def letters_of_its_own(page: Page, state: Any) -> list[str]:
    """Return the words on the page that neither the labels nor the state hold."""
    text = await page.locator("#stage").inner_text()
    for written in sorted(set(strings(state)), key=len, reverse=True):
        text = re.sub(re.escape(written), "", text, flags=re.IGNORECASE)
    # An avatar's letter is its Viewer's.
    return [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1]


async def corner(page: Page) -> tuple[int, ...]:
    clip = {"x": 1, "y": 1, "width": 1, "height": 1}
    return pixel(await page.screenshot(clip=clip, omit_background=True))


async def nothing_came_in(shown: Shown) -> None:
    origin = f"http://127.0.0.1:{shown.server.port}/"
    assert await shown.page.evaluate("window.pwned") is None
    assert await shown.page.locator(f"#stage :is({FOREIGN})").count() == 0
    assert [url for url in shown.requests if not url.startswith(origin)] == []
    assert shown.complaints == []


async def nothing_runs(page: Page) -> None:
    """Look at a stretch of rest: no frame is asked for, nothing is animated."""
    # A typeface that a hostile text needs may still be coming.
    await page.evaluate("document.fonts.ready.then(() => true)")
    await frame(page)
    before = await page.evaluate("window.asked")
    await page.wait_for_timeout(150)

    assert await page.evaluate("window.asked") == before
    assert await page.evaluate("document.getAnimations().length") == 0


def with_text(state: Any, text: str) -> Any:
    """Return a state in which people have written nothing but `text`."""
    if isinstance(state, list):
        return [with_text(one, text) for one in state]
    if not isinstance(state, dict):
        return state
    return {
        key: text
        if isinstance(value, str) and key.endswith(WRITTEN)
        else with_text(value, text)
        for key, value in state.items()
    }


def with_numbers(state: Any, number: int) -> Any:
    """Return a state in which everything that is counted is `number`."""
    if isinstance(state, list):
        return [with_numbers(one, number) for one in state]
    if isinstance(state, dict):
        return {key: with_numbers(value, number) for key, value in state.items()}
    is_counted = isinstance(state, int) and not isinstance(state, bool)
    return number if is_counted else state


def strings(state: Any) -> Iterator[str]:
    if isinstance(state, str) and state:
        yield state
    elif isinstance(state, list):
        for one in state:
            yield from strings(one)
    elif isinstance(state, dict):
        for one in state.values():
            yield from strings(one)
