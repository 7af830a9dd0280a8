"""The leaderboard's page in a real browser."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
from playwright.async_api import expect

from tests.overlays.conftest import Show
from tests.overlays.people import PEOPLE, board, row, top
from tests.overlays.sampling import (
    boxes,
    frame,
    rest,
    start_looking,
    stop_looking,
    styles,
)

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

SIZES_OF_TEXT = """(all) => all
  .filter((one) => one.closest(".avatar") === null && one.checkVisibility())
  .filter((one) => [...one.childNodes].some((n) => n.nodeType === 3))
  .map((one) => parseFloat(getComputedStyle(one).fontSize))"""

THEMES = ("studio", "minimal", "esport", "cozy")


def matrix(transform: str) -> list[float]:
    """Return the numbers of a computed `matrix(a, b, c, d, e, f)`."""
    return [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", transform)]


async def test_a_row_has_place_avatar_name_and_points(show: Show) -> None:
    page = (await show("leaderboard", top(5))).page

    await expect(page.locator(".row")).to_have_count(5)
    await expect(page.locator(".place")).to_have_text(["1", "2", "3", "4", "5"])
    await expect(page.locator(".name")).to_have_text([p[1] for p in PEOPLE[:5]])
    await expect(page.locator(".points")).to_have_text(
        ["12,480", "9,815", "7,350", "4,210", "4,210"]
    )
    await expect(page.locator(".avatar")).to_have_text(["N", "さ", "C", "Л", "م"])


async def test_a_narrow_place_leaves_a_name_its_room(show: Show) -> None:
    page = (await show("leaderboard", top(5), size=(560, 504))).page

    first = page.locator(".row .name").first
    shown, whole = await first.evaluate("(e) => [e.clientWidth, e.scrollWidth]")
    assert (await page.locator(".row").count(), shown) == (5, whole)


async def test_the_heading_says_how_many_of_what(show: Show) -> None:
    page = (await show("leaderboard", top(5))).page
    await expect(page.locator(".header")).to_have_text("TOP 5this session")

    page = (await show("leaderboard", top(3), rows=3, heading="Heroes")).page
    await expect(page.locator(".header")).to_have_text("Heroes")

    filled = {**top(3), "heading_text": "1,250 diamonds"}
    raw = "{{diamonds}} diamonds"
    shown = await show("leaderboard", filled, heading=raw)
    await shown.server.retract(PEOPLE[0][0])
    await expect(shown.page.locator(".row")).to_have_count(2)
    await expect(shown.page.locator(".header")).to_have_text("1,250 diamonds")

    page = (await show("leaderboard", top(3), header=False)).page
    await expect(page.locator(".row")).to_have_count(3)
    await expect(page.locator(".header")).to_be_hidden()


async def test_one_to_twenty_rows(show: Show) -> None:
    shown = await show("leaderboard", top(1), rows=1)

    for places in range(1, 21):
        shown.server.settings["rows"] = places
        shown.server.state = top(20)
        await shown.server.resend()
        await expect(shown.page.locator(".row:visible")).to_have_count(places)
    assert shown.complaints == []


@pytest.mark.parametrize("theme", THEMES)
async def test_every_place_fits_the_canvas_and_nothing_is_below_24_px(
    show: Show, theme: str
) -> None:
    shown = await show("leaderboard", top(20), theme=theme)
    for places in (5, 10, 20):
        shown.server.settings["rows"] = places
        await shown.server.resend()
        await expect(shown.page.locator(".row:visible")).to_have_count(places)
        await rest(shown.page)
        sizes = await shown.page.locator("#stage *").evaluate_all(SIZES_OF_TEXT)
        [whole] = await boxes(shown.page, ".board")

        assert min(sizes) >= 24
        assert whole["bottom"] <= 1080 - 16


async def test_places_that_do_not_fit_the_source_are_left_out_whole(
    show: Show,
) -> None:
    shown = await show("leaderboard", top(20), rows=20, size=(672, 400))
    await frame(shown.page)
    rows = await boxes(shown.page, ".row:visible")

    assert 1 <= len(rows) < 20
    assert rows[-1]["bottom"] <= 400
    await expect(shown.page.locator(".place:visible").first).to_have_text("1")


async def test_the_first_place_can_stand_at_the_bottom(show: Show) -> None:
    page = (await show("leaderboard", top(3), direction="up")).page
    await frame(page)
    first, second, third = await boxes(page, ".row")

    assert first["top"] > second["top"] > third["top"]


async def test_equal_points_keep_their_order_and_say_so(show: Show) -> None:
    shown = await show("leaderboard", top(5))
    await expect(shown.page.locator(".tie")).to_have_text(["tie", "tie"])

    for points in (4_220_000, 4_230_000):
        state = top(5)
        for tied in state["rows"][3:]:
            tied["points"] = points
        await shown.server.show(state)
        text = f"{points // 1000:,}"
        await expect(shown.page.locator(".points").last).to_have_text(text)
        names = await shown.page.locator(".name").all_inner_texts()
        assert names == [p[1] for p in PEOPLE[:5]]


async def test_the_tie_mark_goes_when_the_tie_is_over(show: Show) -> None:
    shown = await show("leaderboard", top(5))
    state = top(5)
    for tied in state["rows"]:
        tied["tie"] = False
    await shown.server.show(state)

    await expect(shown.page.locator(".tie")).to_have_count(0)


async def test_a_crown_for_the_first_medals_for_the_next_two_none_below(
    show: Show,
) -> None:
    page = (await show("leaderboard", top(5))).page

    await expect(page.locator(".crown")).to_have_count(1)
    await expect(page.locator(".row").first.locator(".face .crown")).to_have_count(1)
    kinds = await page.locator(".crest").evaluate_all(
        "(all) => all.map((one) => one.dataset.kind)"
    )
    assert kinds == ["crown-1", "medal-2", "medal-3"]


async def test_the_crown_is_turned_by_30_degrees_while_it_comes_down(
    show: Show,
) -> None:
    shown = await show("leaderboard", top(5))
    await expect(shown.page.locator(".crown")).to_have_count(1)
    await start_looking(shown.page, ".crown", "transform")
    await shown.server.show(board(2, 1, 3, 4, 5))
    await expect(shown.page.locator(".name").first).to_have_text(PEOPLE[1][1])
    await rest(shown.page)
    crowns = await stop_looking(shown.page)

    await start_looking(shown.page, ".row.first .crest", "transform")
    await shown.server.show(top(5))
    await expect(shown.page.locator(".name").first).to_have_text(PEOPLE[0][1])
    await rest(shown.page)
    crests = {each for sample in await stop_looking(shown.page) for each in sample}

    assert len(crowns) > 5
    for crown in crowns:
        [transform] = crown
        cosine, sine = matrix(transform)[:2]
        assert cosine == pytest.approx(math.cos(math.radians(30)), abs=1e-4)
        assert sine == pytest.approx(math.sin(math.radians(30)), abs=1e-4)
    assert len(crests) > 2, "what carries the crown moves"


async def test_the_crown_stays_turned_where_there_are_no_avatars(show: Show) -> None:
    for theme in ("minimal", "esport"):
        page = (await show("leaderboard", top(3), theme=theme)).page
        await expect(page.locator(".row").first.locator(".rank .crown")).to_have_count(
            1
        )
        [transform] = await styles(page, ".crown", "transform")
        assert matrix(transform)[:2] == pytest.approx([0.866, 0.5], abs=1e-3)


async def test_a_medal_follows_its_place(show: Show) -> None:
    shown = await show("leaderboard", top(3))
    await shown.server.show(board(1, 3, 2))
    await expect(shown.page.locator(".name").nth(1)).to_have_text(PEOPLE[2][1])

    second = shown.page.locator(".row").nth(1).locator(".crest")
    await expect(second).to_have_attribute("data-kind", "medal-2")


async def test_rows_glide_to_their_new_place(show: Show) -> None:
    shown = await show("leaderboard", top(5))
    await expect(shown.page.locator(".row")).to_have_count(5)
    await start_looking(shown.page, '[data-id="tiktok:105"]', "transform")
    await shown.server.show(board(5, 1, 2, 3, 4))
    await expect(shown.page.locator(".name").first).to_have_text(PEOPLE[4][1])
    await rest(shown.page)
    seen = [each for sample in await stop_looking(shown.page) for each in sample]
    heights = [matrix(each)[5] for each in seen if each != "none"]

    assert len(set(heights)) > 5
    assert max(heights) > 200
    assert heights == sorted(heights, reverse=True), "one way, without a jump back"
    assert seen[-1] == "none"


async def test_a_move_that_is_interrupted_goes_on_from_where_it_is(show: Show) -> None:
    shown = await show("leaderboard", top(5))
    await expect(shown.page.locator(".row")).to_have_count(5)
    climber = shown.page.locator('[data-id="tiktok:105"]')
    at_start = (await boxes(shown.page, '[data-id="tiktok:105"]'))[0]["top"]
    await shown.page.evaluate(
        """() => {
          window.tops = [];
          const row = document.querySelector('[data-id="tiktok:105"]');
          const look = () => {
            window.tops.push(row.getBoundingClientRect().top);
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    await shown.server.show(board(5, 1, 2, 3, 4))
    await expect(shown.page.locator(".name").first).to_have_text(PEOPLE[4][1])
    await shown.server.show(board(1, 2, 5, 3, 4))
    await expect(shown.page.locator(".name").nth(2)).to_have_text(PEOPLE[4][1])
    await rest(shown.page)
    tops = await shown.page.evaluate("window.tops")

    steps = [abs(b - a) for a, b in pairwise(tops)]
    assert max(steps) < 200, "a jump would be 300 px"
    assert (await climber.bounding_box() or {})["y"] < at_start


async def test_at_most_eight_rows_move_at_once(show: Show) -> None:
    shown = await show("leaderboard", top(20), rows=20)
    await expect(shown.page.locator(".row")).to_have_count(20)
    await start_looking(shown.page, ".row", "transform")
    await shown.server.show(board(20, *range(1, 20)))
    await expect(shown.page.locator(".name").first).to_have_text(PEOPLE[19][1])
    await rest(shown.page)
    samples = await stop_looking(shown.page)

    moving = [sum(each != "none" for each in sample) for sample in samples]
    assert 0 < max(moving) <= 8


async def test_who_climbs_is_marked_for_a_moment(show: Show) -> None:
    shown = await show("leaderboard", top(5))
    await shown.server.show(board(1, 2, 5, 3, 4))
    moved = shown.page.locator(".moved")

    await expect(moved).to_have_text("2")
    assert await styles(shown.page, ".moved", "color") == ["rgb(37, 244, 238)"]
    await expect(moved).to_have_count(0, timeout=3000)


async def test_who_falls_or_stays_is_not_marked(show: Show) -> None:
    shown = await show("leaderboard", top(5))
    await shown.server.show(board(2, 1, 3, 4, 5))
    await expect(shown.page.locator(".name").first).to_have_text(PEOPLE[1][1])

    marked = shown.page.locator(".row:has(.moved) .name")
    await expect(marked).to_have_text([PEOPLE[1][1]])


async def test_with_reduced_motion_nothing_travels(show: Show) -> None:
    for reduced, motion in ((True, "full"), (False, "reduced")):
        shown = await show("leaderboard", top(5), reduced=reduced, motion=motion)
        await expect(shown.page.locator(".row")).to_have_count(5)
        await start_looking(shown.page, ".row, .crest", "transform")
        await shown.server.show(board(5, 6, 1, 2, 3))
        await expect(shown.page.locator(".name").first).to_have_text(PEOPLE[4][1])
        await rest(shown.page)
        samples = await stop_looking(shown.page)

        assert {each for sample in samples for each in sample} == {"none"}


async def test_points_count_to_their_new_value(show: Show) -> None:
    shown = await show("leaderboard", top(1))
    points = shown.page.locator(".points")
    await expect(points).to_have_text("12,480")
    await shown.page.evaluate(
        """() => {
          window.figures = new Set();
          const points = document.querySelector(".points");
          new MutationObserver(() => window.figures.add(points.textContent))
            .observe(points, { childList: true, characterData: true, subtree: true });
        }"""
    )
    await shown.server.show({"rows": [row(1, points=20_000_000)]})
    await expect(points).to_have_text("20,000", timeout=2000)

    figures = await shown.page.evaluate("[...window.figures]")
    values = [int(figure.replace(",", "")) for figure in figures]
    assert len(values) > 3
    assert values == sorted(values)


async def test_points_are_written_as_the_settings_want(show: Show) -> None:
    third = {"rows": [row(1, points=1_234_999)]}
    written = {
        ("en-GB", 0): "1,234",
        ("en-GB", 3): "1,234.999",
        ("de", 1): "1.234,9",
        ("fr", 0): "1\u202f234",
    }
    for (language, decimals), text in written.items():
        page = (
            await show("leaderboard", third, language=language, decimals=decimals)
        ).page
        await expect(page.locator(".points")).to_have_text(text, use_inner_text=True)


async def test_a_name_of_ten_thousand_characters_is_cut_and_points_are_not(
    show: Show,
) -> None:
    endless = row(1, name="W" * 10_000, points=9_999_999_999_000, tie=True)
    shown = await show("leaderboard", {"rows": [endless]}, platform_marks=True)
    await expect(shown.page.locator(".points")).to_have_text("9,999,999,999")
    [plate] = await boxes(shown.page, ".row > .plate")
    [name] = await boxes(shown.page, ".name")
    [points] = await boxes(shown.page, ".points")

    assert plate["width"] == 640
    assert points["right"] <= plate["right"]
    assert name["right"] <= points["left"]
    cut = await shown.page.locator(".points").evaluate(
        "(one) => one.scrollWidth > one.clientWidth"
    )
    assert cut is False


async def test_a_name_from_right_to_left_stays_in_its_place(show: Show) -> None:
    arabic = row(1, name="مريم الزهراء " * 10)
    page = (await show("leaderboard", {"rows": [arabic, row(2)]})).page
    await expect(page.locator(".name").first).to_have_attribute("dir", "rtl")
    await expect(page.locator(".name bdi")).to_have_count(2)
    rank, points = (await boxes(page, ".rank"))[0], (await boxes(page, ".points"))[0]

    assert rank["right"] < points["left"]


async def test_who_leaves_the_board_fades_and_is_gone(show: Show) -> None:
    shown = await show("leaderboard", top(5))
    await shown.server.show(board(1, 2, 3, 4, 6))

    await expect(shown.page.locator('[data-id="tiktok:105"]')).to_have_count(0)
    await expect(shown.page.locator(".row")).to_have_count(5)


async def test_an_empty_board_shows_nothing_at_all(show: Show) -> None:
    shown = await show("leaderboard", {"rows": []})
    await frame(shown.page)

    assert await shown.page.locator("#stage").inner_text() == ""
    await shown.server.show(top(1))
    await expect(shown.page.locator(".row")).to_have_count(1)


async def test_a_thousand_changes_leave_no_rows_behind(show: Show) -> None:
    shown = await show("leaderboard", top(5))
    for turn in range(1_000):
        first = turn % 15 + 1
        await shown.server.show(board(*range(first, first + 5)))
    last = PEOPLE[999 % 15][1]
    await expect(shown.page.locator(".row:not(.leaving) .name").first).to_have_text(
        last
    )
    await rest(shown.page)

    assert await shown.page.locator("#stage *").count() < 150
    assert shown.complaints == []
