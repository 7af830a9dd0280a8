"""The page itself, in a real Chromium as large as a telephone."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from companion.domain.show.notes import InteractionMoved
from companion.domain.show.specs import (
    FlagSpec,
    GiveawaySpec,
    PollSpec,
    QueueSpec,
    QuizSpec,
    RatingSpec,
    WordCloudSpec,
)
from tests.companion.web.room.conftest import OpenRoom

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("COMPANION_CHROMIUM") or shutil.which("chromium")
SIZE: Any = {"width": 360, "height": 640}

QUIZ = QuizSpec(question="A mammal?", options=("Shark", "Dolphin"), correct=(1,))

STATES: list[tuple[str, list[str], str]] = [
    ("before", [], "Nothing to answer right now."),
    ("waiting", ["wait"], "Get ready. It starts in a moment."),
    ("ongoing", ["wait", "start"], "Choose one."),
    ("results", ["wait", "start", "close"], "Closed. The answer comes in a moment."),
    (
        "scoreboard",
        ["wait", "start", "close", "reveal", "scoreboard"],
        "You did not answer this one.",
    ),
    (
        "after",
        ["wait", "start", "close", "reveal", "scoreboard", "finish"],
        "Nothing to answer right now.",
    ),
]


@pytest.fixture
async def phone() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page(viewport=SIZE, has_touch=True)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield page
        await browser.close()
        assert faults == []


async def come_in(room: OpenRoom, phone: Page, name: str = "Luna") -> None:
    """Join as the QR code leads in: the code is there already."""
    await phone.goto(f"{room.root}/#{room.desk.view().code}")
    await phone.get_by_label("Your name").fill(name)
    await phone.get_by_role("button", name="Join").click()
    await expect(phone.locator("#me")).to_have_text(name)


async def tap(room: OpenRoom, phone: Page, button: str) -> None:
    """Tap a button that answers; returns when the page has been told of it."""
    async with phone.expect_response("**/answer") as answered:
        await phone.get_by_role("button", name=button).click()
    assert (await answered.value).status == 200
    await room.heard()


async def test_a_wrong_code_is_said_beside_its_field(
    room: OpenRoom, phone: Page
) -> None:
    await phone.goto(room.root)
    await phone.get_by_label("Code").fill("WRONG2")
    await phone.get_by_label("Your name").fill("Luna")
    await phone.get_by_role("button", name="Join").click()

    await expect(phone.locator("#note-code")).to_contain_text("This is not the code.")
    await expect(phone.get_by_label("Your name")).to_have_value("Luna")


async def test_the_code_leaves_the_address_when_somebody_is_in(
    room: OpenRoom, phone: Page
) -> None:
    await come_in(room, phone)

    assert phone.url == f"{room.root}/"


@pytest.mark.parametrize(("state", "verbs", "said"), STATES)
async def test_who_comes_in_the_middle_sees_the_state(
    room: OpenRoom, phone: Page, state: str, verbs: list[str], said: str
) -> None:
    await room.run(QUIZ, *verbs)
    await come_in(room, phone)

    await expect(phone.get_by_text(said)).to_be_visible()
    can_answer = await phone.locator(".choice:enabled").count()
    assert (can_answer > 0) is (state == "ongoing")


async def test_who_comes_after_a_failure_sees_nothing_of_it(
    room: OpenRoom, phone: Page
) -> None:
    quiz = await room.run(QUIZ, "wait", "start")
    failed = InteractionMoved(id=quiz, to="failed", why="a fault")
    await room.engine.books.put_all(lambda: (failed,))
    await come_in(room, phone)

    await expect(phone.get_by_text("Nothing to answer right now.")).to_be_visible()


async def test_a_tap_answers_and_the_own_answer_stays_marked(
    room: OpenRoom, phone: Page
) -> None:
    quiz = await room.run(QUIZ, "start")
    await come_in(room, phone)
    await tap(room, phone, "Dolphin")

    await expect(phone.get_by_text("Your answer is in.")).to_be_visible()
    await expect(phone.locator(".choice.mine .text")).to_have_text("Dolphin")
    await phone.reload()
    await expect(phone.locator(".choice.mine .text")).to_have_text("Dolphin")
    await room.do(quiz, "close", "reveal")
    await expect(phone.get_by_text("You are right!")).to_be_visible()
    await expect(phone.locator("#score")).to_have_text("2 points · Place 1 of 1")


async def test_every_target_is_large_enough_for_a_thumb(
    room: OpenRoom, phone: Page
) -> None:
    async def check() -> None:
        for one in await phone.locator("button:visible, input:visible").all():
            box = await one.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 48
        width = await phone.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZE["width"]

    await phone.goto(room.root)
    await check()
    await room.run(RatingSpec(title="How was it?", high=10), "start")
    await room.run(WordCloudSpec(title="A" * 300), "start")
    await room.run(QueueSpec(title="Play " * 40), "start")
    await come_in(room, phone, "W" * 30)
    await check()


async def test_a_word_a_code_and_a_place_are_taken(room: OpenRoom, phone: Page) -> None:
    cloud = await room.run(WordCloudSpec(title="One word?"), "start")
    await come_in(room, phone)
    await phone.get_by_label("Your word").fill("cosy")
    await tap(room, phone, "Send")
    await expect(phone.get_by_text("Your words are in.")).to_be_visible()
    assert room.engine.show.interaction(cloud).voters == 1
    await room.do(cloud, "close", "finish")

    flag = await room.run(FlagSpec(title="Find it", code="ramen42"), "start")
    await phone.get_by_label("The code").fill("ramen42")
    await tap(room, phone, "Send")
    await expect(phone.get_by_text("You have found it!")).to_be_visible()
    await room.do(flag, "close", "finish")

    await room.run(GiveawaySpec(title="A poster"), "start")
    await tap(room, phone, "Take part")
    await expect(phone.get_by_text("You are in. Good luck!")).to_be_visible()


async def test_markup_in_a_question_stays_text(room: OpenRoom, phone: Page) -> None:
    bad = "<img src=x onerror=document.title='bad'>"
    await room.run(PollSpec(question=bad, options=(bad, "<b>two</b>")), "start")
    await come_in(room, phone, "<i>x</i>")

    await expect(phone.locator("h2")).to_have_text(bad)
    assert await phone.locator("img, b, i").count() == 0
    assert await phone.title() == "Play along"


async def test_nothing_is_asked_of_another_host(room: OpenRoom, phone: Page) -> None:
    asked: list[str] = []
    phone.on("request", lambda one: asked.append(one.url))
    await room.run(QUIZ, "start")
    await come_in(room, phone)

    assert asked
    assert all(one.startswith(f"{room.root}/") for one in asked)


async def test_when_the_room_is_shut_the_page_says_so_at_once(
    room: OpenRoom, phone: Page
) -> None:
    await come_in(room, phone)
    await room.desk.close()

    await expect(phone.get_by_text("The room is closed.")).to_be_visible()
    await room.desk.open()
    await phone.get_by_role("button", name="Join again").click()
    await phone.get_by_label("Code").fill(room.desk.view().code)
    await phone.get_by_role("button", name="Join").click()
    await expect(phone.locator("#me")).to_have_text("Luna")
