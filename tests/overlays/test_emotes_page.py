"""The reactions' page in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.overlays.conftest import Show
from tests.overlays.sampling import frame

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

COUNT = """() => {
  window.most = 0;
  window.begun = new Set();
  const look = () => {
    const all = document.querySelectorAll(".flight");
    window.most = Math.max(window.most, all.length);
    for (const one of all) window.begun.add(one);
    requestAnimationFrame(look);
  };
  look();
}"""


def reaction(seq: int, number: int = 0, text: str = "🔥") -> dict[str, Any]:
    return {
        "id": f"{seq}-{number}",
        "entry": seq,
        "viewer": "twitch:Nova",
        "icon": None,
        "text": text,
    }


def sky(*seqs: int, likes: int = 0) -> dict[str, Any]:
    return {
        "reactions": [reaction(seq) for seq in seqs],
        "is_example": False,
        "likes": likes,
        "gifts": 0,
    }


async def begun(page: Page) -> int:
    return int(await page.evaluate("window.begun.size"))


async def test_what_was_there_before_does_not_fly(show: Show) -> None:
    shown = await show("emotes", sky(1, 2, likes=50))
    await shown.page.evaluate(COUNT)
    await shown.server.show(sky(1, 2, likes=50))
    await frame(shown.page)
    assert await begun(shown.page) == 0

    await shown.server.show(sky(1, 2, 3, likes=51))
    await expect(shown.page.locator(".flight")).to_have_count(2)
    assert await shown.page.locator(".flight .heart").count() == 1


async def test_never_more_than_24_at_once_and_no_faster_than_chosen(
    show: Show,
) -> None:
    shown = await show("emotes", sky(), per_second=12, seconds=2)
    await shown.page.evaluate(COUNT)
    await shown.page.evaluate("window.since = performance.now()")
    for number in range(10):
        first = number * 24
        await shown.server.show(sky(*range(first, first + 24), likes=number * 1_000))
        await frame(shown.page)
    await shown.page.wait_for_function("() => window.begun.size >= 10")
    waited = await shown.page.evaluate("performance.now() - window.since")

    assert await shown.page.evaluate("window.most") <= 24
    assert waited >= 9 * (1_000 / 12) - 20


async def test_the_same_reaction_takes_the_same_way_everywhere(show: Show) -> None:
    ways = []
    for _page in "ab":
        shown = await show("emotes", sky())
        await shown.server.show(sky(7))
        flight = shown.page.locator(".flight")
        await expect(flight).to_have_count(1)
        ways.append(
            await flight.evaluate(
                """(one) => [one.style.left,
                  JSON.stringify(one.getAnimations()[0].effect.getKeyframes())]"""
            )
        )

    assert ways[0] == ways[1]


async def test_what_is_retracted_falls_out_of_the_sky(show: Show) -> None:
    shown = await show("emotes", sky())
    await shown.server.show(sky(7, 8))
    await expect(shown.page.locator(".flight")).to_have_count(2)
    await shown.server.retract(7)
    await expect(shown.page.locator(".flight")).to_have_count(1)
    await shown.server.retract("twitch:Nova")

    await expect(shown.page.locator(".flight")).to_have_count(0)


async def test_with_reduced_motion_a_number_counts_them(show: Show) -> None:
    shown = await show("emotes", sky(likes=40), reduced=True)
    await expect(shown.page.locator(".counter")).to_have_text("40")
    await shown.server.show(sky(1, 2, likes=43))

    await expect(shown.page.locator(".counter")).to_have_text("43")
    await expect(shown.page.locator(".flight")).to_have_count(0)


async def test_an_example_stands_still_and_a_test_flies(show: Show) -> None:
    example = {**sky(1, 2, 3), "is_example": True}
    shown = await show("emotes", example)
    await expect(shown.page.locator(".placed")).to_have_count(3)
    await shown.server.show(sky())
    await expect(shown.page.locator(".flight")).to_have_count(0)
    await shown.server.show(example, test=True)

    await expect(shown.page.locator(".flight:not(.placed)")).not_to_have_count(0)
    await expect(shown.page.locator(".tag")).to_have_text("Test")
    await shown.server.show(sky(likes=9_000))
    await expect(shown.page.locator(".tag")).to_have_count(0)
    assert await shown.page.locator(".heart").count() == 0


async def test_hearts_let_what_people_wrote_go_first(show: Show) -> None:
    shown = await show("emotes", sky(), per_second=1)
    await shown.server.show(sky(likes=6))
    await expect(shown.page.locator(".flight")).to_have_count(1)
    await shown.server.show(sky(1, likes=6))
    await expect(shown.page.locator(".flight")).to_have_count(2)

    await expect(shown.page.locator(".flight").last).to_have_text("🔥")
