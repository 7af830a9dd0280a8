"""The word cloud's page in a real browser."""

from __future__ import annotations

from itertools import combinations

import pytest
from playwright.async_api import Page, expect

from overlays.word_cloud import WordCloud
from tests.overlays.conftest import Show
from tests.overlays.on_air import SAID, state
from tests.overlays.sampling import (
    boxes,
    rest,
    start_looking,
    stop_looking,
    styles,
)

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

CLOUD = WordCloud()
SIZE = (CLOUD.width, CLOUD.height)
SCRIPTS = ("word", "كلمة", "言葉", "🎉", "शब्द", "слово")
SIXTY = tuple((f"{SCRIPTS[n % 6]}{n}", 200 // (n + 1)) for n in range(60))

Places = dict[str, tuple[float, float]]


async def settle(page: Page) -> None:
    """Wait until the letters are there and the words in their places."""
    await expect(page.locator(".word").first).to_be_visible()
    await page.evaluate("document.fonts.ready.then(() => true)")
    await rest(page)


async def places(page: Page) -> Places:
    """Return the middles of the words that are to be seen."""
    found = await page.locator(".word:not([hidden])").evaluate_all(
        """(all) => all.map((one) => {
          const at = one.getBoundingClientRect();
          return [one.textContent, [at.left + at.width / 2, at.top + at.height / 2]];
        })"""
    )
    return {text: (round(x), round(y)) for text, (x, y) in found}


async def overlaps(page: Page) -> list[tuple[int, int]]:
    """Return pairs of words of which one lies on the other, by number."""
    found = await boxes(page, ".word:not([hidden])")
    # A line is higher than its letters.
    for one in found:
        one["top"] += one["height"] * 0.1
        one["bottom"] -= one["height"] * 0.1
    return [
        (n, m)
        for (n, a), (m, b) in combinations(enumerate(found), 2)
        if a["left"] < b["right"] and b["left"] < a["right"]
        if a["top"] < b["bottom"] and b["top"] < a["bottom"]
    ]


async def test_words_of_all_scripts_lie_beside_each_other(show: Show) -> None:
    sixty = state(CLOUD, words=SIXTY)
    sixty["shown"]["words"] = [{"text": t, "count": n} for t, n in SIXTY]
    page = (await show("word_cloud", sixty, size=SIZE, words=60)).page
    await settle(page)
    [cloud] = await boxes(page, ".cloud")
    words = await boxes(page, ".word:not([hidden])")
    sizes = [float(one[:-2]) for one in await styles(page, ".word", "fontSize")]

    assert len(words) == 60
    assert await overlaps(page) == []
    assert min(one["left"] for one in words) >= cloud["left"]
    assert max(one["right"] for one in words) <= cloud["right"]
    assert min(sizes) >= 24
    assert sizes == sorted(sizes, reverse=True)


async def test_words_keep_their_places_while_counts_change(show: Show) -> None:
    shown = await show("word_cloud", state(CLOUD), size=SIZE)
    page = shown.page
    await settle(page)
    before = await places(page)
    assert len(before) == len(SAID)

    one_more = tuple((text, n + (text == "ramen")) for text, n in SAID)
    await shown.server.show(state(CLOUD, words=one_more, voters=613))
    await expect(page.locator(".count")).to_have_text("613 viewers")
    await rest(page)
    assert await places(page) == before

    await shown.server.show(state(CLOUD, words=(*one_more, ("新しい", 2)), voters=614))
    await expect(page.locator(".word")).to_have_count(len(SAID) + 1)
    await settle(page)
    after = await places(page)
    assert {text: after[text] for text in before} == before
    assert await overlaps(page) == []

    await shown.server.show(state(CLOUD, words=SAID[1:], voters=615))
    await expect(page.locator(".word")).to_have_count(len(SAID) - 1)
    await rest(page)
    left = await places(page)
    assert left == {text: before[text] for text, _ in SAID[1:]}


async def test_a_word_that_outgrows_its_place_moves_and_touches_nobody(
    show: Show,
) -> None:
    shown = await show("word_cloud", state(CLOUD), size=SIZE)
    page = shown.page
    await settle(page)
    before = await places(page)
    grown = tuple((text, 96 if text == "hyggelig" else n) for text, n in SAID)
    await start_looking(page, ".word", "transform")
    await shown.server.show(state(CLOUD, words=grown, voters=700))
    await expect(page.locator(".count")).to_have_text("700 viewers")
    await rest(page)
    samples = await stop_looking(page)
    after = await places(page)

    assert {each for sample in samples for each in sample} > {"none"}
    assert await overlaps(page) == []
    assert after["cozy"] == before["cozy"]
    assert after.keys() == before.keys()


async def test_every_page_puts_the_same_words_in_the_same_places(show: Show) -> None:
    first = (await show("word_cloud", state(CLOUD), size=SIZE)).page
    second = (await show("word_cloud", state(CLOUD), size=SIZE)).page
    for page in (first, second):
        await settle(page)

    assert await places(first) == await places(second)


async def test_a_cloud_comes_goes_and_takes_whatever_is_said(show: Show) -> None:
    shown = await show("word_cloud", state(CLOUD, phase="waiting"), motion="reduced")
    page = shown.page
    await expect(page.locator(".side")).to_have_text("One word, in any chat")
    await expect(page.locator(".count")).to_be_hidden()

    hostile = (
        "W" * 10_000,
        "<script>window.pwned=1</script>",
        "\u202e\u2067x",
        " ",
        "",
    )
    await shown.server.show(state(CLOUD, words=tuple((text, 3) for text in hostile)))
    await expect(page.locator(".word")).to_have_count(3)
    await settle(page)
    assert await overlaps(page) == []
    assert await page.evaluate("window.pwned") is None

    await shown.server.show(state(CLOUD, phase="failed"))
    await expect(page.locator(".cloud")).to_be_hidden()
    await shown.server.show({"shown": None})
    await expect(page.locator(".slab")).to_have_count(0)
    assert shown.complaints == []
