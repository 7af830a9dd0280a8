"""The poll's page in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from overlays.poll import Poll
from tests.overlays.conftest import Show
from tests.overlays.on_air import options, state
from tests.overlays.sampling import boxes, frame, rest, styles

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

POLL = Poll()
NOW = 1_767_297_600
PERCENTS = ".option .line:not(.over .line) .figure"

LONG = (
    "short",
    "a very long answer that needs more than a single line to be read, and then some",
    "إجابة طويلة جدا لا يمكن أن تتسع في سطر واحد مهما حاولنا أن نجعلها أصغر قليلا",
    "日本語の長い答えがここに入りますが、一行には収まりません、どうしましょうか皆さん",
    "W" * 10_000,
    "😀" * 60,
    "<img src=x onerror=window.pwned=1>",
    "",
    "nine",
    "ten",
)


async def test_a_poll_from_what_comes_next_to_nothing(show: Show) -> None:
    shown = await show("poll", state(POLL, phase="waiting"), motion="reduced")
    page = shown.page
    await expect(page.locator(".title")).to_have_text("Next: Which map first?")
    await expect(page.locator(".side")).to_have_text("Type 1–4 in any chat")
    await expect(page.locator(".content")).to_be_hidden()

    await shown.server.show(state(POLL, closes_at=None))
    await expect(page.locator(PERCENTS)).to_have_text(["45 %", "27 %", "25 %", "3 %"])
    await expect(page.locator(".option.ahead")).to_have_count(1)
    await expect(page.locator(".option .glyph")).to_have_count(0)
    await expect(page.locator(".foot")).to_have_text("Type 1–4 in any chat1,204 votes")

    await shown.server.show(state(POLL, phase="results"))
    await expect(page.locator(".ahead .lead .glyph")).to_have_count(1)
    await expect(page.locator(".behind")).to_have_count(3)
    await expect(page.locator(".hint")).to_be_hidden()

    await shown.server.show(state(POLL, phase="failed"))
    await expect(page.locator(".head")).to_have_text("Which map first?Called off")
    await expect(page.locator(".content")).to_be_hidden()

    await shown.server.show({"shown": None})
    await expect(page.locator(".slab")).to_have_count(0)
    await rest(page)


async def test_the_winners_bar_is_as_long_as_its_share_in_its_own_colour(
    show: Show,
) -> None:
    shown = await show("poll", state(POLL, options=options(3, 1)))
    page = shown.page
    [track, _] = await boxes(page, ".track")
    [bar, _] = await boxes(page, ".over")
    [under, _] = await boxes(page, ".track > .line .answer bdi")
    [upper, _] = await boxes(page, ".over .answer bdi")

    assert round((bar["right"] - track["left"]) / track["width"], 3) == 0.75
    assert upper["left"] == pytest.approx(under["left"], abs=0.1)
    assert (await styles(page, ".over", "visibility")) == ["visible", "hidden"]

    await shown.server.show(state(POLL, options=options(1, 3)))
    await expect(page.locator(PERCENTS)).to_have_text(["25 %", "75 %"])
    await rest(page)
    assert (await styles(page, ".over", "visibility")) == ["hidden", "visible"]
    [_, bar] = await boxes(page, ".over")
    assert round((bar["right"] - track["left"]) / track["width"], 3) == 0.75


async def test_hidden_votes_stay_hidden_and_tests_are_told(show: Show) -> None:
    hidden = state(POLL, options=options(None, None), test_votes=4)
    shown = await show("poll", hidden)
    page = shown.page

    await expect(page.locator(PERCENTS)).to_have_text(["", ""])
    await expect(page.locator(".ahead")).to_have_count(0)
    await expect(page.locator(".tests .tag")).to_have_text("4 test votes")
    await expect(page.locator(".count")).to_have_text("1,204 votes")

    # Of three equal shares one is rounded up: people add up what they see.
    await shown.server.show(state(POLL, options=options(1, 1, 1)))
    await expect(page.locator(PERCENTS)).to_have_text(["34 %", "33 %", "33 %"])
    await expect(page.locator(".ahead")).to_have_count(3)
    await shown.server.show(state(POLL, options=options(0, 0)))
    await expect(page.locator(PERCENTS)).to_have_text(["0 %", "0 %"])
    await expect(page.locator(".ahead")).to_have_count(0)


async def test_ten_long_answers_fit_the_source(show: Show) -> None:
    long = state(POLL, question="W" * 10_000, options=options(*range(10), texts=LONG))
    shown = await show("poll", long, size=(POLL.width, POLL.height))
    page = shown.page
    await frame(page)
    [box] = await boxes(page, ".slab")
    rows = await boxes(page, ".option")

    assert box["bottom"] <= POLL.height - 16
    assert len({round(one["height"]) for one in rows}) == 1
    assert all(one["right"] <= box["right"] for one in await boxes(page, ".figure"))
    assert await page.locator(".option.long").count() == 6
    sizes = await styles(page, ".answer, .figure, .amount, .note", "fontSize")
    assert min(float(one.removesuffix("px")) for one in sizes) >= 24
    assert await page.evaluate("window.pwned") is None
    assert shown.complaints == []


async def test_the_time_that_is_left_runs_down_by_the_clock(show: Show) -> None:
    ends = state(POLL, closes_at=(NOW + 65) * 1_000_000)
    shown = await show("poll", ends, clock=NOW)
    clock, left = shown.page.clock, shown.page.locator(".left")
    await clock.pause_at(NOW + 30)
    await expect(left).to_have_text("0:35")
    await clock.run_for(6_000)
    await expect(left).to_have_text("0:29")
    await clock.run_for(120_000)
    await expect(left).to_have_text("0:00")

    await clock.resume()
    await shown.server.show(state(POLL, phase="results"))
    await expect(left).to_have_text("")


async def test_a_countdown_does_not_leap_when_the_computers_clock_does(
    show: Show,
) -> None:
    # In the middle of a second: what is drawn does not hang on a millisecond.
    ends = state(POLL, closes_at=(NOW + 65) * 1_000_000 - 500_000)
    shown = await show("poll", ends, clock=NOW)
    clock, left = shown.page.clock, shown.page.locator(".left")
    await clock.pause_at(NOW + 30)
    await expect(left).to_have_text("0:35")
    for shows, is_left in ((NOW + 7_200, "0:34"), (NOW - 7_200, "0:33")):
        await clock.set_system_time(shows)
        await clock.run_for(1_000)
        await expect(left).to_have_text(is_left)

    # It may have slept instead, and the page's own clock with it: the app tells.
    shown.server.now = NOW + 10
    await clock.run_for(10_000)
    await clock.resume()
    await expect(left).to_have_text(re.compile(r"0:5\d"))
    heard = len(shown.server.heard)
    await clock.run_for(10_000)
    await shown.server.until(lambda server: len(server.heard) > heard)
    assert sum('"snapshot"' in one for one in shown.frames) == 2
    assert shown.complaints == []


async def test_what_is_retracted_is_gone_at_once(show: Show) -> None:
    shown = await show("poll", state(POLL))
    await expect(shown.page.locator(".slab")).to_have_count(1)
    await shown.server.retract("p")

    await expect(shown.page.locator("#stage *")).to_have_count(0)
