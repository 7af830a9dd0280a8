"""The chat's page in a real browser."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.async_api import expect

from tests.overlays.conftest import Show
from tests.overlays.people import line, lines
from tests.overlays.sampling import (
    boxes,
    frame,
    rest,
    start_looking,
    stop_looking,
    styles,
)

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

LOADS_S = 20
"""Until then a busy machine has loaded the page; its clock is stopped there."""


def said(first: int, last: int) -> dict[str, Any]:
    return lines(*(line(n, f"v{n}", f"line {n}") for n in range(first, last + 1)))


async def test_the_newest_line_is_at_the_bottom(show: Show) -> None:
    page = (await show("chat", said(1, 5))).page
    await expect(page.locator(".line")).to_have_count(5)
    tops = [box["top"] for box in await boxes(page, ".line")]

    await expect(page.locator(".text")).to_have_text([f"line {n}" for n in range(1, 6)])
    assert tops == sorted(tops)


async def test_at_most_as_many_lines_as_are_wanted(show: Show) -> None:
    shown = await show("chat", said(1, 20), lines=20)
    await expect(shown.page.locator(".line:visible")).to_have_count(20)

    shown.server.settings["lines"] = 3
    await shown.server.resend()
    await rest(shown.page)
    await expect(shown.page.locator(".text")).to_have_text(
        ["line 18", "line 19", "line 20"]
    )


async def test_lines_that_do_not_fit_the_source_are_left_out_whole(show: Show) -> None:
    page = (await show("chat", said(1, 20), lines=20, size=(712, 200))).page
    await frame(page)
    shown = await boxes(page, ".line:visible")

    assert 1 <= len(shown) < 20
    assert shown[0]["top"] >= 0
    await expect(page.locator(".text").last).to_have_text("line 20")


async def test_a_new_line_pushes_the_others_up_and_the_oldest_out(show: Show) -> None:
    shown = await show("chat", said(1, 3), lines=3)
    await expect(shown.page.locator(".line")).to_have_count(3)
    await start_looking(shown.page, ".lines", "transform")
    # Watched from inside: on a busy machine it has left before anybody asks.
    await shown.page.evaluate(
        """() => {
          window.left = new Set();
          new MutationObserver((changes) => {
            for (const { target } of changes)
              if (target.classList.contains("leaving"))
                window.left.add(target.textContent.trim());
          }).observe(document.body, { subtree: true, attributeFilter: ["class"] });
        }"""
    )
    await shown.server.show(said(2, 4))
    await expect(shown.page.locator(".text").last).to_have_text("line 4")
    await rest(shown.page)
    left = await shown.page.evaluate("[...window.left]")
    moves = {each for sample in await stop_looking(shown.page) for each in sample}

    assert len(left) == 1
    assert left[0].endswith("line 1")
    assert len(moves) > 3
    await expect(shown.page.locator(".text")).to_have_text(
        ["line 2", "line 3", "line 4"]
    )


async def test_lines_that_stay_do_not_jump(show: Show) -> None:
    shown = await show("chat", said(1, 3), lines=3)
    await expect(shown.page.locator(".line")).to_have_count(3)
    await shown.page.evaluate(
        """() => {
          window.tops = [];
          const kept = document.querySelectorAll(".line")[1];
          const oldest = document.querySelectorAll(".line")[0];
          const look = () => {
            const at = (one) => one.isConnected && one.getBoundingClientRect().top;
            window.tops.push([at(kept), at(oldest)]);
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    await shown.server.show(said(2, 4))
    await rest(shown.page)
    both = await shown.page.evaluate("window.tops")
    for tops in zip(*both, strict=True):
        there = [top for top in tops if top is not False]
        assert there == sorted(there, reverse=True), "only upwards"
        assert max(a - b for a, b in pairwise(there)) < 40


async def test_a_line_that_was_held_comes_in_at_its_place(show: Show) -> None:
    shown = await show("chat", lines(line(1, text="one"), line(3, text="three")))
    await expect(shown.page.locator(".line")).to_have_count(2)
    await shown.server.show(
        lines(line(1, text="one"), line(2, text="two"), line(3, text="three"))
    )

    await expect(shown.page.locator(".text")).to_have_text(["one", "two", "three"])


GIVEN: tuple[tuple[dict[str, Any], str], ...] = (
    ({"kind": "gift", "gift_name": "Rose", "count": 1}, "Zoë sent Rose"),
    ({"kind": "gift", "gift_name": "Rose", "count": 1200}, "Zoë sent Rose ×1,200"),
    ({"kind": "cheer", "count": 1}, "Zoë 1 Bit"),
    ({"kind": "cheer", "count": 500, "text": "gg"}, "Zoë 500 Bits gg"),
    (
        {"kind": "superchat", "amount_micros": 20_000_000, "currency": "EUR"},
        "Zoë €20.00",
    ),
    (
        {"kind": "superchat", "amount_micros": 500_000_000, "currency": "JPY"},
        "Zoë ¥500",
    ),
    (
        {"kind": "superchat", "amount_micros": 1_500_000, "currency": "<b>"},
        "Zoë 1.5 <b>",
    ),
    ({"kind": "subscription", "months": 1}, "Zoë subscribed"),
    ({"kind": "subscription", "months": 14}, "Zoë month 14"),
    ({"kind": "membership", "months": 1}, "Zoë became a member"),
    ({"kind": "gifted_subscription", "count": 1}, "Zoë gifted 1 Subscription"),
    ({"kind": "gifted_membership", "count": 10}, "Zoë gifted 10 Memberships"),
    ({"kind": "cheer", "count": 2, "name": None}, "Someone 2 Bits"),
)


async def test_support_says_what_was_given_and_stands_out(show: Show) -> None:
    shown = await show("chat", lines(), language="en-GB")
    page = shown.page
    for seq, (more, text) in enumerate(GIVEN, 2):
        supported = {**line(seq, "Zoë", ""), **more}
        await shown.server.show(lines(line(1), supported))
        await expect(page.locator(".line.support")).to_have_text(text)

    edge = "(one) => getComputedStyle(one, '::before').backgroundColor"
    assert await page.locator(".line.support").evaluate(edge) == "rgb(255, 0, 80)"
    await expect(page.locator(".line:not(.support)")).to_have_count(1)


async def test_a_streak_counts_up_in_its_line(show: Show) -> None:
    def streak(count: int) -> dict[str, Any]:
        gift = line(1, "Луна", "", kind="gift", gift_name="Rose", count=count)
        return lines({**gift, "id": "streak 1"}, line(2))

    shown = await show("chat", streak(1))
    await expect(shown.page.locator(".support")).to_have_text("Луна sent Rose")
    await shown.page.evaluate("window.line = document.querySelector('.support')")
    await shown.server.show(streak(120))

    await expect(shown.page.locator(".support")).to_have_text("Луна sent Rose ×120")
    assert await shown.page.evaluate(
        "window.line === document.querySelector('.support')"
    )


async def test_marks_and_avatars_can_be_turned_off_and_on(show: Show) -> None:
    page = (await show("chat", said(1, 2))).page
    await expect(page.locator(".mark.twitch")).to_have_count(2)
    await expect(page.locator(".avatar")).to_have_count(0)

    page = (await show("chat", said(1, 2), platform_marks=False, avatars=True)).page
    await expect(page.locator(".avatar")).to_have_count(2)
    await expect(page.locator(".mark")).to_have_count(0)


async def test_a_retracted_line_is_gone_at_once(show: Show) -> None:
    shown = await show("chat", said(1, 3))
    await expect(shown.page.locator(".line")).to_have_count(3)
    await shown.page.evaluate(
        """() => {
          window.faded = false;
          new MutationObserver(() => {
            window.faded ||= document.querySelector(".leaving") !== null;
          }).observe(document.body, {
            subtree: true, childList: true, attributes: true,
          });
        }"""
    )
    await shown.server.retract(1, 2)

    await expect(shown.page.locator(".text")).to_have_text(["line 3"])
    assert await shown.page.evaluate("window.faded") is False


async def test_a_line_that_the_next_state_lacks_in_the_middle_is_gone_at_once(
    show: Show,
) -> None:
    shown = await show("chat", said(1, 3))
    await expect(shown.page.locator(".line")).to_have_count(3)
    await shown.server.show(lines(line(1, "v1", "line 1"), line(3, "v3", "line 3")))

    await expect(shown.page.locator(".line")).to_have_count(2)
    await expect(shown.page.locator(".leaving")).to_have_count(0)


async def test_a_streak_goes_with_any_of_its_entries(show: Show) -> None:
    gift = line(1, "Луна", "", kind="gift", gift_name="Rose", count=3)
    streak = {**gift, "id": "streak 1", "entries": [1, 4, 5]}
    shown = await show("chat", lines(streak, line(2)))
    await expect(shown.page.locator(".line")).to_have_count(2)
    await shown.server.retract(4)

    await expect(shown.page.locator(".support")).to_have_count(0)


async def test_text_from_right_to_left_mirrors_its_line(show: Show) -> None:
    arabic = line(1, "مريم", "مساء الخير 🎤")
    page = (await show("chat", lines(arabic, line(2)))).page
    await frame(page)
    marks = await boxes(page, ".mark")
    names = await boxes(page, ".name")

    assert marks[0]["left"] > names[0]["right"]
    assert marks[1]["right"] < names[1]["left"]


async def test_a_very_long_message_is_cut_after_four_lines(show: Show) -> None:
    page = (await show("chat", lines(line(1, "W" * 10_000, "W" * 2_000)))).page
    await frame(page)
    [box] = await boxes(page, ".line")

    assert box["width"] <= 680
    assert box["height"] <= 4 * 36 + 16


async def test_lines_fade_when_they_are_old_enough(show: Show) -> None:
    state = said(1, 3)
    newest = state["lines"][-1]["at"] / 1000
    shown = await show("chat", state, clock=newest - LOADS_S, fade_after=8)
    await expect(shown.page.locator(".line")).to_have_count(3)
    await shown.page.clock.pause_at(newest)

    await shown.page.clock.set_system_time(newest + 3_600)  # somebody sets it
    await shown.page.clock.run_for(300)
    await expect(shown.page.locator(".line:not(.leaving)")).to_have_count(3)
    await shown.page.clock.run_for(6_800)
    await expect(shown.page.locator(".line:not(.leaving)")).to_have_count(1)
    await shown.page.clock.run_for(1_000)
    await expect(shown.page.locator(".line:not(.leaving)")).to_have_count(0)

    await shown.server.show(said(2, 4))
    await shown.arrived("line 4")
    await shown.page.clock.run_for(100)
    await expect(shown.page.locator(".line:not(.leaving)")).to_have_text("v4 line 4")


async def test_nothing_fades_while_the_app_is_away(show: Show) -> None:
    state = said(1, 2)
    newest = state["lines"][-1]["at"] / 1000
    shown = await show("chat", state, clock=newest - LOADS_S, fade_after=10)
    await expect(shown.page.locator(".line")).to_have_count(2)
    await shown.page.clock.pause_at(newest)
    await shown.server.stop()
    await shown.server.until(lambda server: server.connected == 0)
    for _turn in range(100):
        # The page hears of it in one of its next turns; its clock stands still.
        await shown.page.evaluate("0")
    await shown.page.clock.run_for(60_000)

    await expect(shown.page.locator(".line:not(.leaving)")).to_have_count(2)


async def test_a_test_is_marked(show: Show) -> None:
    shown = await show("chat", lines(line(1), line(2, test=True)))
    await expect(shown.page.locator(".line .tag")).to_have_text("Test")

    await shown.server.show(said(3, 4), test=True)
    await expect(shown.page.locator(".box > .tag")).to_have_text("Test")


async def test_with_reduced_motion_nothing_travels(show: Show) -> None:
    shown = await show("chat", said(1, 3), lines=3, reduced=True)
    await expect(shown.page.locator(".line")).to_have_count(3)
    await start_looking(shown.page, ".line, .lines", "transform")
    await shown.server.show(said(2, 4))
    await expect(shown.page.locator(".text").last).to_have_text("line 4")
    await rest(shown.page)
    seen = {each for sample in await stop_looking(shown.page) for each in sample}

    assert seen == {"none"}


async def test_a_flood_leaves_no_lines_behind(show: Show) -> None:
    shown = await show("chat", said(1, 20), lines=20)
    for first in range(2, 500):
        await shown.server.show(said(first, first + 19))
    await expect(shown.page.locator(".text").last).to_have_text("line 518")
    await rest(shown.page)

    await expect(shown.page.locator(".line")).to_have_count(20)
    assert shown.complaints == []


async def test_emotes_are_pictures_and_mentions_stand_out(show: Show) -> None:
    shown = await show("chat", lines())
    shown.server.pictures["kappa"] = EMOTE
    parts = [
        {"text": "hi "},
        {"text": "@Nova_Kessler", "mention": True},
        {"text": " "},
        {"icon": "/pictures/kappa", "text": "Kappa"},
        {"icon": "https://evil.example/x.png", "text": "Evil"},
        {"icon": "/pictures/none", "text": "Gone"},
        {"text": "<b>!</b>"},
    ]
    text = "hi @Nova_Kessler KappaEvilGone<b>!</b>"
    await shown.server.show(lines({**line(1, "Zoe", text), "parts": parts}))
    written = shown.page.locator(".text")

    await expect(written.locator("img.emote")).to_have_count(1)
    await expect(written.locator("img.emote")).to_have_attribute("alt", "Kappa")
    await expect(written.locator(".mention")).to_have_text("@Nova_Kessler")
    await expect(written).to_have_text("hi @Nova_Kessler EvilGone<b>!</b>")
    assert not [url for url in shown.requests if "evil" in url]


async def test_older_lines_are_fainter_when_that_is_chosen(show: Show) -> None:
    shown = await show("chat", lines(*(line(n) for n in range(1, 5))), oldest=40)
    await rest(shown.page)
    visible = [float(one) for one in await styles(shown.page, ".line", "opacity")]
    assert visible == pytest.approx([0.4, 0.6, 0.8, 1])

    shown.server.settings["oldest"] = 100
    await shown.server.resend()
    await expect(shown.page.locator(".line").first).to_have_css("opacity", "1")


EMOTE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63fccfc0500f0004850180"
    "84a98c210000000049454e44ae426082"
)
