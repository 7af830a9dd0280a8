"""The pages of credits and ticker in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from overlays.overlay import State
from tests.overlays.conftest import BY_NAME, Show
from tests.overlays.sampling import boxes, frame

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

FINISH = """() => {
  for (const one of document.getAnimations()) if (one.id === "travel") one.finish();
}"""
MOVING = """() =>
  document.getAnimations().filter((one) => one.playState === "running").length"""


def preview(name: str) -> State:
    return BY_NAME[name].preview()


async def finish(page: Page) -> None:
    """Let what passes by come to its end."""
    await page.evaluate(FINISH)
    await frame(page)


async def test_credits_roll_from_below_and_once_is_once(show: Show) -> None:
    state = preview("credits")
    shown = await show("credits", state, size=(992, 700), play="once", speed=20)
    page = shown.page
    await frame(page)
    [title] = await boxes(page, ".title")
    assert title["top"] > 600
    await expect(page.locator(".part")).to_have_count(len(state["parts"]))
    assert await page.evaluate(MOVING) == 1
    [gone, *_others] = state["parts"][0]["people"]
    await shown.server.retract(gone["id"])
    kept = len(state["parts"][0]["people"]) - 1
    await expect(page.locator(".part").first.locator(".name")).to_have_count(kept)
    await finish(page)

    assert await page.evaluate(MOVING) == 0
    [title] = await boxes(page, ".title")
    assert title["bottom"] < 0
    assert shown.complaints == []


async def test_credits_begin_again_with_who_came_meanwhile(show: Show) -> None:
    state = preview("credits")
    shown = await show("credits", state, size=(992, 700), pause_s=0)
    page = shown.page
    await frame(page)
    assert await page.evaluate(MOVING) == 1
    one = {"part": "sharers", "people": [{"id": "x", "name": "somebody new"}]}
    await shown.server.show({**state, "parts": [*state["parts"], one]})
    await frame(page)
    await expect(page.get_by_text("somebody new")).to_have_count(0)
    await finish(page)

    await expect(page.get_by_text("somebody new")).to_have_count(1)


async def test_a_ticker_that_fits_stands_still(show: Show) -> None:
    state = preview("ticker")
    few = {"text": "", "items": state["items"][:2]}
    page = (await show("ticker", few, size=(1920, 64))).page
    await frame(page)

    assert await page.evaluate(MOVING) == 0
    await expect(page.locator(".item:visible")).to_have_count(2)


async def test_a_ticker_has_no_seam_and_rests_when_nothing_is_new(show: Show) -> None:
    state = preview("ticker")
    shown = await show("ticker", state, size=(900, 64))
    page = shown.page
    await frame(page)
    assert await page.evaluate(MOVING) == 1
    first, second = await boxes(page, ".half")
    assert abs(second["left"] - first["right"]) < 1
    assert abs(first["width"] - second["width"]) < 1
    await finish(page)
    assert await page.evaluate(MOVING) == 1
    await finish(page)
    assert await page.evaluate(MOVING) == 0, "nothing new came in two rounds"
    newer = {**state["items"][0], "id": 99, "name": "somebody new"}
    await shown.server.show({**state, "items": [newer, *state["items"]]})

    await expect(page.get_by_text("somebody new")).to_have_count(2)
    assert await page.evaluate(MOVING) == 1
    await shown.server.retract(*newer["entries"])
    assert shown.complaints == []
