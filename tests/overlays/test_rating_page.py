"""The rating's page in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from overlays.rating import Rating
from tests.overlays.conftest import Show
from tests.overlays.on_air import state
from tests.overlays.sampling import boxes, rest

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

RATING = Rating()


async def test_a_rating_by_stars(show: Show) -> None:
    shown = await show("rating", state(RATING, phase="waiting"), motion="reduced")
    page = shown.page
    await expect(page.locator(".side")).to_have_text("1–5, in any chat")

    none = state(RATING, mean=None, voters=0, histogram=(0, 0, 0, 0, 0))
    await shown.server.show(none)
    await expect(page.locator(".mean")).to_be_hidden()
    await expect(page.locator(".count")).to_have_text("0 votes")

    await shown.server.show(state(RATING))
    await expect(page.locator(".mean")).to_have_text("4.3")
    await expect(page.locator(".out-of")).to_have_text("of 5")
    [stars] = await boxes(page, ".stars")
    [lit] = await boxes(page, ".lit-window")
    assert (lit["right"] - stars["left"]) / stars["width"] == pytest.approx(
        0.86, abs=0.01
    )
    await expect(page.locator(".column-label")).to_have_text(["1", "2", "3", "4", "5"])
    columns = await boxes(page, ".column-bar")
    assert columns[3]["height"] / columns[4]["height"] == pytest.approx(
        128 / 195, abs=0.02
    )
    await expect(page.locator(".scale")).to_be_hidden()

    await shown.server.show(state(RATING, phase="failed"))
    await expect(page.locator(".content")).to_be_hidden()
    await shown.server.show({"shown": None})
    await expect(page.locator(".slab")).to_have_count(0)


async def test_test_votes_are_marked(show: Show) -> None:
    page = (await show("rating", state(RATING, test_votes=2))).page

    await expect(page.locator(".tests .tag")).to_have_text("2 test votes")
    await expect(page.locator(".count")).to_have_text("387 votes")


async def test_a_rating_by_a_scale(show: Show) -> None:
    hundred = state(
        RATING, low=0, high=100, mean=74.5, histogram=(1, 0, 3, 4, 8, 15, 22, 31, 18, 6)
    )
    shown = await show("rating", hundred)
    page = shown.page
    await rest(page)
    [scale] = await boxes(page, ".scale")
    [fill] = await boxes(page, ".scale .fill")

    await expect(page.locator(".mean")).to_have_text("75")
    assert fill["width"] / scale["width"] == pytest.approx(0.745, abs=0.01)
    await expect(page.locator(".stars")).to_be_hidden()
    labels = page.locator(".column-label")
    await expect(labels).to_have_text(["0", *[""] * 8, "100"])
    await expect(page.locator(".column-bar.most")).to_have_count(1)
