"""Tampering is found, forgetting is not tampering."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from companion.domain.entries import Reset
from companion.domain.values import Viewer
from sessions.ledger import Ledger, Record
from sessions.verify import Report
from tests.sessions.conftest import draft, write
from tests.sessions.gate import evening
from tests.support.events import chat, join, like, rose, viewer
from tests.support.fakes import FakeClock, FakeIds


@pytest.fixture
async def session(tmp_path: Path, clock: FakeClock, ids: FakeIds) -> str:
    """A closed ledger with some of everything; returns the session's id."""
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        view, _entry = await ledger.start("Friday", timezone="UTC")
        for step in range(1, 4):
            await write(ledger, clock, rose("luna", total=step, message=step))
            await write(ledger, clock, chat("sol", f"hi @Luna {step}"), like("luna", 7))
        ghost = viewer("ghost", anonymous=True)
        await write(ledger, clock, rose(ghost, count=2), chat("kai", "bye"))
        await write(ledger, clock, chat("kai", "test"), test=True)
        reset = await ledger.correct(draft(Reset(viewer_id="tiktok:sol"), clock))
        await ledger.undo(reset.seq)
        await ledger.reset_all("end")
    return view.id


def report(folder: Path, session: str) -> Report:
    with Record(folder) as record:
        return record.verify(session)


def tamper(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / "ledger.sqlite3") as connection:
        connection.execute(statement)
    connection.close()


def test_an_untouched_session_is_all_right(tmp_path: Path, session: str) -> None:
    found = report(tmp_path, session)
    assert (found.ok, found.differences, found.forgotten) == (True, [], 0)
    assert found.entries > 10


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE entries SET points = points + 1000 WHERE number = 2", 2),
        ("UPDATE entries SET at = at + 1 WHERE number = 3", 3),
        ("UPDATE entries SET body = replace(body, 'hi', 'ho') WHERE number = 3", 3),
        ("UPDATE entries SET body = NULL, salt = NULL WHERE number = 4", 4),
        ("UPDATE entries SET viewer_key = x'00' WHERE number = 5", 5),
        ("DELETE FROM entries WHERE number = 6", 6),
        ("UPDATE entries SET body = x'ff' WHERE number = 7", 7),
        ("UPDATE entries SET points = 'many' WHERE number = 7", 7),
        ("UPDATE entries SET kind = 'gift' WHERE number = 3", 3),
    ],
)
def test_the_first_bad_entry_is_named(
    tmp_path: Path, session: str, statement: str, number: int
) -> None:
    tamper(tmp_path, statement)
    found = report(tmp_path, session)
    assert not found.ok
    assert found.differences[0].number == number


def test_a_cut_end_is_found(tmp_path: Path, session: str) -> None:
    last = report(tmp_path, session).entries
    tamper(tmp_path, f"DELETE FROM entries WHERE number = {last}")
    assert report(tmp_path, session).differences[0].number == last


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sessions SET diamonds = diamonds + 1",
        "UPDATE standings SET points = points + 1",
        "UPDATE standings SET reached = reached + 1",
        "DELETE FROM standings",
        "UPDATE sessions SET head = x'00'",
        "UPDATE streaks SET highest = highest - 1",
    ],
)
def test_a_wrong_stored_total_is_found(
    tmp_path: Path, session: str, statement: str
) -> None:
    tamper(tmp_path, statement)
    assert not report(tmp_path, session).ok


async def test_what_is_written_meanwhile_is_no_difference(
    tmp_path: Path, clock: FakeClock, ids: FakeIds
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        view, _entry = await ledger.start("Friday", timezone="UTC")
        await write(ledger, clock, rose("luna", count=3))
        with Record(tmp_path) as record:
            before = record.history.sessions()
            await write(ledger, clock, rose("luna", count=4), chat("sol", "hi"))

            assert record.history.sessions() == before
            assert len(list(record.history.entries(view.id))) == 2
            assert record.verify(view.id).ok
        assert report(tmp_path, view.id).entries == 4


TAMPERED = {
    "verdict": "replace(body, '\"of\"', '\"no\"')",
    "gate": "replace(body, '00ff', '00fe')",
    "viewer_mark": "replace(body, '\"mute\"', '\"ban\"')",
    "text_permit": "replace(body, 'idiot', 'friend')",
    "platform_action": "replace(body, 'dry-run', 'done')",
}


@pytest.mark.parametrize("kind", TAMPERED)
@pytest.mark.parametrize("change", ["body = {}", "at = at - 1", "body = NULL", "gone"])
async def test_no_decision_of_the_gate_can_be_changed_later(
    tmp_path: Path, clock: FakeClock, ids: FakeIds, kind: str, change: str
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        view, _entry = await ledger.start("Friday", timezone="UTC")
        await evening(ledger, clock)
    assert report(tmp_path, view.id).ok
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as connection:
        (number,) = connection.execute(
            "SELECT min(number) FROM entries WHERE kind = ?", (kind,)
        ).fetchone()
    connection.close()

    where = f"WHERE number = {number}"
    if change == "gone":
        tamper(tmp_path, f"DELETE FROM entries {where}")
    else:
        setting = change.format(TAMPERED[kind])
        tamper(tmp_path, f"UPDATE entries SET {setting} {where}")

    found = report(tmp_path, view.id)
    assert (found.ok, found.differences[0].number) == (False, number)


def traces(folder: Path, *names: bytes) -> list[tuple[str, bytes]]:
    """Which files still hold which names."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [
        (file.name, name)
        for file in files
        for name in names
        if name in file.read_bytes()
    ]


async def test_forgetting_leaves_numbers_and_no_trace_of_the_person(
    tmp_path: Path, session: str, clock: FakeClock, ids: FakeIds
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        erased = await ledger.forget("tiktok:luna")

    found = report(tmp_path, session)
    assert found.ok, found.differences
    # Three gifts, three likes, three mentions, and her part of the last reset.
    assert found.forgotten == erased == 10
    assert not traces(tmp_path, b"tiktok:luna", b"Luna")
    with Record(tmp_path) as record:
        assert record.history.viewer("tiktok:luna") is None
        assert record.history.sessions()[0].totals.diamonds == 5


async def test_a_session_goes_on_after_somebody_was_forgotten(
    tmp_path: Path, session: str, clock: FakeClock, ids: FakeIds
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        await ledger.forget("tiktok:sol")
        await ledger.reopen(session)
        await write(ledger, clock, rose(Viewer(id="tiktok:sol", name="Sol"), count=3))

    assert report(tmp_path, session).ok


async def test_who_was_forgotten_may_come_back_without_a_difference(
    tmp_path: Path, clock: FakeClock, ids: FakeIds
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        view, _entry = await ledger.start("", timezone="UTC")
        await write(ledger, clock, rose("luna", count=5))
        await ledger.forget("tiktok:luna")
        await write(ledger, clock, join("luna"))

    assert report(tmp_path, view.id).differences == []


async def test_what_is_left_of_a_forgotten_viewer_can_be_reset(
    tmp_path: Path, clock: FakeClock, ids: FakeIds
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        view, _entry = await ledger.start("", timezone="UTC")
        await write(ledger, clock, rose("luna", count=5))
        await ledger.forget("tiktok:luna")
        await ledger.reset_all("new round")
        (best,), viewers = ledger.history.standings_since(None, limit=10)

    assert (best.points, viewers) == (0, 1)
    assert report(tmp_path, view.id).ok


async def test_who_named_a_forgotten_viewer_keeps_what_they_earned(
    tmp_path: Path, clock: FakeClock, ids: FakeIds
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        view, _entry = await ledger.start("", timezone="UTC")
        await write(ledger, clock, rose("luna"), chat("sol", "hi @Luna"), chat("sol"))
        await ledger.forget("tiktok:luna")
        sol = ledger.history.tally(view.id).standing("tiktok:sol")
        card = ledger.history.card(view.id, "tiktok:sol", sol)

    assert sol is not None
    assert sum(one.amounts.points for one in card.entries) == sol.points == 2000
