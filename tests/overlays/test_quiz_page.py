"""The quiz's page in a real browser."""

from __future__ import annotations

import re

import pytest
from msgspec import structs
from playwright.async_api import expect

from companion.domain.values import Platform
from overlays.quiz import Quiz
from tests.overlays.conftest import Show
from tests.overlays.on_air import EXAMPLES, state
from tests.overlays.sampling import boxes, frame, rest, styles

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

QUIZ = Quiz()
NOW = 1_767_297_600
ASKED = EXAMPLES["quiz"].options  # type: ignore[attr-defined]  # of a quiz
REVEALED = tuple(structs.replace(one, is_correct=one.key == "b") for one in ASKED)


async def test_a_quiz_hides_the_answer_until_it_is_revealed(show: Show) -> None:
    shown = await show("quiz", state(QUIZ, phase="waiting"), motion="reduced")
    page = shown.page
    await expect(page.locator(".side")).to_have_text("Type A–D in any chat")
    await expect(page.locator(".ring")).to_be_hidden()

    await shown.server.show(state(QUIZ))
    await expect(page.locator(".cell .lead")).to_have_text(["A", "B", "C", "D"])
    await expect(page.locator(".cell .answer")).to_have_text(
        ["1978", "1984", "1989", "1991"]
    )
    await expect(page.locator(".cell .figure")).to_have_text([""] * 4)
    await expect(page.locator(".correct, .behind")).to_have_count(0)
    await expect(page.locator(".first-correct")).to_be_hidden()
    await expect(page.locator(".rule")).to_be_hidden()

    await shown.server.show(state(QUIZ, phase="results", options=REVEALED))
    await expect(page.locator(".cell .figure")).to_have_text(
        ["12 %", "61 %", "21 %", "6 %"]
    )
    await expect(page.locator(".correct .answer")).to_have_text("1984")
    await expect(page.locator(".correct .lead .glyph")).to_have_count(1)
    assert await styles(page, ".correct", "backgroundColor") == ["rgb(15, 107, 69)"]
    await expect(page.locator(".first-correct")).to_have_text(
        "First correctささくらもち🌸+2"
    )
    await expect(page.locator(".rule")).to_have_text(
        "2.41 s, by the time it was sent, not received"
    )


async def test_the_scoreboard_shows_places_and_the_rule(show: Show) -> None:
    board = state(QUIZ, phase="scoreboard")
    shown = await show("quiz", board, platform_marks=True)
    page = shown.page
    await expect(page.locator(".person .mark.tiktok")).to_have_count(2)
    await expect(page.locator(".person .name")).to_have_text(
        ["さくらもち🌸", "Nova_Kessler", "Chidi “BigTuna” Okonkwo", "مريم الزهراء"]
    )
    await expect(page.locator(".person .figure")).to_have_text(["2", "1", "1", "1"])
    await expect(page.locator(".person .sign .glyph")).to_have_count(1)
    await expect(page.locator(".side")).to_have_text("Scoreboard")
    await expect(page.locator(".rule")).to_be_visible()
    await expect(page.locator(".answers")).to_be_hidden()

    await shown.server.retract("tiktok:102")
    await expect(page.locator(".person")).to_have_count(3)
    await shown.server.show(state(QUIZ, phase="failed"))
    await expect(page.locator(".side")).to_have_text("Called off")
    await shown.server.show(state(QUIZ, phase="after"))
    await rest(page)
    await expect(page.locator(".slab")).to_have_count(0)


async def test_the_ring_empties_over_the_last_thirty_seconds(show: Show) -> None:
    ends = state(QUIZ, closes_at=(NOW + 65) * 1_000_000)
    shown = await show("quiz", ends, clock=NOW)
    page = shown.page
    await expect(page.locator(".ring-text")).to_have_text(re.compile(r"^1:0\d$"))
    await page.clock.pause_at(NOW + 50)
    await expect(page.locator(".ring-text")).to_have_text("15")
    dashes = await page.locator(".ring-rest").get_attribute("stroke-dasharray")
    assert dashes is not None
    drawn, whole = map(float, dashes.split())

    assert drawn / whole == pytest.approx(0.5)


async def test_a_slow_platform_is_named_and_its_seconds_run_down(show: Show) -> None:
    closed = state(
        QUIZ,
        closes_at=NOW * 1_000_000,
        waiting_for=(Platform.YOUTUBE,),
        waits={"youtube": 9_000_000},
    )
    shown = await show("quiz", closed, clock=NOW - 30)
    page = shown.page
    late = page.locator(".late")
    await page.clock.pause_at(NOW)
    await expect(late).to_have_text("YouTube answers are still coming · 9 s")
    await expect(late.locator(".mark.youtube")).to_have_count(1)
    await expect(page.locator(".ring-text")).to_have_text("0")
    await expect(page.locator(".hint")).to_be_hidden()
    await page.clock.run_for(4_500)
    await expect(late).to_have_text("YouTube answers are still coming · 5 s")
    await page.clock.run_for(3_600)
    await expect(late).to_be_hidden()

    await page.clock.resume()
    await shown.server.show(state(QUIZ, phase="results", options=REVEALED))
    await expect(late).to_be_hidden()
    await shown.server.show(state(QUIZ))
    await expect(late).to_be_hidden()
    await expect(page.locator(".hint")).to_be_visible()


async def test_long_answers_stay_in_their_cells(show: Show) -> None:
    texts = ("W" * 10_000, "a long answer of many words " * 3, "長い" * 40, "ok")
    long = tuple(
        structs.replace(one, text=text)
        for one, text in zip(REVEALED, texts, strict=True)
    )
    shown = await show("quiz", state(QUIZ, phase="results", options=long))
    await frame(shown.page)
    cells = await boxes(shown.page, ".cell")
    figures = await boxes(shown.page, ".cell .figure")

    assert {round(one["height"]) for one in cells} == {88}
    for cell, figure in zip(cells, figures, strict=True):
        assert cell["left"] < figure["left"] < figure["right"] <= cell["right"]
