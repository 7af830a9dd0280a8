"""Every text of the page can be read: its contrast, computed in Chromium.

The cards are made as for telephones, of what can be on air; the page draws them, and
what is measured is what it drew. That no state is forgotten is checked too: there is
no rule in the page's style that none of them needs.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

import pytest
from msgspec import structs
from playwright.async_api import Page, Route, WebSocketRoute, async_playwright, expect

from companion.domain.on_air import (
    CardOnAir,
    FlagOnAir,
    GiveawayOnAir,
    GoalOnAir,
    OnAir,
    Option,
    PollOnAir,
    PredictionOnAir,
    QueueOnAir,
    QuizOnAir,
    RatingOnAir,
    ScoreboardOnAir,
    Scored,
    TeamOnAir,
    TeamsOnAir,
    TimerOnAir,
    WheelOnAir,
    WordCloudOnAir,
)
from companion.domain.show.specs import PredictionSpec, RatingSpec, WordCloudSpec
from companion.domain.show.views import AnswerView
from companion.domain.values import Viewer
from companion.web.room.card import Card, Mine
from companion.web.room.cards import card_of
from companion.web.room.sent import Sent
from companion.web.room.server import CLOSED
from companion.web.room.sight import Me, Sight, written
from companion.web.wire import decimal_points
from tests.companion.web.room.conftest import OpenRoom
from tests.support.patience import PATIENCE_MS

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("COMPANION_CHROMIUM") or shutil.which("chromium")

LEAST: Final = 4.5
LEAST_LARGE: Final = 3.0
"""Of WCAG 2.2 AA; large is from 24 px on, bold from 18.66 px on."""

# As high as the cards together: all that is to be measured is in sight.
SIZE: Any = {"width": 360, "height": 20_000}

LUNA, MIRA = Viewer(id="room:1", name="Luna"), Viewer(id="room:2", name="Mira")
SCORES = (Scored(viewer=MIRA, points=3000), Scored(viewer=LUNA, points=2000))
SOON = 4_000_000
BET = PredictionSpec(question="Do we win?", options=("Yes", "No"), least=5)

NOTHING = Mine(id=LUNA.id, coins=lambda: 100, coin_name="coins")


def answered(said: str) -> Mine:
    return structs.replace(NOTHING, answer=AnswerView(said=(said,), seqs=(1,)))


def asked(now: int) -> list[Card | None]:
    """Return what asks, before anybody answers, while it is sent, and after."""
    two = (Option(key="1", text="Shark"), Option(key="2", text="Dolphin"))
    poll = PollOnAir(id="", phase="ongoing", question="Tea?", options=two)
    quiz = QuizOnAir(id="", phase="ongoing", question="A mammal?", options=two)
    bet = PredictionOnAir(id="", phase="ongoing", question="Win?", options=two)
    stars = RatingOnAir(id="", phase="ongoing", title="How was it?")
    slider = RatingOnAir(id="", phase="ongoing", title="How was it?", high=100)
    cloud = WordCloudOnAir(id="", phase="ongoing", title="One word?")
    flag = FlagOnAir(id="", phase="ongoing", title="Find it", code="ramen")
    draw = GiveawayOnAir(id="", phase="ongoing", title="A poster", keyword="!in")
    wheel = WheelOnAir(id="", phase="ongoing", title="Who?", keyword="!wheel")
    queue = QueueOnAir(id="", phase="ongoing", title="Play", keyword="!join")
    red = TeamOnAir(key="red", name="Red", colour="#ff0050")
    teams = TeamsOnAir(id="", phase="ongoing", title="Pull!", teams=(red, red))
    to_100, words = RatingSpec(title="", high=100), WordCloudSpec(title="")
    on: list[tuple[OnAir, Any, str]] = [
        (poll, None, "1"), (quiz, None, "1"), (bet, BET, "1 30"), (stars, None, "3"),
        (slider, to_100, "30"), (cloud, words, "cosy"), (flag, None, "ramen"),
        (draw, None, "!in"), (wheel, None, "!wheel"), (queue, None, "!join"),
        (teams, None, "!team red"),
    ]  # fmt: skip
    cards = []
    for one, spec, said in on:
        sent = Sent(text=said, event_id="e", at=0)
        sending = structs.replace(NOTHING, sent=sent, fate="sending")
        cards += [card_of(one, spec, who) for who in (NOTHING, answered(said), sending)]
        waiting = structs.replace(one, phase="waiting")
        cards.append(card_of(waiting, spec, NOTHING))
    clocks = [now + SOON, now + 90_000_000, now - SOON]
    timed = [structs.replace(quiz, closes_at=one) for one in clocks]
    lost = structs.replace(NOTHING, fate="blocked")
    return [*cards, card_of(poll, None, lost)] + [
        card_of(one, None, NOTHING) for one in timed
    ]


def told(now: int) -> list[Card | None]:
    """Return what came of it, and what is only looked at."""
    over = (
        Option(key="1", text="Shark", votes=90, is_correct=False),
        Option(key="2", text="Dolphin", votes=10, is_correct=True),
    )
    poll = PollOnAir(id="", phase="results", question="Tea?", options=over, voters=9)
    quiz = QuizOnAir(id="", phase="results", question="Which?", options=over)
    board = QuizOnAir(
        id="", phase="scoreboard", question="Which?", options=over, scores=SCORES
    )
    bet = PredictionOnAir(
        id="", phase="results", question="Win?", options=over, winner="2"
    )
    spun: Any = {"spun_at": now, "slots": ("A", "B"), "phase": "ongoing"}
    turns = WheelOnAir(id="", title="Who?", **spun)
    drawn = GiveawayOnAir(id="", phase="results", title="A poster", winners=(LUNA,))
    other = structs.replace(drawn, winners=(MIRA,))
    on: list[tuple[OnAir, Any]] = [
        (poll, None), (quiz, None), (board, None), (bet, BET), (turns, None),
        (structs.replace(turns, picked=1), None), (drawn, None), (other, None),
        (FlagOnAir(id="", phase="results", title="Find", code="x", found=SCORES), None),
        (RatingOnAir(id="", phase="results", title="How?", mean=3.2), None),
        (WordCloudOnAir(id="", phase="results", title="A word?"), None),
        (ScoreboardOnAir(id="", phase="ongoing", scores=SCORES), None),
        (GoalOnAir(id="", phase="ongoing", title="Chats", unit="", value=3), None),
        (GoalOnAir(id="", phase="ongoing", title="Chats", unit="", target=4), None),
        (TimerOnAir(id="", phase="ongoing", title="Break", at=now + SOON), None),
        (TimerOnAir(id="", phase="ongoing", title="Break", held_us=SOON), None),
        (CardOnAir(id="", phase="ongoing", title="Tonight", text=PROSE), None),
    ]  # fmt: skip
    mines = (NOTHING, answered("1"), answered("2"))
    return [card_of(one, spec, mine) for one, spec in on for mine in mines]


PROSE = "# Rules\n\nbe **kind** and *calm*\n\n- one\n\n1. first"


def sight(name: str, cards: Sequence[Card | None], *, idle: str = "") -> bytes:
    """Return a view whose owner has that name; no card is there twice."""
    found = {str(one): one for one in cards if one is not None}.values()
    numbered = [structs.replace(one, id=f"id{n}") for n, one in enumerate(found)]
    me = Me(name=name, points=decimal_points(3000), rank=1, people=9)
    return written(Sight(me=me, cards=numbered, idle=idle))


JUDGE = """least => {
  const style = getComputedStyle;
  const parse = text => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (under, [r, g, b, a], by = 1) =>
    [r, g, b].map((one, at) => under[at] + (one - under[at]) * a * by);
  const light = rgb => {
    const [r, g, b] = rgb.map(one => {
      const share = one / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  // The group that an element fades with, and by how much.
  const group = element => {
    for (let one = element; one; one = one.parentElement)
      if (style(one).opacity !== "1") return one;
    return null;
  };
  const at = (element, x, y) => {
    const stack = document.elementsFromPoint(x, y);
    const place = stack.indexOf(element);
    if (place < 0) return null;
    const own = group(element);
    let outside = over([0, 0, 0], parse(style(document.body).backgroundColor));
    let inside = null;
    for (const one of stack.slice(place).reverse()) {
      const colour = parse(style(one).backgroundColor);
      const faded = group(one);
      if (own && faded === own) inside = over(inside ?? outside, colour);
      else outside = over(outside, colour, faded ? +style(faded).opacity : 1);
    }
    inside ??= outside;
    const ink = over(inside, parse(style(element).color));
    const alpha = own ? +style(own).opacity : 1;
    const faded = colour => over(outside, [...colour, 1], alpha);
    return ratio(faded(ink), faded(inside));
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || !node.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    texts.push([node.parentElement, node.data, [...range.getClientRects()]]);
  }
  for (const one of document.querySelectorAll("input:not([type=range])"))
    if (one.value) texts.push([one, one.value, [one.getBoundingClientRect()]]);
  const bad = [];
  let seen = 0;
  for (const [element, text, boxes] of texts) {
    const { fontSize, fontWeight } = style(element);
    const [size, weight] = [parseFloat(fontSize), +fontWeight];
    const isLarge = size >= 24 || (size >= 18.66 && weight >= 700);
    const points = boxes.flatMap(({ left, top, width, height }) =>
      [0.02, 0.25, 0.5, 0.75, 0.98].map(by => [left + width * by, top + height / 2]));
    const found = points.map(([x, y]) => at(element, x, y)).filter(one => one !== null);
    const where = `${text} <${element.tagName} ${element.className}> in ` +
      `<${element.parentElement.className}>`;
    if (!found.length) bad.push(`not measured: ${where}`);
    else seen += 1;
    const worst = Math.min(...found);
    const enough = isLarge ? least.large : least.small;
    if (worst < enough) bad.push(`${worst.toFixed(2)} ${where}`);
  }
  window.needed ??= new Set();
  const signs = /::[\\w-]+|:not\\(:disabled\\)|:active|:focus-visible/g;
  window.rules ??= [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
    .flatMap(rule => [rule, ...(rule.cssRules ?? [])])
    .flatMap(rule => rule.selectorText?.split(",") ?? [])
    .map(one => one.replace(signs, "").trim());
  for (const one of window.rules)
    if (one === "" || document.querySelector(one)) window.needed.add(one);
  return { bad, seen, unused: window.rules.filter(one => !window.needed.has(one)) };
}"""


class Measured:
    """The page under test, fed with views; all that is measured must be readable."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bad: list[str] = []
        self.seen = 0
        self.unused: list[str] = []
        self._told: asyncio.Queue[WebSocketRoute] = asyncio.Queue()
        self._socket: WebSocketRoute | None = None

    async def take_socket(self) -> None:
        """Answer the page's socket from now on, in place of the server."""
        await self.page.route_web_socket("**/ws", self._told.put_nowait)

    async def show(self, name: str, cards: Sequence[Card | None], idle: str) -> None:
        """Have the page draw these, and measure it in both looks."""
        if self._socket is None:
            self._socket = await self._told.get()
        view = sight(name, cards, idle=idle).decode()
        now = await self.page.evaluate("Date.now()")
        self._socket.send(f'{{"kind":"view","now":{now},"view":{view}}}')
        await expect(self.page.locator("#me")).to_have_text(name)
        await self.look(name)

    async def shut(self) -> None:
        """Tell the page that the room is closed, and measure what it says."""
        assert self._socket is not None
        await self._socket.close(code=CLOSED)
        await expect(self.page.get_by_role("button", name="Join again")).to_be_visible()
        await self.look("shut")

    async def look(self, state: str) -> None:
        """Measure what the page shows now."""
        least = {"small": LEAST, "large": LEAST_LARGE}
        for scheme in ("dark", "light"):
            await self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = await self.page.evaluate(JUDGE, least)
            self.bad += [f"{scheme} {state}: {one}" for one in found["bad"]]
            self.seen += found["seen"]
            self.unused = found["unused"]


@pytest.fixture
async def measured() -> AsyncIterator[Measured]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page(viewport=SIZE)
        page.set_default_timeout(PATIENCE_MS)
        yield Measured(page)
        await browser.close()


async def test_every_text_can_be_read_dark_and_light(
    room: OpenRoom, measured: Measured
) -> None:
    page = measured.page
    await door(room, measured)
    now = await page.evaluate("Date.now()") * 1000
    await measured.show("idle", [], "Nothing to answer right now.")
    await measured.show("idle, short", told(now)[-9:], "Nothing to answer right now.")
    await measured.show("told", told(now), "")
    await measured.show("asked", asked(now), "")
    await hands(measured)
    await measured.shut()
    assert measured.bad == []
    assert measured.unused == []
    assert measured.seen > 800


async def door(room: OpenRoom, measured: Measured) -> None:
    """Come in, the second time with what is right."""
    page = measured.page
    await measured.take_socket()
    await page.goto(room.root)
    await measured.look("door")
    await page.get_by_label("Code").fill("WRONG2")
    await page.get_by_label("Your name").fill("Luna")
    await page.get_by_role("button", name="Join").click()
    await expect(page.locator(".field.wrong")).to_have_count(1)
    await measured.look("door, wrong")
    going: asyncio.Queue[Route] = asyncio.Queue()
    await page.route("**/join", going.put_nowait)
    await page.get_by_label("Code").fill(room.desk.view().code)
    await page.get_by_role("button", name="Join").click()
    await expect(page.get_by_role("button", name="Join")).to_be_disabled()
    await measured.look("door, going in")
    await (await going.get()).continue_()


async def hands(measured: Measured) -> None:
    """Choose an outcome, mistype a stake, send an answer, and lose it on the way."""
    page = measured.page
    going: asyncio.Queue[Route] = asyncio.Queue()
    await page.route("**/answer", going.put_nowait)
    await page.locator(".prediction .choice:enabled").first.click()
    await page.get_by_label("How many coins?").first.fill("1")
    await page.get_by_role("button", name="Take part").first.click()
    await expect(page.locator(".primary.sent")).to_have_count(1)
    await measured.look("sending")
    await (await going.get()).abort()
    await expect(page.get_by_role("alert")).to_be_visible()
    await measured.look("trouble")
