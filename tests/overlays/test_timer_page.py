"""The timer's page in a real browser, whose clock the tests hold."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from overlays.timer import Timer
from tests.overlays.conftest import Show, Shown

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

LOADED = 1_767_297_570.0
"""The page's clock when it begins to load, in seconds since 1970."""

NOW = LOADED + 30
"""Where its clock is stopped; a busy machine has loaded it by then."""


def timer(seconds: float = 60, **more: Any) -> dict[str, Any]:
    """Return a countdown that ends so many seconds after NOW."""
    known = {"mode": "countdown", "title": "Karaoke in", "held": None, "added": 0}
    at = round((NOW + seconds) * 1_000)
    state = {**Timer().preview()["timer"], **known, "at": at, "from": None, **more}
    return {"timer": state}


HIDDEN = """(isHidden) => {
  Object.defineProperty(document, "visibilityState",
    { configurable: true, get: () => (isHidden ? "hidden" : "visible") });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def tell(shown: Shown, state: dict[str, Any]) -> None:
    """Send a state, and let the stopped page draw it once it is there."""
    await shown.server.show(state)
    await shown.arrived(f'"at": {state["timer"]["at"]},')
    await shown.page.clock.run_for(50)


async def clock(page: Page) -> str:
    return await page.locator(".clock").inner_text()


async def test_a_countdown_runs_by_the_second_and_ends_at_nothing(show: Show) -> None:
    page = (await show("timer", timer(61), clock=LOADED)).page
    await page.clock.pause_at(NOW)
    await expect(page.locator(".clock")).to_have_text("1:01")
    await page.clock.run_for(1_000)
    assert await clock(page) == "1:00"
    await page.clock.run_for(1_000)
    assert await clock(page) == "0:59"
    await page.clock.run_for(600_000)

    assert await clock(page) == "0:00"
    await expect(page.locator(".title")).to_have_text("Karaoke in")


async def test_at_zero_it_says_so_or_goes(show: Show) -> None:
    words = timer(2, zero_text="Karaoke!")
    said = (await show("timer", words, clock=LOADED, at_zero="text")).page
    gone = (await show("timer", timer(2), clock=LOADED, at_zero="hide")).page
    for page in (said, gone):
        await expect(page.locator(".clock")).to_be_visible()
        await page.clock.run_for(40_000)

    await expect(said.locator(".title")).to_have_text("Karaoke!")
    await expect(said.locator(".clock")).to_be_hidden()
    await expect(gone.locator(".slab")).to_have_count(0)


async def test_a_stopwatch_shows_hours_when_there_are_any(show: Show) -> None:
    page = (await show("timer", timer(-3_599, mode="stopwatch"), clock=LOADED)).page
    await page.clock.pause_at(NOW)
    await expect(page.locator(".clock")).to_have_text("59:59")
    await page.clock.run_for(1_000)

    assert await clock(page) == "1:00:00"


async def test_a_hidden_page_rests_and_is_right_again(show: Show) -> None:
    page = (await show("timer", timer(599), clock=LOADED)).page
    await page.clock.pause_at(NOW)
    await expect(page.locator(".clock")).to_have_text("9:59")
    await page.evaluate(HIDDEN, True)
    await page.clock.run_for(60_000)
    assert await clock(page) == "9:59"

    await page.evaluate(HIDDEN, False)
    await expect(page.locator(".clock")).to_have_text("8:59")


async def test_support_moves_the_end_and_a_stopped_timer_stands(show: Show) -> None:
    shown = await show("timer", timer(59, mode="subathon"), clock=LOADED)
    await shown.page.clock.pause_at(NOW)
    await expect(shown.page.locator(".clock")).to_have_text("0:59")
    await tell(shown, timer(659, mode="subathon"))
    await expect(shown.page.locator(".clock")).to_have_text("10:59")
    await tell(shown, timer(660, held=125_000))
    await shown.page.clock.run_for(5_000)

    await expect(shown.page.locator(".clock")).to_have_text("2:05")


async def test_it_counts_by_the_servers_clock(show: Show) -> None:
    shown = await show("timer", timer(60), clock=LOADED)
    page = shown.page
    await page.clock.pause_at(NOW)
    # This computer's clock is 30 s behind the server's.
    await page.evaluate(
        """async (now) => {
          const { setServerTime } = await import("../shared/clock.js");
          setServerTime(now);
        }""",
        (NOW + 30) * 1_000,
    )
    await tell(shown, timer(61))
    await expect(page.locator(".clock")).to_have_text("0:31")
