"""The goal's page in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from overlays.goal import Goal, GoalSettings
from tests.overlays.conftest import Show
from tests.overlays.on_air import GOAL
from tests.overlays.sampling import boxes, frame
from tests.overlays.stream import Stream

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]


LOADED = 1_767_297_570.0
"""The page's clock when it begins to load, in seconds since 1970."""


def goal(**more: Any) -> dict[str, Any]:
    return {"goal": {**Goal().preview()["goal"], **more}}


async def share(page: Page, selector: str) -> float:
    """Return how much of the bar a fill covers."""
    [bar] = await boxes(page, ".bar")
    [fill] = await boxes(page, selector)
    return round(fill["width"] / bar["width"], 3)


async def test_a_goal_says_how_far_it_is_and_what_is_next(show: Show) -> None:
    shown = await show("goal", goal())
    page = shown.page
    await frame(page)

    await expect(page.locator(".title")).to_have_text("New microphone")
    await expect(page.locator(".head .figure")).to_have_text("18,425")
    await expect(page.locator(".target")).to_have_text("/ 25,000")
    await expect(page.locator(".next")).to_have_text("next at 20,000: sing a duet")
    await expect(page.locator(".gap")).to_have_count(2)
    assert await share(page, ".fill:not(.fresh)") == 0.737

    money = goal(measure="money", currency="EUR", value=20_000_000, target=50_000_000)
    await shown.server.show(money)
    await expect(page.locator(".target")).to_have_text("/ €50.00")
    points = goal(measure="points", value=1_999, target=5_000, title="")
    await shown.server.show(points)
    await expect(page.locator(".target")).to_have_text("/ 5")
    await expect(page.locator(".title")).to_have_text("Points")


async def test_what_has_just_come_joins_the_bar_after_a_moment(show: Show) -> None:
    shown = await show("goal", goal(value=5_000), clock=LOADED)
    page = shown.page
    await page.clock.pause_at(LOADED + 30)
    await shown.server.show(goal(value=10_000))
    await shown.arrived('"value": 10000,')
    await page.clock.run_for(600)

    await expect(page.locator(".head .figure")).to_have_text("10,000")
    await expect(page.locator(".fresh")).to_have_attribute("data-share", "0.4")
    joining = page.locator(".fill:not(.fresh)")
    await expect(joining).to_have_attribute("data-share", "0.2")
    await page.clock.run_for(1_200)
    await expect(joining).to_have_attribute("data-share", "0.4")


async def test_a_reached_goal_has_a_tick_in_place_of_its_bar(show: Show) -> None:
    reached = goal(title="100 new follows", value=103, target=100, is_reached=True)
    shown = await show("goal", reached)

    await expect(shown.page.locator(".tick")).to_be_visible()
    await expect(shown.page.locator(".bar")).to_be_hidden()
    await expect(shown.page.locator(".amount")).to_have_text("103/ 100")
    await shown.server.show(goal())
    await expect(shown.page.locator(".tick")).to_be_hidden()
    await shown.server.show({"goal": None})
    await expect(shown.page.locator(".slab")).to_have_count(0)


async def test_a_rolling_goal_begins_again_and_counts(show: Show) -> None:
    rolled = goal(value=125, target=150, reached=1, milestones=[], **{"from": 100})
    page = (await show("goal", rolled, figure="percent", layout="wide")).page
    await frame(page)

    await expect(page.locator(".head .figure")).to_have_text("50 %")
    await expect(page.locator(".next")).to_have_text("1 reached")


@pytest.mark.parametrize("layout", ["small", "slim"])
async def test_the_smaller_layouts_keep_words_bar_and_amount(
    show: Show, layout: str
) -> None:
    page = (await show("goal", goal(), layout=layout, width=480)).page
    await frame(page)
    [title] = await boxes(page, ".title")
    [amount] = await boxes(page, ".amount")
    [slab] = await boxes(page, ".slab")

    assert title["right"] <= amount["left"]
    assert amount["right"] <= slab["right"]
    assert (await boxes(page, ".bar"))[0]["width"] > 40


async def test_a_goal_of_the_show_comes_in_and_the_other_comes_back(show: Show) -> None:
    shown = await show("goal", goal())
    page = shown.page
    put_on = Goal().project(Stream(airing=(GOAL,)), GoalSettings())
    await shown.server.show(put_on)
    await expect(page.locator(".slab")).to_have_count(1)
    await expect(page.locator(".title")).to_have_text("Lights out at 500")
    await expect(page.locator(".amount")).to_have_text("368/ 500")
    await expect(page.locator(".foot")).to_have_text("Points")
    await expect(page.locator(".gap")).to_have_count(0)

    await shown.server.show(goal())
    await expect(page.locator(".title")).to_have_text("New microphone")
    await expect(page.locator(".slab")).to_have_count(1)
