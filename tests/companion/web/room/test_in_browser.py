"""The page itself, in a real Chromium as large as a telephone."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from companion.domain.show.notes import InteractionMoved
from companion.domain.show.specs import (
    CardSpec,
    FlagSpec,
    GiveawaySpec,
    GoalSpec,
    PollSpec,
    PredictionSpec,
    QueueSpec,
    QuizSpec,
    RatingSpec,
    TimerSpec,
    WheelSpec,
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
        context = await browser.new_context(viewport=SIZE, has_touch=True)
        faults: list[str] = []
        context.on("weberror", lambda error: faults.append(str(error.error)))
        yield await context.new_page()
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


async def test_a_telephone_is_the_same_person_in_every_tab_and_when_it_comes_again(
    room: OpenRoom, phone: Page
) -> None:
    first, waiting = phone, await phone.context.new_page()
    link = f"{room.root}/#{room.desk.view().code}"
    await waiting.goto(link)
    await come_in(room, first)
    # The tab that stood at the door has heard of it; a new one asks nothing.
    await expect(waiting.locator("#me")).to_have_text("Luna")
    await waiting.close()
    await first.close()
    again = await phone.context.new_page()
    await again.goto(link)
    await expect(again.locator("#me")).to_have_text("Luna")
    assert again.url == f"{room.root}/"
    await room.run(QUIZ, "start")
    await tap(room, again, "Dolphin")

    # A new code is asked for: what is kept opens no door, but the person is the same.
    await room.desk.close()
    await expect(again.get_by_text("The room is closed.")).to_be_visible()
    await room.desk.open()
    await again.goto(f"{room.root}/?again#{room.desk.view().code}")
    await expect(again.get_by_text("There is a new code")).to_be_visible()
    await expect(again.get_by_label("Your name")).to_have_value("Luna")
    await again.get_by_role("button", name="Join").click()
    await expect(again.locator(".choice.mine .text")).to_have_text("Dolphin")


async def test_what_another_room_gave_is_not_shown_to_this_one(
    room: OpenRoom, phone: Page
) -> None:
    await come_in(room, phone)
    kept = """change => {
        const me = JSON.parse(localStorage.getItem("companion-room"));
        localStorage.setItem("companion-room", JSON.stringify({ ...me, ...change }));
    }"""
    await phone.evaluate(kept, {"room": "another", "token": "of another"})
    sent: list[str] = []
    phone.on("websocket", lambda one: sent.append(one.url))
    await phone.reload()

    await expect(phone.get_by_label("Your name")).to_have_value("Luna")
    assert sent == []
    async with phone.expect_request("**/join") as asked:
        await phone.get_by_label("Code").fill(room.desk.view().code)
        await phone.get_by_role("button", name="Join").click()
    assert json.loads((await asked.value).post_data or "")["token"] == ""
    await expect(phone.locator("#me")).to_have_text("Luna")
    await phone.reload()
    await expect(phone.locator("#me")).to_have_text("Luna")


NOTHING_KEPT = (
    'Object.defineProperty(window, "localStorage", { get() { throw Error(); } });',
    "Storage.prototype.setItem = () => { throw Error(); };",
    'localStorage.setItem("companion-room", "{torn");',
    'localStorage.setItem("companion-room", "null");',
)


async def test_where_nothing_is_kept_one_plays_all_the_same(
    room: OpenRoom, phone: Page
) -> None:
    await room.run(QUIZ, "start")
    browser = phone.context.browser
    assert browser is not None
    for place, broken in enumerate(NOTHING_KEPT):
        private = await browser.new_page(viewport=SIZE)
        await private.add_init_script(broken)
        await come_in(room, private, f"Luna {place}")
        await tap(room, private, "Dolphin")
        await expect(private.locator(".choice.mine .text")).to_have_text("Dolphin")
        await private.close()


async def test_the_tab_that_is_looked_at_is_the_one_that_goes_on(
    room: OpenRoom, phone: Page
) -> None:
    await come_in(room, phone)
    others = [await phone.context.new_page() for _tab in range(3)]
    for one in others:
        await one.goto(room.root)
        await expect(one.locator("#me")).to_have_text("Luna")
    await expect(phone.get_by_role("alert")).to_contain_text("open in other tabs")
    await phone.locator("#main").click()

    await expect(phone.get_by_role("alert")).to_be_hidden()
    await expect(others[0].get_by_role("alert")).to_contain_text("open in other tabs")
    await expect(others[2].get_by_role("alert")).to_be_hidden()


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
    one = await room.run(RatingSpec(title="How was it?", low=0, high=10), "start")
    await room.run(WheelSpec(title="Who? " * 40, joins="!wheel"), "start")
    await room.run(WordCloudSpec(title="A" * 300), "start")
    await room.run(QueueSpec(title="Play " * 40), "start")
    await come_in(room, phone, "W" * 30)
    await check()
    await room.do(one, "finish")
    await room.run(RatingSpec(title="How was it?", high=100), "start")
    await room.answer(await room.token("Mira"), "hello")
    await room.heard()
    await expect(phone.get_by_role("slider")).to_be_visible()
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


BET = PredictionSpec(question="Do we win?", options=("Yes", "No"), least=5)


async def rich(room: OpenRoom, phone: Page, coins: int = 100) -> str:
    """Come in, say hello and get coins; returns the Viewer's id."""
    await come_in(room, phone)
    poll = await room.run(PollSpec(question="Hello?", options=("Hi", "Ho")), "start")
    await tap(room, phone, "Hi")
    await room.do(poll, "close", "finish")
    viewer_id = str((await room.chats())[0].body.viewer.id)
    await room.engine.coins.award(viewer_id, coins)
    return viewer_id


async def test_coins_are_staked_on_a_tapped_outcome(
    room: OpenRoom, phone: Page
) -> None:
    viewer_id = await rich(room, phone)
    bet = await room.run(BET, "start")
    await expect(phone.get_by_text("You have 100 coins.")).to_be_visible()
    await phone.get_by_role("button", name="No").click()
    await phone.get_by_label("How many coins?").fill("30")
    await tap(room, phone, "Stake")

    await expect(phone.get_by_text("Your stake is in.")).to_be_visible()
    await expect(
        phone.get_by_text("You have 70 coins. Your stake is 30.")
    ).to_be_visible()
    await expect(phone.locator(".choice.mine .text")).to_have_text("No")
    # One stakes on one outcome, and may add to it.
    await expect(phone.locator(".choice:enabled .text")).to_have_text(["No"])
    await phone.get_by_role("button", name="All").click()
    await tap(room, phone, "Stake")
    await expect(
        phone.get_by_text("You have 0 coins. Your stake is 100.")
    ).to_be_visible()
    assert (await room.engine.coins.wallet(viewer_id)).coins == 0
    await room.do(bet, "close")
    await room.engine.show.act(bet, "decide", value="2")
    await room.heard()
    await expect(phone.get_by_text("You are right! You get 100 coins.")).to_be_visible()


@pytest.mark.parametrize("typed", ["4", "101", "1.5", "-5", "ten", "0x10", "99999999"])
async def test_what_cannot_be_staked_is_said_beside_its_field(
    room: OpenRoom, phone: Page, typed: str
) -> None:
    await rich(room, phone)
    await room.run(BET, "start")
    await phone.get_by_role("button", name="Yes").click()
    await phone.get_by_label("How many coins?").fill(typed)
    await phone.get_by_role("button", name="Stake").click()

    await expect(phone.locator(".field.wrong .note")).to_have_text("Between 5 and 100.")
    assert len(await room.chats()) == 1


async def test_a_stake_needs_an_outcome_first(room: OpenRoom, phone: Page) -> None:
    await rich(room, phone)
    await room.run(BET, "start")
    await phone.get_by_label("How many coins?").fill("10")
    await phone.get_by_role("button", name="Stake").click()

    await expect(phone.get_by_role("alert")).to_have_text("Choose an outcome first.")


async def test_who_has_no_coins_is_told_what_it_takes(
    room: OpenRoom, phone: Page
) -> None:
    await room.run(BET, "start")
    await come_in(room, phone)

    await expect(phone.get_by_text("To take part you need 5 or more.")).to_be_visible()
    assert await phone.locator(".choice:enabled").count() == 0
    assert await phone.get_by_role("button", name="Stake").count() == 0


async def test_a_rating_to_100_is_a_slider_for_fingers_and_keys(
    room: OpenRoom, phone: Page
) -> None:
    spec = RatingSpec(title="How was it?", low=0, high=100, prior_weight=0)
    rating = await room.run(spec, "start")
    await come_in(room, phone)
    slider = phone.get_by_role("slider", name="From 0 to 100")
    await expect(slider).to_have_value("50")
    await slider.focus()
    await phone.keyboard.press("End")
    await phone.get_by_role("button", name="One less").click()
    await expect(phone.locator("output")).to_have_text("99")
    await tap(room, phone, "Send")

    await expect(phone.get_by_text("Your answer is in.")).to_be_visible()
    await expect(phone.locator(".chip")).to_have_text("99")
    view = room.engine.show.interaction(rating)
    assert (view.voters, view.numbers["mean"]) == (1, 99)
    box = await slider.bounding_box()
    assert box is not None
    await phone.touchscreen.tap(box["x"] + box["width"] - 2, box["y"] + 20)
    await expect(phone.locator("output")).to_have_text("100")
    await tap(room, phone, "Send")
    await expect(phone.locator(".chip")).to_have_text("100")


async def test_what_changes_elsewhere_takes_nothing_out_of_a_hand(
    room: OpenRoom, phone: Page
) -> None:
    await room.run(RatingSpec(title="How was it?", low=0, high=100), "start")
    await room.run(GoalSpec(title="Chats", unit="chats", target=9), "start")
    await come_in(room, phone)
    slider = phone.get_by_role("slider")
    await slider.focus()
    await slider.evaluate("one => { window.held = one; }")
    await phone.keyboard.press("Home")
    await room.answer(await room.token("Mira"), "hello")
    await room.heard()

    await expect(phone.get_by_text("1 of 9")).to_be_visible()
    assert await phone.evaluate("document.activeElement === window.held")
    await expect(slider).to_have_value("0")


async def test_a_name_gets_on_the_wheel_and_hears_of_it_after_the_screen(
    room: OpenRoom, phone: Page
) -> None:
    wheel = await room.run(WheelSpec(title="Who?", joins="!wheel", turns_s=5), "start")
    await room.answer(await room.token("Mira"), "!wheel")
    await come_in(room, phone)
    await tap(room, phone, "Put my name on the wheel")
    await expect(phone.get_by_text("Your name is on the wheel.")).to_be_visible()
    await room.engine.show.act(wheel, "spin")
    await room.heard()
    await expect(phone.get_by_text("It turns. Watch the screen.")).to_be_visible()
    await phone.reload()
    await expect(phone.get_by_text("It turns. Watch the screen.")).to_be_visible()
    await room.clock.advance(5)

    await expect(phone.get_by_text("It stopped at")).to_be_visible()


async def test_a_wheel_that_nobody_joins_is_to_be_watched(
    room: OpenRoom, phone: Page
) -> None:
    await room.run(WheelSpec(title="What?", slots=("Ramen", "Pizza")), "start")
    await come_in(room, phone)

    await expect(phone.get_by_text("Watch the screen.")).to_be_visible()
    assert await phone.locator("button").count() == 0


async def test_goal_timer_and_card_are_seen_while_nothing_asks(
    room: OpenRoom, phone: Page
) -> None:
    text = "# Rules\n\n- be **kind**\n- <img src=x>"
    await room.run(CardSpec(title="Tonight", text=text), "start")
    await room.run(TimerSpec(title="Break", seconds=3725), "start")
    await room.run(GoalSpec(title="Chats", unit="chats", target=4), "start")
    await room.answer(await room.token("Mira"), "hello")
    await room.heard()
    await come_in(room, phone)

    await expect(phone.get_by_text("Nothing to answer right now.")).to_be_visible()
    await expect(phone.locator(".prose b")).to_have_text("kind")
    await expect(phone.locator(".prose li")).to_have_text(["be kind", "<img src=x>"])
    await expect(phone.get_by_role("timer")).to_contain_text("1:0")
    await expect(phone.get_by_text("1 of 4 · 25 %")).to_be_visible()
    await expect(phone.get_by_role("progressbar")).to_have_attribute(
        "aria-valuenow", "25"
    )
    assert await phone.locator("img").count() == 0
    await room.run(PollSpec(question="Tea?", options=("Yes", "No")), "start")
    await expect(phone.locator("h2").first).to_have_text("Tea?")
    assert await phone.get_by_text("Nothing to answer").count() == 0


async def test_a_held_timer_stands(room: OpenRoom, phone: Page) -> None:
    timer = await room.run(TimerSpec(title="Break", seconds=300), "start")
    await come_in(room, phone)
    await room.do(timer, "hold")

    held = phone.locator(".time.held")
    await expect(held).to_have_text("04:59")


async def test_who_cannot_take_part_is_told_so_and_taps_nothing(
    room: OpenRoom, phone: Page
) -> None:
    await room.run(GiveawaySpec(title="A poster", who="subscriber"), "start")
    await room.run(QueueSpec(title="Play", who="follower"), "start")
    await come_in(room, phone)

    said = phone.get_by_text("This one is for followers and members of the channel")
    await expect(said).to_have_count(2)
    assert await phone.locator("button").count() == 0


async def test_nothing_moves_where_motion_is_not_wanted(
    room: OpenRoom, phone: Page
) -> None:
    await phone.emulate_media(reduced_motion="reduce")
    await room.run(GoalSpec(title="Chats", unit="chats", target=4), "start")
    await come_in(room, phone)

    moving = "one => getComputedStyle(one).transitionDuration"
    assert await phone.locator(".full").evaluate(moving) in {"0s", "0s, 0s"}


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
