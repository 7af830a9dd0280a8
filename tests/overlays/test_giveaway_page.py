"""The giveaway's page in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from overlays.giveaway import Giveaway
from tests.overlays.conftest import Show
from tests.overlays.on_air import someone, state

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

GIVEAWAY = Giveaway()
NOW = 1_767_297_600


async def test_a_giveaway_from_what_comes_next_to_who_has_won(show: Show) -> None:
    shown = await show("giveaway", state(GIVEAWAY, phase="waiting"), motion="reduced")
    page = shown.page
    await expect(page.locator(".side")).to_have_text("Type !keyboard in any chat")

    await shown.server.show(state(GIVEAWAY, closes_at=None))
    await expect(page.locator(".entrants")).to_have_text("1,284 take part")
    await expect(page.locator(".proof")).to_contain_text("9f2c4b1de07a8835")
    await expect(page.locator(".hint")).to_have_text("Type !keyboard in any chat")

    winners = tuple(someone(n) for n in range(1, 8))
    won = state(GIVEAWAY, phase="results", winners=winners, proof="seed 42")
    await shown.server.show(won)
    await expect(page.locator(".said")).to_have_text("Winners")
    await expect(page.locator(".person .name").first).to_have_text("Nova_Kessler")
    await expect(page.locator(".more")).to_have_text("and 2 more")
    await expect(page.locator(".proof")).to_have_text("Proof seed 42")
    await expect(page.locator(".entrants")).to_be_hidden()

    await shown.server.retract("twitch:101")
    await expect(page.locator(".person")).to_have_count(4)
    empty = state(GIVEAWAY, phase="results", entrants=0)
    await shown.server.show(empty)
    await expect(page.locator(".said")).to_have_text("Nobody took part")
    await shown.server.show(state(GIVEAWAY, phase="failed"))
    await expect(page.locator(".side")).to_have_text("Called off")
    await shown.server.show({"shown": None})
    await expect(page.locator(".slab")).to_have_count(0)


async def test_when_the_time_is_over_the_draw_is_on(show: Show) -> None:
    ends = state(GIVEAWAY, closes_at=(NOW + 63) * 1_000_000)
    shown = await show("giveaway", ends, clock=NOW)
    page = shown.page
    await page.clock.pause_at(NOW + 60)
    await expect(page.locator(".left")).to_have_text("0:03")
    await expect(page.locator(".said")).to_have_text("")
    await page.clock.run_for(3_000)
    await expect(page.locator(".said")).to_have_text("Drawing …")

    await page.clock.resume()
    one = state(GIVEAWAY, phase="results", winners=(someone(2),))
    await shown.server.show(one)
    await expect(page.locator(".said")).to_have_text("Winner")


async def test_tests_among_the_entrants_are_marked(show: Show) -> None:
    tested = state(GIVEAWAY, closes_at=None, test_votes=3)
    shown = await show("giveaway", tested, motion="reduced")

    await expect(shown.page.locator(".tests")).to_have_text("3 test votes")
    await shown.server.show(state(GIVEAWAY, closes_at=None))
    await expect(shown.page.locator(".tests")).to_have_text("")
