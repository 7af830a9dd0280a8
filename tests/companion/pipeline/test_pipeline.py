"""The straight line: what is published when, and what it earns."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from companion.domain.entries import (
    ALLOWED,
    Entry,
    Judgement,
    Verdict,
    VerdictGiven,
)
from companion.domain.errors import CommandError, DiskFull
from companion.domain.events import (
    AnyEvent,
    Arrival,
    ChatDeleted,
    Gift,
    SuperChat,
    ViewerRemoved,
)
from companion.domain.values import POINT, Platform
from companion.pipeline.intake import Ticket
from sessions.ledger import Record
from tests.sessions.test_database import limit
from tests.support.events import chat, like, rose, viewer
from tests.support.line import ByText, Line, open_line

HOLD = Judgement(text=Verdict.HOLD)
BLOCK = Judgement(text=Verdict.BLOCK)
PENDING = Judgement(text=Verdict.PENDING)


def said(word: str, judgement: Judgement) -> ByText:
    return ByText(lambda text: judgement if word in text else ALLOWED)


def entry_of(line: Line, text: str) -> object:
    return next(
        one.entry for one in line.review.waiting() if one.entry.body.text == text
    )


def points(line: Line, who: str = "luna") -> int:
    return line.view.tally.standings.points(f"tiktok:{who}")


async def test_what_is_allowed_is_shown_in_order_and_counted(tmp_path: Path) -> None:
    async with open_line(tmp_path) as line:
        await line.send(chat("luna", "one"), rose("sol", count=5), chat("luna", "two"))

        assert line.heard.texts() == ["one", "", "two"]
        assert points(line) == 2 * POINT
        assert points(line, "sol") == 5 * POINT


async def test_nothing_is_shown_that_is_not_on_disk(tmp_path: Path) -> None:
    async with open_line(tmp_path) as line:
        await line.send(*(chat("luna", str(n)) for n in range(50)))
        with Record(tmp_path) as record:
            session = record.history.sessions()[0]
            stored = {one.seq for one in record.history.entries(session.id)}

        assert {item.entry.seq for item in line.heard.items} <= stored


async def test_repeats_are_counted_and_not_shown(tmp_path: Path) -> None:
    async with open_line(tmp_path) as line:
        event = chat("luna", "hi")
        await line.send(event)
        await line.send(event, event)

        assert line.heard.texts() == ["hi"]
        assert line.duplicates == {"tiktok:@mira.plays": 2}


@pytest.mark.parametrize("judgement", [HOLD, BLOCK, PENDING], ids=lambda one: one.text)
async def test_what_is_not_allowed_is_stored_unshown_and_unpaid(
    tmp_path: Path, judgement: Judgement
) -> None:
    async with open_line(tmp_path, said("bad", judgement)) as line:
        await line.send(chat("luna", "bad"))

        assert line.heard.texts() == []
        assert points(line) == 0
        assert line.view.chat(10) == []
        assert len(line.review) == (0 if judgement is BLOCK else 1)


async def test_a_release_publishes_late_pays_once_and_is_an_entry(
    tmp_path: Path,
) -> None:
    async with open_line(tmp_path, said("bad", HOLD)) as line:
        await line.send(chat("luna", "bad"), chat("sol", "later"))
        await line.verdict(entry_of(line, "bad"), ALLOWED, by="person")

        *_rest, given, released = line.heard.items
        assert isinstance(given.entry.body, VerdictGiven)
        assert (released.entry.body.text, released.late) == ("bad", True)
        assert points(line) == POINT
        assert [one.body.text for one in line.view.chat(10)] == ["bad", "later"]


async def test_a_late_verdict_delays_nobody_else(tmp_path: Path) -> None:
    async with open_line(tmp_path, said("hm", PENDING)) as line:
        await line.send(chat("luna", "hm"), chat("luna", "after"), chat("sol", "other"))
        assert line.heard.texts() == ["other"]

        await line.verdict(entry_of(line, "hm"), ALLOWED)

        shown = [text for text in line.heard.texts() if text]
        assert shown == ["other", "hm", "after"]


async def test_order_holds_when_the_pending_one_is_refused(tmp_path: Path) -> None:
    async with open_line(tmp_path, said("hm", PENDING)) as line:
        await line.send(chat("luna", "hm"), chat("luna", "after"))
        await line.verdict(entry_of(line, "hm"), BLOCK)

        assert [text for text in line.heard.texts() if text] == ["after"]


async def test_money_publishes_without_a_text_that_is_not_allowed(
    tmp_path: Path,
) -> None:
    paid = SuperChat(
        id="youtube:1",
        platform=Platform.YOUTUBE,
        channel="c",
        viewer=viewer("kai"),
        amount_micros=20_000_000,
        currency="EUR",
        text="bad words",
    )
    async with open_line(tmp_path, said("bad", HOLD)) as line:
        await line.send(paid)

        shown = line.heard.items[-1].entry.body
        assert (shown.text, shown.amount_micros) == ("", 20_000_000)
        assert points(line, "kai") == 2000 * POINT
        assert len(line.review) == 1


async def test_a_name_that_is_not_allowed_is_an_alias_everywhere(
    tmp_path: Path,
) -> None:
    rules = ByText(lambda _text: Judgement(name=Verdict.BLOCK))
    async with open_line(tmp_path, rules) as line:
        await line.send(chat(viewer("luna", name="Rude Name"), "hello"))
        await line.send(rose(viewer("luna", name="Rude Name"), count=3))

        names = {item.entry.body.viewer.name for item in line.heard.items[1:]}
        names.add(line.view.top(1)[0].viewer.name)
        names.add(line.view.chat(1)[0].earner.name)
        assert len(names) == 1
        assert names.pop().startswith("Viewer ")


async def test_a_platforms_delete_takes_lines_off_the_screens(tmp_path: Path) -> None:
    async with open_line(tmp_path) as line:
        first, second = chat("luna", "one"), chat("luna", "two")
        await line.send(first, second)
        gone = ChatDeleted(
            id="tiktok:d", platform="tiktok", channel="@mira.plays", targets=(first.id,)
        )
        await line.send(gone)

        assert [one.body.text for one in line.view.chat(10)] == ["two"]
        assert line.heard.gone == [line.heard.items[1].entry.seq]


async def test_a_ban_takes_everything_of_that_viewer(tmp_path: Path) -> None:
    async with open_line(tmp_path) as line:
        await line.send(chat("luna", "one"), chat("sol", "stays"), chat("luna", "two"))
        ban = ViewerRemoved(
            id="tiktok:b",
            platform="tiktok",
            channel="@mira.plays",
            target="tiktok:luna",
            action="ban",
        )
        await line.send(ban)

        assert [one.body.text for one in line.view.chat(10)] == ["stays"]


async def test_test_events_are_shown_and_earn_nothing(tmp_path: Path) -> None:
    async with open_line(tmp_path) as line:
        await line.send(rose("luna", count=100), test=True)

        shown = line.heard.items[-1].entry
        assert (shown.test, shown.body.count) == (True, 100)
        assert line.view.totals().points == 0
        assert len(line.view.tally.standings) == 0


async def test_a_failing_listener_is_left_out_and_the_rest_hear(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError("boom")

    async with open_line(tmp_path) as line:
        line.bus.listen(Broken())
        await line.send(chat("luna", "one"))

        assert line.heard.texts() == ["one"]
        assert "listener failed" in caplog.text


async def test_a_ledger_that_refuses_is_said_and_tried_again(tmp_path: Path) -> None:
    async with open_line(tmp_path) as line:
        limit(line.ledger, pages=45)
        events = [chat("luna", "x" * 1900) for _ in range(300)] + [rose("sol", count=9)]
        sending = asyncio.create_task(line.send(*events))
        while not line.heard.alarms:
            await asyncio.wait({sending}, timeout=0.01)
        assert "disk is full" in line.heard.alarms[0]

        limit(line.ledger, pages=100_000)
        while not sending.done():
            await line.clock.advance(2)
            await asyncio.wait({sending}, timeout=0.01)

        assert line.heard.alarms[-1] == ""
        assert points(line, "sol") == 9 * POINT


async def test_what_was_left_at_the_door_is_committed_before_drain_ends(
    tmp_path: Path,
) -> None:

    async with open_line(tmp_path) as line:
        for number in range(3000):
            event = like("luna", 1) if number % 2 else rose("sol", count=1)
            line.intake.offer(Arrival(event=event, source="tiktok:@mira.plays"))
        running = asyncio.create_task(line.pipeline.run())
        await line.pipeline.drain()
        running.cancel()

        assert points(line, "sol") == 1500 * POINT
        assert isinstance(line.heard.items[1].entry.body, Gift)


async def test_between_sessions_who_waits_is_told(tmp_path: Path) -> None:

    async with open_line(tmp_path) as line:
        line.ledger._session_id = None
        line.ledger._writer = None
        waiting = asyncio.get_running_loop().create_future()
        arrival = Arrival(event=chat("luna", "hi"), source="x")
        await line.pipeline.accept([Ticket(arrival, waiting)])

        with pytest.raises(CommandError, match="No session is open"):
            await waiting


async def full(line: Line, *events: AnyEvent) -> asyncio.Task[None]:
    """Send events to a ledger without room; returns once it has refused them."""
    limit(line.ledger, pages=1)
    sending = asyncio.create_task(line.send(*events))
    while not line.heard.alarms:
        await asyncio.wait({sending}, timeout=0.01)
    return sending


async def goes_on(line: Line, *waiting: asyncio.Future[object]) -> None:
    """Let time pass until what waits is done, whatever that is."""
    while not all(one.done() for one in waiting):
        await line.clock.advance(2)
        await asyncio.wait(waiting, timeout=0.01)


async def test_who_waits_for_the_end_is_told_that_the_ledger_refuses(
    tmp_path: Path,
) -> None:
    async with open_line(tmp_path) as line:
        running = asyncio.create_task(line.pipeline.run())
        limit(line.ledger, pages=1)
        for _ in range(60):
            event = chat("luna", "x" * 1900)
            line.intake.offer(Arrival(event=event, source="tiktok:@mira.plays"))
        draining = asyncio.create_task(line.pipeline.drain())
        await goes_on(line, draining)

        with pytest.raises(DiskFull):
            await draining
        limit(line.ledger, pages=100_000)
        again = asyncio.create_task(line.pipeline.drain())
        await goes_on(line, again)
        running.cancel()

        assert again.exception() is None
        assert len(line.heard.texts()) == 60


async def test_a_request_behind_a_refused_batch_is_told_and_does_nothing(
    tmp_path: Path,
) -> None:
    async with open_line(tmp_path) as line:
        written: list[str] = []

        async def write() -> list[Entry]:
            written.append("written")
            return []

        sending = await full(line, *(chat("luna", "x" * 1900) for _ in range(60)))
        asking = asyncio.create_task(line.pipeline.record(write))
        await goes_on(line, asking)
        with pytest.raises(DiskFull):
            await asking
        assert written == []

        limit(line.ledger, pages=100_000)
        await goes_on(line, sending)
        await line.pipeline.record(write)
        assert written == ["written"]


async def test_a_request_that_is_given_up_leaves_its_turn_to_the_next(
    tmp_path: Path,
) -> None:
    async with open_line(tmp_path) as line:

        async def write() -> list[Entry]:
            return []

        given_up = asyncio.create_task(line.pipeline.record(write))
        await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.wait_for(line.pipeline.record(write), 5)
        await asyncio.wait_for(line.send(chat("luna", "on it goes")), 5)

        assert line.heard.texts() == ["on it goes"]


async def test_an_event_that_breaks_us_costs_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def judge(text: str) -> Judgement:
        if text == "breaks the rules":
            raise RuntimeError("a bug")
        return ALLOWED

    async with open_line(tmp_path, ByText(judge)) as line:
        too_much = rose("sol", count=10**12, diamonds_each=10**12)
        await line.send(
            chat("luna", "one"),
            chat("luna", "breaks the rules"),
            too_much,
            rose("kai", count=7),
            chat("luna", "two"),
        )

        assert line.heard.texts() == ["one", "", "two"]
        assert points(line, "kai") == 7 * POINT
        assert points(line, "sol") == 0
        assert caplog.text.count("was left out") == 2
    with Record(tmp_path) as record:
        (session,) = record.history.sessions()
        assert record.verify(session.id).ok


async def test_who_sent_an_event_that_breaks_us_is_told(tmp_path: Path) -> None:
    def judge(_text: str) -> Judgement:
        raise RuntimeError("a bug")

    async with open_line(tmp_path, ByText(judge)) as line:
        waiting = asyncio.get_running_loop().create_future()
        arrival = Arrival(event=chat("luna", "hi"), source="x")
        await line.pipeline.accept([Ticket(arrival, waiting)])

        with pytest.raises(RuntimeError, match="a bug"):
            await waiting


async def test_what_cannot_be_shown_stays_recorded(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_line(tmp_path) as line:
        broken = line.view.tally
        line.view.tally = None
        await line.send(chat("luna", "unseen"))
        line.view.tally = broken
        await line.send(chat("luna", "seen"))

        assert "not shown: 1 entries" in caplog.text
        assert line.heard.texts() == ["seen"]
    with Record(tmp_path) as record:
        (session,) = record.history.sessions()
        assert session.totals.chats == 2
