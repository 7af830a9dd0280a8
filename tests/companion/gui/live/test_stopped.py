"""The share of chat that the gate keeps back, counted as the record is."""

from __future__ import annotations

import pytest
from msgspec import structs

from companion.domain.entries import (
    ALLOWED,
    Entry,
    Judgement,
    Verdict,
    VerdictGiven,
)
from companion.domain.errors import CommandError
from companion.domain.events import Arrival, Chat, Like, ViewerCount
from companion.domain.values import Platform
from companion.gui.live.stopped import PAGE, StoppedShare
from companion.gui.pages.live import LivePage
from tests.companion.gui.desk import Desk, at_desk
from tests.support.live_scene import TIKTOK, TWITCH, Ledger
from tests.support.real_engine import open_engine

HOLD, BLOCK = Judgement(text=Verdict.HOLD), Judgement(text=Verdict.BLOCK)


class Book:
    """A ledger to read from, a page at a time."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.entries: list[Entry] = []
        self.asked: list[int] = []
        self.fails = False
        self.share = StoppedShare(self.read)
        self.share.begin("s1")

    def read(self, after, limit, *, then, failed) -> None:
        self.asked.append(after)
        if self.fails:
            failed(CommandError("no session"))
        else:
            then([one for one in self.entries if one.seq > after][:limit])

    def say(self, judgement: Judgement = ALLOWED, *, test: bool = False) -> int:
        chat = self.ledger.chat(TWITCH, "Ida", "hi")
        entry = self.ledger.entry(chat, judgement=judgement, test=test)
        self.entries.append(entry)
        return entry.seq

    def decide(self, seq: int, text: Verdict) -> None:
        self.entries.append(self.ledger.entry(VerdictGiven(of=seq, text=text)))


def test_before_the_first_look_nothing_is_known() -> None:
    book = Book()
    assert book.share.share is None

    book.share.look()
    assert book.share.share is None


def test_held_and_blocked_chats_are_stopped() -> None:
    book = Book()
    for judgement in (ALLOWED, ALLOWED, HOLD, BLOCK):
        book.say(judgement)
    book.share.look()

    assert book.share.share == 0.5


def test_a_later_verdict_replaces_the_one_before() -> None:
    book = Book()
    held, shown = book.say(HOLD), book.say()
    book.share.look()
    book.decide(held, Verdict.ALLOW)
    book.share.look()
    assert book.share.share == 0

    book.decide(shown, Verdict.BLOCK)
    book.decide(shown, Verdict.BLOCK)
    book.share.look()
    assert book.share.share == 0.5


def test_what_is_being_checked_is_not_stopped() -> None:
    book = Book()
    book.say(Judgement(text=Verdict.PENDING))
    book.share.look()

    assert book.share.share == 0


def test_tests_and_other_kinds_do_not_count() -> None:
    book = Book()
    book.say()
    book.say(BLOCK, test=True)
    gift = book.ledger.gift("Bo", "Rose", total=1)
    book.entries.append(book.ledger.entry(gift, judgement=BLOCK))
    book.decide(book.entries[-1].seq, Verdict.BLOCK)
    book.share.look()

    assert (book.share.chats, book.share.stopped) == (1, 0)


def test_a_long_session_is_read_in_many_looks_and_told_once_it_is_known() -> None:
    book = Book()
    for _n in range(PAGE + 1):
        book.say(HOLD)
    book.share.look()
    assert book.share.share is None
    book.share.look()
    assert book.share.share == 1
    assert book.asked == [0, PAGE]


def test_another_session_is_counted_from_its_beginning() -> None:
    book = Book()
    book.say(HOLD)
    book.share.look()
    book.entries = [structs.replace(book.entries[0], seq=9, session="s2")]
    book.share.begin("s2")
    assert book.share.share is None
    book.share.look()

    assert (book.share.chats, book.asked[-1]) == (1, 0)


def test_a_failure_is_tried_again() -> None:
    book = Book()
    book.say()
    book.fails = True
    book.share.look()
    book.fails = False
    book.share.look()

    assert book.share.share == 0


async def test_it_equals_a_recount_of_a_real_record(tmp_path) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        book = Ledger()
        words = ["hi", "hold it", "block this", "pending", "hello", "hold on"]
        for word in words:
            chat = book.chat(TWITCH, f"viewer {word}", word)
            running.intake.offer(Arrival(event=chat, source="twitch:mira"))
        await running.pipeline.drain()
        held = [one.entry.seq for one in running.engine.reviews()]
        await running.engine.allow(held[0])
        await running.engine.block(running.view.chat(9)[-1].seq)
        entries = await running.engine.entries(after=0)

    share = StoppedShare(lambda *_all, **_more: None)
    share.begin(entries[0].session)
    share.take(entries)

    now = {e.seq: e.judgement.text for e in entries if isinstance(e.body, Chat)}
    for entry in entries:
        if isinstance(entry.body, VerdictGiven):
            now[entry.body.of] = entry.body.text
    stopped = [one for one in now.values() if one in (Verdict.HOLD, Verdict.BLOCK)]
    assert (share.chats, share.stopped) == (6, len(stopped))
    assert len(stopped) >= 2


@pytest.mark.qt
def test_every_tile_equals_a_recount_of_the_record(run, tmp_path, theme) -> None:
    async def story() -> None:
        async with at_desk(theme, tmp_path, holds="badword") as desk:
            await desk.app.engine.start_session("Friday")
            await desk.settle()
            await _an_evening(desk)
            entries = await desk.app.engine.entries(after=0)
            _compare(desk, entries)

    run(story())


async def _an_evening(desk: Desk) -> None:
    engine, book = desk.app.engine, Ledger()
    events = [
        *(book.chat(TWITCH, f"viewer {n}", f"hello {n}") for n in range(17)),
        *(book.chat(TWITCH, f"rude {n}", "badword") for n in range(3)),
        *(book.gift("Bo", "Rose", total=5, each=2, group=f"g{n}") for n in range(4)),
        *(book.like(f"fan {n}", 15) for n in range(6)),
        Like(
            id="tiktok:room",
            platform=TIKTOK,
            channel="@mira.plays",
            count=10,
            room_total=5_000,
        ),
        ViewerCount(
            id="tiktok:count", platform=TIKTOK, channel="@mira.plays", viewers=1_284
        ),
    ]
    for event in events:
        engine.offer(Arrival(event=event, source="tiktok:@mira.plays"))
    for _round in range(40):
        await desk.settle()
        if engine.totals().entries > len(events):
            break
    shown = [one for one in await engine.entries(after=0) if _text(one) == "hello 3"]
    await engine.block(shown[0].seq)
    for _round in range(4):
        desk.window.live.panes.tick()
        await desk.settle()


def _text(entry: Entry) -> str:
    return entry.body.text if isinstance(entry.body, Chat) else ""


def _compare(desk: Desk, entries) -> None:
    page = desk.window.live
    assert isinstance(page, LivePage)
    tiles = page.tiles
    tiles.refresh()
    bodies = [entry.body for entry in entries]
    likes = sum(one.count for one in bodies if isinstance(one, Like))
    amounts = [entry.amounts for entry in entries]
    waiting = sum(1 for entry in entries if entry.judgement.text is Verdict.HOLD)
    (watching,) = [one.viewers for one in bodies if isinstance(one, ViewerCount)]

    assert tiles.viewers.figure == f"{watching:,}"
    assert tiles.diamonds.figure == f"{sum(one.diamonds for one in amounts):,}" == "40"
    assert tiles.diamonds.line == f"{sum(one.gifts for one in amounts)} gifts · exact"
    assert tiles.likes.figure == "5,000"
    assert tiles.likes.line == f"{likes} of 5,000 heard · partial"
    assert tiles.rate.figure == f"{sum(one.chats for one in amounts)}"
    assert tiles.rate.line.endswith("20.0 % stopped")
    assert tiles.held.figure == f"{waiting}" == "3"
    assert Platform.TIKTOK in {one.platform for one in bodies if isinstance(one, Like)}
