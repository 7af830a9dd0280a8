"""The pages of gift feed, latest and top gifters in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from overlays.overlay import State
from tests.overlays.conftest import BY_NAME, Show
from tests.overlays.sampling import boxes, frame

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]


def preview(name: str) -> State:
    return BY_NAME[name].preview()


async def test_a_feed_counts_up_in_place_and_moves_on(show: Show) -> None:
    state = preview("gift_feed")
    shown = await show("gift_feed", state, size=(672, 560))
    page = shown.page
    last = page.locator(".row .amount").last
    await expect(last).to_have_text("×120")
    await page.evaluate("window.row = [...document.querySelectorAll('.row')].pop()")
    grown = {**state["rows"][-1], "count": 121}
    newer = {**state["rows"][0], "id": 99, "name": "somebody", "worth": 7}
    await shown.server.show({"rows": [*state["rows"][1:-1], grown, newer]})

    await expect(page.locator(".row:not(.leaving)")).to_have_count(5)
    await expect(page.locator(".row .amount").last).to_have_text("7 bits")
    assert await page.evaluate("window.row.querySelector('.amount').textContent") == (
        "×121"
    )
    await shown.server.retract(*state["rows"][1]["entries"])
    await expect(page.locator(".row:not(.leaving)")).to_have_count(4)
    assert shown.complaints == []


async def test_the_latest_take_their_places_and_give_them_up(show: Show) -> None:
    state = preview("latest")
    shown = await show("latest", state, size=(1752, 136))
    page = shown.page
    labels = page.locator(".cell .label")
    await expect(labels.first).to_have_text("Latest follower")
    await expect(labels.last).to_have_text("Top gift today")
    nobody = {"part": "share", "moment": None}
    await shown.server.show({"parts": [state["parts"][1], nobody]})

    await expect(page.locator(".cell:not(.leaving)")).to_have_count(2)
    await expect(page.locator(".cell:not(.leaving) .name").last).to_have_text("–")
    assert shown.complaints == []


async def test_the_podium_has_the_first_in_the_middle_with_the_crown(
    show: Show,
) -> None:
    state = preview("top_gifters")
    shown = await show("top_gifters", state, size=(672, 480))
    page = shown.page
    await frame(page)
    [first, second, third] = await boxes(page, ".person")
    assert second["left"] < first["left"] < third["left"]
    await expect(page.locator(".best .crown")).to_have_count(1)
    [a, b, *rest] = state["rows"]
    await shown.server.show(
        {"rows": [{**b, "rank": 1, "total": 99_999}, {**a, "rank": 2}, *rest]}
    )

    await expect(page.locator(".best .name")).to_have_text("さくらもち🌸")
    await expect(page.locator(".best .amount")).to_have_text("99,999")
    await expect(page.locator(".crown")).to_have_count(1)
    await shown.server.retract(a["id"])
    await expect(page.locator(".person:not(.leaving)")).to_have_count(2)
    assert shown.complaints == []
