"""What is asked at the wrong moment, twice, or while it cannot be done."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from companion.domain.entries import (
    Award,
    Entry,
    Judgement,
    ModelVerdict,
    SessionChange,
    Verdict,
    VerdictGiven,
)
from companion.domain.errors import CommandError, DiskFull, LedgerError
from companion.domain.events import AnyEvent, Arrival
from companion.domain.values import POINT
from sessions.ledger import Record
from tests.sessions.test_database import limit
from tests.support.events import chat, like, rose, viewer
from tests.support.fakes import FakeClock, FakeIds, settle
from tests.support.real_engine import TARGET, RunningEngine, open_engine


async def hear(running: RunningEngine, *events: AnyEvent) -> None:
    for event in events:
        running.intake.offer(Arrival(event=event, source=TARGET))
    await running.pipeline.drain()


def points(running: RunningEngine, who: str = "luna") -> int:
    return running.view.tally.standings.points(f"tiktok:{who}")


def fill(running: RunningEngine) -> None:
    """Leave no room on the disk."""
    with running.ledger._engine.connect() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    limit(running.ledger, pages=used)


def empty(running: RunningEngine) -> None:
    limit(running.ledger, pages=1_000_000)


def entries_of(folder: Path) -> Sequence[Entry]:
    with Record(folder) as record:
        return list(record.history.entries(None))


async def test_a_session_that_is_not_there_leaves_the_running_one_earning(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path) as running:
        session = await running.engine.start_session()
        with pytest.raises(CommandError, match="no session"):
            await running.engine.reopen_session("nothing")
        await hear(running, rose("luna", count=5))

        assert running.engine.session().id == session.id
        assert points(running) == 5 * POINT


async def test_a_session_that_cannot_begin_leaves_the_running_one_earning(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        fill(running)
        with pytest.raises(DiskFull):
            for number in range(1_000):
                await running.engine.start_session(f"{number}" * 50)
        empty(running)
        await hear(running, rose("luna", count=5))

        session = running.engine.session()
        stored = await running.ledger.read(lambda history: history.sessions())
        assert (stored[0].id, stored[0].state) == (session.id, "live")
        assert {one.state for one in stored[1:]} == {"ended"}
        assert points(running) == 5 * POINT


async def test_the_end_of_the_session_before_is_told_too(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        await running.engine.start_session()

        changes = [item.entry.body for item in running.heard.items]
        assert [one.change for one in changes if isinstance(one, SessionChange)] == [
            "started",
            "ended",
            "started",
        ]
        assert running.view.totals().entries == 1


async def test_what_was_heard_before_counts_in_the_session_before(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path) as running:
        first = await running.engine.start_session()
        for _ in range(50):
            gift = Arrival(event=rose("luna"), source=TARGET)
            running.intake.offer(gift)
        await running.engine.start_session()

        stored = await running.ledger.read(lambda history: history.session(first.id))
        assert stored.totals.gifts == 50
        assert points(running) == 0


async def test_who_asks_and_leaves_leaves_nothing_unseen(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        await hear(running, rose("luna", count=5))
        for rounds in range(30):
            asked = asyncio.create_task(running.engine.award("tiktok:luna", POINT))
            await settle(rounds)
            asked.cancel()
            await asyncio.wait({asked})
        await running.pipeline.drain()

        seqs = {item.entry.seq for item in running.heard.items}
        on_disk = {one.seq for one in entries_of(tmp_path)}
        awards = [
            one for one in running.heard.items if isinstance(one.entry.body, Award)
        ]
        assert seqs == on_disk
        assert points(running) == (5 + len(awards)) * POINT


def said(entry: Entry, judgement: Judgement) -> ModelVerdict:
    return ModelVerdict(entry=entry, judgement=judgement)


async def test_a_chat_earns_once_whoever_allows_it_first(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        await hear(running, chat("luna", "pending"))
        (waiting,) = running.engine.reviews()
        await running.engine.allow(waiting.entry.seq)

        await running.engine.judge([said(waiting.entry, Judgement())])
        await running.engine.judge([said(waiting.entry, Judgement(text=Verdict.BLOCK))])

        given = [
            item.entry.body
            for item in running.heard.items
            if isinstance(item.entry.body, VerdictGiven)
        ]
        assert [one.by for one in given] == ["person"]
        assert points(running) == POINT


async def test_a_model_that_answers_in_the_next_session_changes_nothing(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        await hear(running, chat("luna", "pending"))
        (waiting,) = running.engine.reviews()
        await running.engine.start_session()

        await running.engine.judge([said(waiting.entry, Judgement())])

        assert running.view.totals().entries == 1
        assert points(running) == 0


async def test_what_a_model_could_not_decide_waits_again_after_a_restart(
    tmp_path: Path,
) -> None:
    clock, ids = FakeClock(), FakeIds()
    async with open_engine(tmp_path, clock, ids=ids) as running:
        session = await running.engine.start_session()
        rude = like(viewer("kai", name="Hold Kai"))
        await hear(running, chat("luna", "pending"), rude)
        (waiting,) = running.engine.reviews()
        await running.engine.judge([said(waiting.entry, Judgement(text=Verdict.HOLD))])
    async with open_engine(tmp_path, clock, ids=ids) as again:
        await again.engine.reopen_session(session.id)

        assert [one.entry.seq for one in again.engine.reviews()] == [waiting.entry.seq]
        await again.engine.allow(waiting.entry.seq)
        assert points(again) == POINT
        assert again.view.standing("tiktok:kai").viewer.name.startswith("Viewer ")


async def test_two_ways_to_end_end_once(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        answers = await asyncio.gather(
            running.engine.end_session(),
            running.engine.pause_session(),
            running.engine.end_session(),
            return_exceptions=True,
        )
        changes = [one.body for one in entries_of(tmp_path)]

        assert [one.change for one in changes if isinstance(one, SessionChange)][
            -1
        ] == "ended"
        assert running.engine.session().state == "ended"
        assert sum(isinstance(one, CommandError) for one in answers) >= 1


async def test_two_connections_at_once_open_one_session(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        await asyncio.gather(
            running.engine.connect("tiktok:@mira"),
            running.engine.connect("tiktok:@luna"),
        )
        assert len(await running.engine.sessions()) == 1
        assert len(running.engine.connections()) == 2


async def test_who_connects_while_a_session_ends_gets_the_next_one(
    tmp_path: Path,
) -> None:
    for rounds in range(25):
        async with open_engine(tmp_path / str(rounds)) as running:
            await running.engine.start_session()
            await running.engine.connect("tiktok:@mira")
            ending = asyncio.create_task(running.engine.end_session())
            await settle(rounds)
            await running.engine.connect("tiktok:@luna")
            await ending
            await hear(running, rose("luna", count=3))

            states = {
                running.engine.session().state,
                bool(running.engine.connections()),
            }
            assert states in ({"live", True}, {"ended", False})
            if running.engine.connections():
                assert points(running) == 3 * POINT


async def test_a_line_that_was_blocked_long_ago_is_not_featured(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        await hear(running, chat(viewer("luna", name="Block Luna"), "fine"))
        await hear(running, chat("sol", "not fine"))
        fine, bad = (item.entry.seq for item in running.heard.items if item.entry.event)
        await running.engine.block(bad)
        await hear(running, *(chat("kai", f"{n}") for n in range(250)))

        with pytest.raises(CommandError, match="not been allowed"):
            await running.engine.feature(bad)
        await running.engine.feature(fine)

        shown = running.view.featured()
        assert shown.body.viewer.name.startswith("Viewer ")
        assert shown.body.text == "fine"


@pytest.mark.parametrize("amount", [10**30, -(10**30)])
async def test_nobody_is_given_more_than_can_be_kept(
    tmp_path: Path, amount: int
) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        await hear(running, rose("luna"))
        with pytest.raises(CommandError, match="that many"):
            await running.engine.award("tiktok:luna", amount)


async def test_what_nobody_can_store_is_cleaned_or_left_out_and_nothing_else_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session("na\ud800me")
        await hear(
            running,
            rose("luna", count=1),
            rose(viewer("lu\ud800na", name="\udfff"), count=2),
            rose("luna", count=2**70),
            chat("sol", "late", platform_at=2**70),
            chat("sol", "early", platform_at=-5),
            rose("luna", count=4),
        )
        assert points(running) == 5 * POINT
        assert points(running, "lu\ufffdna") == 2 * POINT
        assert running.view.totals().gifts == 7
        assert "left out" in caplog.text
        assert running.heard.texts()[-3:] == ["late", "early", ""]
        times = [one.event.platform_at for one in entries_of(tmp_path) if one.event]
        assert set(times) == {None}


async def test_a_full_disk_does_not_keep_anybody_from_leaving(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        fill(running)
        for _ in range(300):
            said = Arrival(event=chat("luna", "x" * 1_900), source=TARGET)
            running.intake.offer(said)
        for ask in (
            running.engine.end_session,
            running.engine.pause_session,
            running.engine.start_session,
            lambda: running.engine.reset_viewer(None),
        ):
            asked = asyncio.create_task(ask())
            while not asked.done():
                await running.clock.advance(2)
                await asyncio.wait({asked}, timeout=0.01)
            with pytest.raises(LedgerError):
                asked.result()
        assert running.engine.session().state == "live"
        empty(running)
        await running.clock.advance(2)
        await running.pipeline.drain()
        assert running.view.totals().chats == 300
