"""Who decides what the gate holds back, and what then shows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from companion.app.decisions import Decisions
from companion.app.gate.books import Books
from companion.domain.earning import Draft
from companion.domain.entries import (
    ALLOWED,
    Entry,
    Judgement,
    ModelVerdict,
    SessionChange,
    Verdict,
    VerdictGiven,
)
from companion.domain.errors import CommandError, DiskFull
from companion.domain.events import Cheer
from companion.domain.values import POINT, Platform
from companion.pipeline.pipeline import RETRY_S
from sessions.ledger import Record
from tests.sessions.test_database import limit
from tests.support.events import chat, viewer
from tests.support.fakes import settle
from tests.support.line import ByText, Heard, Line, open_line

HELD_S = 20
"""How long the line's review queue holds."""

RULES = {
    "bad text": Judgement(text=Verdict.HOLD),
    "bad name": Judgement(name=Verdict.HOLD),
    "both bad": Judgement(text=Verdict.HOLD, name=Verdict.HOLD),
    "blocked": Judgement(text=Verdict.BLOCK),
    "wait": Judgement(text=Verdict.PENDING),
}

LUNA = viewer("luna", name="Luna")


@asynccontextmanager
async def deciding(
    folder: Path, expired: Verdict = Verdict.BLOCK
) -> AsyncIterator[tuple[Line, Decisions]]:
    """A line on which countdowns run."""
    rules = ByText(lambda text: RULES.get(text, ALLOWED))
    async with open_line(folder, rules) as line:

        async def append(*drafts: Draft) -> Sequence[Entry]:
            return (await line.ledger.append(drafts)).entries

        books = Books(
            ledger=line.ledger,
            pipeline=line.pipeline,
            clock=line.clock,
            is_open=lambda: True,
            session_id=lambda: line.view.session.id if line.view.session else "",
        )
        decisions = Decisions(
            pipeline=line.pipeline,
            append=append,
            look=books.decided,
            review=line.review,
            bus=line.bus,
            clock=line.clock,
            expired=expired,
        )
        counting = asyncio.create_task(decisions.expire())
        await settle()
        try:
            yield line, decisions
        finally:
            counting.cancel()
            with suppress(asyncio.CancelledError):
                await counting


async def pass_time(line: Line, seconds: float) -> None:
    """Let the clock tick as it does, each commit done before the next tick."""
    for _ in range(round(seconds * 4)):
        await line.clock.advance(0.25)
        await asyncio.to_thread(lambda: None)
        async with line.pipeline._in_order:
            pass
        await settle()


async def fill(line: Line) -> None:
    """Let the ledger have no more room, down to the smallest entry."""
    limit(line.ledger, pages=1)
    small = Draft(body=SessionChange(change="renamed"), at=line.clock.now())
    with pytest.raises(DiskFull):
        for _ in range(10_000):
            await line.ledger.append([small])


def verdicts(folder: Path) -> list[VerdictGiven]:
    with Record(folder) as record:
        session = record.history.sessions()[0]
        entries = list(record.history.entries(session.id))
    return [one.body for one in entries if isinstance(one.body, VerdictGiven)]


def said(heard: Heard) -> list[tuple[str, str]]:
    """Names and texts as they were shown."""
    events = [item.entry.event for item in heard.items]
    return [(one.viewer.name, one.text) for one in events if one is not None]


async def test_a_countdown_that_ends_blocks(tmp_path: Path) -> None:
    async with deciding(tmp_path) as (line, _decisions):
        await line.send(chat(LUNA, "bad text"))
        await pass_time(line, HELD_S - 0.5)
        before = len(line.review)
        await pass_time(line, 1)

        (given,) = verdicts(tmp_path)
        assert (before, len(line.review)) == (1, 0)
        assert (given.text, given.name, given.by) == ("block", "allow", "clock")
        assert [reason.rule for reason in given.reasons] == ["expired"]
        assert line.heard.texts() == []
        assert line.view.tally.standings.points("tiktok:luna") == 0


async def test_a_countdown_that_ends_allows_where_it_is_set_so(tmp_path: Path) -> None:
    async with deciding(tmp_path, Verdict.ALLOW) as (line, _decisions):
        await line.send(chat(LUNA, "both bad"))
        await pass_time(line, HELD_S + 1)

        (given,) = verdicts(tmp_path)
        assert (given.text, given.name, given.by) == ("allow", "allow", "clock")
        assert said(line.heard) == [("Luna", "both bad")]
        assert line.heard.items[-1].late
        assert line.view.tally.standings.points("tiktok:luna") == POINT


@pytest.mark.parametrize(
    ("expired", "shown"), [(Verdict.BLOCK, "Viewer "), (Verdict.ALLOW, "Luna")]
)
async def test_an_expired_name_takes_the_verdict_and_leaves_the_text(
    tmp_path: Path, expired: Verdict, shown: str
) -> None:
    async with deciding(tmp_path, expired) as (line, _decisions):
        await line.send(chat(LUNA, "bad name"))
        at_once = said(line.heard)
        await pass_time(line, HELD_S + 1)

        (given,) = verdicts(tmp_path)
        assert (given.text, given.name) == ("allow", expired)
        assert at_once[0][0].startswith("Viewer ")
        assert at_once[0][1] == "bad name"
        assert said(line.heard)[-1][0].startswith(shown)
        assert line.view.top(1)[0].viewer.name.startswith(shown)
        assert line.heard.gone == []


async def test_what_a_verdict_does_not_change_is_not_shown_again(
    tmp_path: Path,
) -> None:
    async with deciding(tmp_path) as (line, _decisions):
        await line.send(chat(LUNA, "bad name"))
        await pass_time(line, HELD_S + 1)

        assert len(said(line.heard)) == 1


async def test_what_is_pending_has_no_countdown(tmp_path: Path) -> None:
    async with deciding(tmp_path) as (line, _decisions):
        await line.send(chat(LUNA, "wait"))
        await pass_time(line, HELD_S + 5)

        assert verdicts(tmp_path) == []
        assert len(line.review) == 1


async def test_a_person_allows_and_the_clock_says_no_more(tmp_path: Path) -> None:
    async with deciding(tmp_path) as (line, decisions):
        await line.send(chat(LUNA, "bad text"))
        (waiting,) = line.review.waiting()
        await decisions.allow(waiting.entry.seq)
        await pass_time(line, HELD_S + 1)

        (given,) = verdicts(tmp_path)
        assert (given.text, given.by) == ("allow", "person")
        assert line.heard.texts() == ["bad text"]
        assert line.heard.gone == []


async def test_of_two_that_decide_at_once_the_first_one_does(tmp_path: Path) -> None:
    async with deciding(tmp_path) as (line, decisions):
        await line.send(chat(LUNA, "bad text"))
        seq = line.review.waiting()[0].entry.seq
        both = (decisions.allow(seq), decisions.allow(seq))
        results = await asyncio.gather(*both, return_exceptions=True)

        assert len(verdicts(tmp_path)) == 1
        assert [type(one) for one in results] == [type(None), CommandError]


async def test_blocking_does_not_uncover_a_doubtful_name(tmp_path: Path) -> None:
    async with deciding(tmp_path) as (line, decisions):
        await line.send(chat(LUNA, "bad name"))
        seq = line.review.waiting()[0].entry.seq
        await decisions.block(line.review.waiting()[0].entry.seq)

        (given,) = verdicts(tmp_path)
        assert (given.text, given.name) == ("block", "block")
        assert line.heard.gone == [seq]
        assert line.view.top(1)[0].viewer.name.startswith("Viewer ")


async def test_blocking_what_is_shown_takes_it_off(tmp_path: Path) -> None:
    async with deciding(tmp_path) as (line, decisions):
        await line.send(chat(LUNA, "fine"))
        entry = line.heard.items[-1].entry
        await decisions.block(entry.seq)

        assert line.heard.gone == [entry.seq]


async def test_money_that_expires_stays_without_its_text(tmp_path: Path) -> None:
    async with deciding(tmp_path) as (line, _decisions):
        cheer = Cheer(
            id="twitch:1",
            platform=Platform.TWITCH,
            channel="mira",
            viewer=viewer("luna", id="twitch:luna"),
            bits=100,
            text="bad text",
        )
        await line.send(cheer)
        await pass_time(line, HELD_S + 1)

        assert said(line.heard) == [("Luna", "")]
        assert line.heard.gone == []


async def test_our_own_entries_cannot_be_blocked(tmp_path: Path) -> None:
    async with deciding(tmp_path) as (_line, decisions):
        with Record(tmp_path) as record:
            session = record.history.sessions()[0]
            (started,) = record.history.entries(session.id)

        with pytest.raises(CommandError, match="Entry 1 is nothing that a viewer did"):
            await decisions.block(started.seq)
        assert verdicts(tmp_path) == []


async def test_a_full_disk_postpones_the_end_of_a_countdown(tmp_path: Path) -> None:
    async with deciding(tmp_path) as (line, _decisions):
        await line.send(chat(LUNA, "bad text"))
        await fill(line)
        await pass_time(line, HELD_S + 1)
        told = list(line.heard.alarms)
        waiting = len(line.review)

        limit(line.ledger, pages=100_000)
        await pass_time(line, RETRY_S + 1)

        assert waiting == 1
        assert "disk is full" in told[0]
        assert line.heard.alarms[-1] == ""
        assert [given.by for given in verdicts(tmp_path)] == ["clock"]


async def test_what_a_reset_has_used_up_is_not_earned_again(tmp_path: Path) -> None:
    async with deciding(tmp_path) as (line, decisions):
        await line.send(chat(LUNA, "bad name"))
        entry = line.heard.reviews[0].entry
        earned = line.view.tally.standings.points(LUNA.id)
        await line.pipeline.record(lambda: line.ledger.reset_all("a new round"))
        held = Judgement(text=Verdict.HOLD, name=Verdict.HOLD)
        await decisions.judge([ModelVerdict(entry=entry, judgement=held)])
        await decisions.allow(entry.seq)

        assert (earned, said(line.heard)[-1][1]) == (POINT, "bad name")
        assert line.view.tally.standings.points(LUNA.id) == 0


@pytest.mark.parametrize("is_restarted", [False, True])
async def test_undoing_a_reset_counts_what_was_decided_meanwhile(
    tmp_path: Path, is_restarted: bool
) -> None:
    async with deciding(tmp_path) as (line, decisions):
        await line.send(chat(LUNA, "one", id="twitch:1"))
        await line.send(chat(LUNA, "two", id="twitch:2"))
        one, two = (item.entry.seq for item in line.heard.items if item.entry.event)
        reset = await line.ledger.reset_all("a new round")
        await decisions.block(one)
        await decisions.block(two)
        await decisions.allow(two)
        if is_restarted:
            session = line.view.session
            assert session is not None
            await line.ledger.change(SessionChange(change="ended"))
            await line.ledger.reopen(session.id)
        await line.pipeline.record(lambda: line.ledger.undo(reset[0].seq))

        assert await line.ledger.points_of(LUNA.id) == POINT
        await decisions.allow(one)
        assert await line.ledger.points_of(LUNA.id) == 2 * POINT
