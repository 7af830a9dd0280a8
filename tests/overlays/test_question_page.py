"""The question's page in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.overlays.conftest import Show
from tests.overlays.people import NO_QUESTION, question
from tests.overlays.sampling import (
    boxes,
    frame,
    rest,
    start_looking,
    stop_looking,
    styles,
)

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

ARABIC = "هل ستلعبين مع المشتركين بعد الكاريوكي؟ 🎤"

COUNT_CARDS = """() => {
  window.counts = [];
  const look = () => {
    window.counts.push(document.querySelectorAll(".card").length);
    requestAnimationFrame(look);
  };
  look();
  new MutationObserver(() => {
    window.counts.push(document.querySelectorAll(".card").length);
  }).observe(document.body, { childList: true, subtree: true });
}"""


async def size_of_text(page: Page) -> float:
    [size] = await styles(page, ".text", "fontSize")
    return float(size.removesuffix("px"))


async def test_the_comment_comes_with_who_wrote_it(show: Show) -> None:
    page = (await show("question", question())).page

    await expect(page.locator(".name")).to_have_text("kwame.codes")
    await expect(page.locator(".avatar")).to_have_text("K")
    await expect(page.locator(".mark.tiktok")).to_have_count(1)
    await expect(page.locator(".standing")).to_have_text("11th · 1,980 points")
    await expect(page.locator(".text")).to_have_text("is it wired?")


async def test_places_and_points_are_written_as_they_are_said(show: Show) -> None:
    shown = await show("question", question())
    for rank, points, standing in (
        (1, 1_000, "1st · 1 point"),
        (2, 0, "2nd · 0 points"),
        (3, 2_999, "3rd · 2 points"),
        (12, 1_000_000, "12th · 1,000 points"),
        (22, 5_000, "22nd · 5 points"),
        (1_001, 5_000, "1,001st · 5 points"),
    ):
        await shown.server.show(question(rank=rank, points=points))
        await expect(shown.page.locator(".standing")).to_have_text(standing)


async def test_what_is_turned_off_or_unknown_is_not_there(show: Show) -> None:
    unranked = question(rank=None, points=None)
    page = (await show("question", unranked, platform_marks=False)).page

    await expect(page.locator(".text")).to_be_visible()
    await expect(page.locator(".standing")).to_be_hidden()
    await expect(page.locator(".mark")).to_have_count(0)


async def test_a_short_comment_is_large(show: Show) -> None:
    page = (await show("question", question())).page

    assert await size_of_text(page) == 52


async def test_500_characters_are_whole_in_the_default_width(show: Show) -> None:
    text = ("does the wired one really have less latency than mine " * 10)[:500]
    page = (await show("question", question(text=text))).page
    await frame(page)
    [card] = await boxes(page, ".card")
    [shown] = await boxes(page, ".text")

    assert 28 <= await size_of_text(page) < 52
    assert shown["bottom"] <= card["bottom"]
    await expect(page.locator(".text")).to_have_text(text.strip())
    await expect(page.locator(".text.cut")).to_have_count(0)


async def test_what_is_still_too_long_ends_after_nine_lines_of_28_px(
    show: Show,
) -> None:
    page = (await show("question", question(text="W" * 500), width=792)).page
    await frame(page)
    [shown] = await boxes(page, ".text")

    assert await size_of_text(page) == 28
    assert shown["height"] == 9 * 38
    assert await styles(page, ".text", "webkitLineClamp") == ["9"]


async def test_a_low_source_shows_fewer_lines_and_nothing_outside(show: Show) -> None:
    page = (await show("question", question(text="W" * 500), size=(1376, 300))).page
    await frame(page)
    [card] = await boxes(page, ".card")

    assert card["top"] >= 0
    assert card["bottom"] <= 300


async def test_text_from_right_to_left_mirrors_the_bubble(show: Show) -> None:
    asked = question(name="مريم الزهراء", text=ARABIC)
    page = (await show("question", asked)).page
    await frame(page)
    [card] = await boxes(page, ".card")
    [avatar] = await boxes(page, ".avatar")
    [standing] = await boxes(page, ".standing")

    edge = "(one) => getComputedStyle(one, '::before').right"
    assert await page.locator(".card").evaluate(edge) == "0px"
    assert card["right"] - avatar["right"] < avatar["left"] - card["left"]
    assert avatar["left"] > standing["right"]


async def test_a_left_to_right_comment_is_not_mirrored_by_an_arabic_name(
    show: Show,
) -> None:
    page = (await show("question", question(name="مريم", text="gg 🎤"))).page

    await expect(page.locator(".card")).to_have_attribute("dir", "ltr")


async def test_emoji_and_marks_stay_inside_the_bubble(show: Show) -> None:
    shown = await show("question", question(), motion="reduced")
    texts = ("🎤" * 250, "👩‍👩‍👧‍👦 " * 60, "🇫🇷🏴‍☠️🧑🏿‍🚀", "a\u0301" * 250)
    for seq, text in enumerate(texts, 2):
        await shown.server.show(question(seq, name=f"name {seq}", text=text))
        await expect(shown.page.locator(".name")).to_have_text(f"name {seq}")
        [card] = await boxes(shown.page, ".card")
        [written] = await boxes(shown.page, ".text")

        assert card["left"] <= written["left"]
        assert written["right"] <= card["right"]
    assert shown.complaints == []


async def test_a_comment_pops_out_before_the_next_pops_in(show: Show) -> None:
    shown = await show("question", question(1, text="first"))
    await expect(shown.page.locator(".text")).to_have_text("first")
    await start_looking(shown.page, ".card", "transform")
    await shown.page.evaluate(COUNT_CARDS)
    await shown.server.show(question(2, text="second"))
    await expect(shown.page.locator(".text")).to_have_text("second")
    await rest(shown.page)
    samples = await stop_looking(shown.page)
    scales = [
        float(s[7:].split(",")[0]) for [s] in filter(None, samples) if s != "none"
    ]

    assert max(await shown.page.evaluate("window.counts")) == 1
    assert len(set(scales)) > 5
    assert min(scales) < 0.9
    lowest = scales.index(min(scales))
    assert 0 < lowest < len(scales) - 1, "smaller first, then larger again"


async def test_the_whole_change_takes_half_a_second(show: Show) -> None:
    shown = await show("question", question(1, text="first"))
    await expect(shown.page.locator(".text")).to_have_text("first")
    await shown.page.evaluate(
        """() => {
          window.pops = new Set();
          const look = () => {
            for (const one of document.getAnimations()) {
              window.pops.add(one.effect.getTiming().duration);
            }
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    await shown.server.show(question(2, text="second"))
    await expect(shown.page.locator(".text")).to_have_text("second")
    await rest(shown.page)

    assert sum(await shown.page.evaluate("[...window.pops]")) == 500


async def test_twenty_picks_in_a_row_never_show_two_and_end_with_the_last(
    show: Show,
) -> None:
    shown = await show("question", question(1, text="text 1"))
    await shown.page.evaluate(COUNT_CARDS)
    for seq in range(2, 22):
        await shown.server.show(question(seq, text=f"text {seq}"))
        await frame(shown.page)
    await expect(shown.page.locator(".text")).to_have_text("text 21")
    await rest(shown.page)

    assert max(await shown.page.evaluate("window.counts")) == 1
    await expect(shown.page.locator(".text")).to_have_text("text 21")


async def test_back_to_the_first_while_it_leaves_shows_the_first_again(
    show: Show,
) -> None:
    shown = await show("question", question(1, text="first"))
    await expect(shown.page.locator(".text")).to_have_text("first")
    await shown.server.show(question(2, text="second"))
    await frame(shown.page)
    await shown.server.show(question(1, text="first"))
    await rest(shown.page)

    await expect(shown.page.locator(".text")).to_have_text("first")
    assert await styles(shown.page, ".card", "opacity") == ["1"]


async def test_taken_off_it_pops_out_and_nothing_is_left(show: Show) -> None:
    shown = await show("question", question())
    await expect(shown.page.locator(".card")).to_have_count(1)
    await shown.server.show(NO_QUESTION)

    await expect(shown.page.locator(".card")).to_have_count(0)
    assert await shown.page.locator("#stage").inner_text() == ""


async def test_new_points_change_the_numbers_and_nothing_else(show: Show) -> None:
    shown = await show("question", question(points=1_000))
    await expect(shown.page.locator(".standing")).to_have_text("11th · 1 point")
    await shown.page.evaluate("window.card = document.querySelector('.card')")
    await shown.server.show(question(points=3_000, rank=10))

    await expect(shown.page.locator(".standing")).to_have_text("10th · 3 points")
    is_same = "window.card === document.querySelector('.card')"
    assert await shown.page.evaluate(is_same)


async def test_what_is_retracted_is_gone_without_a_farewell(show: Show) -> None:
    shown = await show("question", question(7))
    await expect(shown.page.locator(".card")).to_have_count(1)
    await start_looking(shown.page, ".card", "opacity")
    await shown.server.retract(7)
    await expect(shown.page.locator(".card")).to_have_count(0)
    seen = {each for sample in await stop_looking(shown.page) for each in sample}

    assert seen == {"1"}


async def test_what_is_retracted_while_it_leaves_is_gone_as_well(show: Show) -> None:
    shown = await show("question", question(7, text="bad"))
    await expect(shown.page.locator(".card")).to_have_count(1)
    await shown.server.show(question(8, text="good"))
    await shown.server.retract(7)
    await expect(shown.page.locator(".text")).to_have_text("good")
    await rest(shown.page)

    await expect(shown.page.locator(".card")).to_have_count(1)


async def test_another_retraction_leaves_it_alone(show: Show) -> None:
    shown = await show("question", question(7))
    await shown.server.retract(6)
    await frame(shown.page)

    await expect(shown.page.locator(".card")).to_have_count(1)


async def test_a_test_is_marked(show: Show) -> None:
    shown = await show("question", NO_QUESTION)
    await shown.server.show(question(1, test=True))
    await expect(shown.page.locator(".who .tag")).to_have_text("Test")

    await shown.server.show(question(2), test=True)
    await expect(shown.page.locator(".box > .tag")).to_have_text("Test")
    await shown.server.show(question(2))
    await expect(shown.page.locator(".tag")).to_have_count(0)


async def test_with_reduced_motion_it_fades_in_place(show: Show) -> None:
    shown = await show("question", question(1, text="first"), reduced=True)
    await expect(shown.page.locator(".text")).to_have_text("first")
    await start_looking(shown.page, ".card", "transform")
    await shown.server.show(question(2, text="second"))
    await expect(shown.page.locator(".text")).to_have_text("second")
    await rest(shown.page)
    seen = {each for sample in await stop_looking(shown.page) for each in sample}

    assert seen == {"none"}
