"""The search index: made of the ledger, at any time anew, and never in its way."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from companion.domain.entries import Judgement, Verdict, VerdictGiven, ViewerMarked
from companion.domain.events import ChatDeleted
from companion.domain.views import VerdictFilter
from sessions.ledger import Ledger, Record
from tests.sessions.conftest import write
from tests.sessions.gate import HELD, PENDING, by_model, evening, lines, note, say
from tests.support.events import chat, like
from tests.support.fakes import FakeClock, FakeIds

HELLO = VerdictFilter(words="hello")


@pytest.fixture
async def session(ledger: Ledger, clock: FakeClock) -> str:
    view, _entry = await ledger.start("", timezone="UTC")
    await evening(ledger, clock)
    return view.id


def content(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that the file holds, in order, but for what is never looked for."""
    with closing(sqlite3.connect(folder / "search.sqlite3")) as connection:
        # Words of a waiting text stay when it is decided in another batch.
        connection.execute("UPDATE lines SET text = '', name = '' WHERE is_closed")
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in ("lines", "texts", "removals", "sessions")
        }


def found_in(folder: Path, session: str, wanted: VerdictFilter = HELLO) -> list[int]:
    with Record(folder) as record:
        return [one.seq for one in record.history.verdicts(session, wanted)]


async def test_writing_makes_no_index(
    ledger: Ledger, clock: FakeClock, tmp_path: Path
) -> None:
    await ledger.start("", timezone="UTC")
    await say(ledger, clock, "luna", "hello")
    assert not (tmp_path / "search.sqlite3").exists()


async def test_what_was_committed_is_found_at_once(
    ledger: Ledger, clock: FakeClock, session: str
) -> None:
    for number in range(3):
        entry = await say(ledger, clock, "luna", f"fresh {number}")
        assert (await lines(ledger, session, words="fresh"))[0].seq == entry.seq


async def test_step_by_step_gives_what_one_go_gives(
    clock: FakeClock, ids: FakeIds, tmp_path: Path
) -> None:
    """Every verdict may fall into another batch than what it is about."""
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        view, _entry = await ledger.start("", timezone="UTC")
        for step in range(3):
            waiting = await say(ledger, clock, "luna", f"wait {step}", PENDING)
            await lines(ledger, view.id, words="wait")
            await note(ledger, clock, VerdictGiven(of=waiting.seq, text=Verdict.BLOCK))
            await evening(ledger, clock)
            await lines(ledger, view.id)
        gone = ChatDeleted(
            id="tiktok:x", platform="tiktok", channel="@m", targets=("tiktok:9",)
        )
        await write(ledger, clock, gone)
        every = await lines(ledger, view.id, limit=1000)
        stepwise = content(tmp_path)
        ledger.history.index._file.release()
        (tmp_path / "search.sqlite3").unlink()

        assert await lines(ledger, view.id, limit=1000) == every
        anew = content(tmp_path)

    assert stepwise == anew


@pytest.mark.parametrize("seed", range(4))
async def test_any_evening_step_by_step_is_what_one_go_gives(
    ids: FakeIds, tmp_path: Path, seed: int
) -> None:
    """Verdicts, undos, bans and forgetting, with a search now and then in between."""
    chance, clock, folder = random.Random(seed), FakeClock(), tmp_path / "data"
    async with await Ledger.open(folder, clock=clock, ids=ids, purpose="t") as ledger:
        view, _entry = await ledger.start("", timezone="UTC")
        said: list[int] = []
        decided: list[tuple[int, int]] = []
        for step in range(80):
            who = chance.choice(["luna", "sol", "kai"])
            match chance.randrange(8):
                case 0 | 1 | 2:
                    judgement = chance.choice([PENDING, HELD, Judgement()])
                    text = f"text {step} @{chance.choice(['Luna', 'nobody'])}"
                    said.append((await say(ledger, clock, who, text, judgement)).seq)
                case 3 | 4 if said:
                    of = chance.choice(said)
                    (given,) = await note(
                        ledger, clock, by_model(of, 0.7, Verdict.HOLD)
                    )
                    decided.append((of, given.seq))
                case 5 if decided:
                    of, undoes = chance.choice(decided)
                    back = VerdictGiven(of=of, text=Verdict.ALLOW, undoes=undoes)
                    (given,) = await note(ledger, clock, back)
                    decided.append((of, given.seq))
                case 6:
                    mark = ViewerMarked(viewer_id=f"tiktok:{who}", mark="ban")
                    await note(ledger, clock, mark)
                case 7 if step > 40 and ledger.history.viewer(f"tiktok:{who}"):
                    await ledger.forget(f"tiktok:{who}")
                    await ledger.reopen(view.id)
            if chance.random() < 0.2:
                await lines(ledger, "*", words="text")
        every = await lines(ledger, "*", limit=1000)
        ledger.history.index._file.release()
        (folder / "search.sqlite3").unlink()

        assert await lines(ledger, "*", limit=1000) == every
    assert every


DAMAGE: dict[str, Callable[[Path], object]] = {
    "gone": lambda file: file.unlink(),
    "empty": lambda file: file.write_bytes(b""),
    "no database": lambda file: file.write_bytes(b"my shopping list" * 1000),
    "cut": lambda file: file.write_bytes(file.read_bytes()[:8192]),
    "overwritten": lambda file: file.write_bytes(
        file.read_bytes()[:4096] + b"\xff" * (file.stat().st_size - 4096)
    ),
    "of a later version": lambda file: execute(file, "PRAGMA user_version = 99"),
    "without a table": lambda file: execute(file, "DROP TABLE lines"),
    "without words": lambda file: execute(file, "DROP TABLE words"),
}


def execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize("name", DAMAGE)
async def test_a_file_that_is_no_good_is_made_anew(
    ledger: Ledger, session: str, tmp_path: Path, name: str
) -> None:
    before = await lines(ledger, session, words="hello")
    ledger.history.index._file.release()
    DAMAGE[name](tmp_path / "search.sqlite3")

    assert await lines(ledger, session, words="hello") == before != []
    ledger.history.index._file.release()
    assert content(tmp_path)["lines"]


async def test_where_no_file_can_be_written_a_temporary_one_stands_in(
    ledger: Ledger, session: str, tmp_path: Path
) -> None:
    (tmp_path / "search.sqlite3").mkdir()
    assert len(await lines(ledger, session, words="hello")) == 1
    assert list((tmp_path / "search.sqlite3").iterdir()) == []


async def test_a_restored_backup_is_indexed_anew(
    clock: FakeClock, ids: FakeIds, tmp_path: Path
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        view, _entry = await ledger.start("", timezone="UTC")
        await say(ledger, clock, "luna", "hello one")
    shutil.copy(tmp_path / "ledger.sqlite3", tmp_path / "kept")
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        await ledger.reopen(view.id)
        await say(ledger, clock, "luna", "hello two")
        await say(ledger, clock, "luna", "hello three")
        assert len(await lines(ledger, view.id, words="hello")) == 3
    shutil.copy(tmp_path / "kept", tmp_path / "ledger.sqlite3")

    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        await ledger.reopen(view.id)
        await say(ledger, clock, "luna", "hello four")
        texts = [line.text for line in await lines(ledger, view.id, words="hello")]
    assert texts == ["hello four", "hello one"]


async def test_a_session_that_is_gone_is_not_found(
    clock: FakeClock, ids: FakeIds, tmp_path: Path
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        first, _entry = await ledger.start("", timezone="UTC")
        await say(ledger, clock, "luna", "hello xylophone")
        second, _entry = await ledger.start("", timezone="UTC")
        await say(ledger, clock, "luna", "hello again")
        assert len(await lines(ledger, "*", words="hello")) == 2
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite3")) as connection:
        connection.execute("DELETE FROM entries WHERE session_id = ?", (first.id,))
        connection.execute("DELETE FROM standings WHERE session_id = ?", (first.id,))
        connection.execute("DELETE FROM sessions WHERE id = ?", (first.id,))
        connection.commit()

    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        (line,) = await lines(ledger, "*", words="hello")
    assert line.text == "hello again"
    assert second.id
    assert b"xylophone" not in (tmp_path / "search.sqlite3").read_bytes()


def files_of(folder: Path) -> bytes:
    """All that is on the disk of the index."""
    return b"".join(file.read_bytes() for file in folder.glob("search*"))


@pytest.mark.parametrize("when", ["before it was indexed", "after it was indexed"])
async def test_who_is_forgotten_leaves_no_trace_in_it(
    ledger: Ledger, clock: FakeClock, session: str, tmp_path: Path, when: str
) -> None:
    await say(ledger, clock, "vexillo", "quixotic gherkin", PENDING)
    await say(ledger, clock, "sol", "hello @Vexillo the gherkin")
    if when.startswith("after"):
        assert len(await lines(ledger, session, words="gherkin")) == 2
        assert b"gherkin" in files_of(tmp_path)
    await ledger.forget("tiktok:vexillo")

    ledger.history.index._file.release()
    files = files_of(tmp_path)
    assert files
    for trace in (b"gherkin", b"exillo", b"quixotic"):
        assert trace not in files
    assert await lines(ledger, session, viewer_id="tiktok:vexillo") == []
    assert await lines(ledger, session, words="hello there") != []


async def test_a_crash_while_forgetting_is_made_good_by_the_next_search(
    ledger: Ledger, clock: FakeClock, session: str, tmp_path: Path
) -> None:
    """The Erasure is an entry: whoever indexes it erases."""
    await say(ledger, clock, "vexillo", "quixotic gherkin")
    await lines(ledger, session)
    ledger.history.index._file.release()
    before = (tmp_path / "search.sqlite3").read_bytes()
    await ledger.forget("tiktok:vexillo")
    ledger.history.index._file.release()
    (tmp_path / "search.sqlite3").write_bytes(before)

    assert await lines(ledger, session, words="gherkin") == []
    ledger.history.index._file.release()
    assert b"gherkin" not in (tmp_path / "search.sqlite3").read_bytes()


async def test_a_record_sees_what_was_there_when_it_was_opened(
    ledger: Ledger, clock: FakeClock, session: str, tmp_path: Path
) -> None:
    before = len(await lines(ledger, session))
    with Record(tmp_path) as record:
        await say(ledger, clock, "luna", "hello later")
        assert len(await lines(ledger, session)) == before + 1
        everything = VerdictFilter()
        assert len(record.history.verdicts(session, everything)) == before
        assert len(record.history.verdicts(session, HELLO)) == 1
    assert len(found_in(tmp_path, session)) == 2
    assert len(await lines(ledger, session)) == before + 1


async def test_two_programs_bring_it_up_to_date_together(
    ledger: Ledger, clock: FakeClock, session: str, tmp_path: Path
) -> None:
    for start in range(0, 4_000, 500):
        said = [chat("luna", f"hello {start + one}") for one in range(500)]
        await write(ledger, clock, *said)
    wanted = VerdictFilter(words="hello", limit=1000)
    answers = await asyncio.gather(
        *(asyncio.to_thread(found_in, tmp_path, session, wanted) for _ in range(3)),
        ledger.read(
            lambda history: [one.seq for one in history.verdicts(session, wanted)]
        ),
    )
    assert len(answers[0]) == 1000
    assert all(answer == answers[0] for answer in answers)
    seqs = [row[0] for row in content(tmp_path)["lines"]]
    assert len(seqs) == len(set(seqs)) > 4_000


class TellingClock(FakeClock):
    """Tells when somebody falls asleep."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.asleep.set()
        await super().sleep(seconds)


async def test_it_is_kept_up_to_date_a_little_at_a_time(
    ids: FakeIds, tmp_path: Path
) -> None:
    clock = TellingClock()
    folder = tmp_path / "data"
    async with await Ledger.open(folder, clock=clock, ids=ids, purpose="t") as ledger:
        await ledger.start("", timezone="UTC")
        await write(ledger, clock, *(like("luna") for _ in range(2_999)))
        keeping = asyncio.create_task(ledger.keep_searchable())
        behind = [ledger.history.index.backlog()]
        await clock.asleep.wait()
        while behind[-1]:
            clock.asleep.clear()
            await clock.advance(2)
            await clock.asleep.wait()
            behind.append(ledger.history.index.backlog())
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
    assert behind == [3_000, 1_000, 0]


async def test_tests_are_lines_and_no_texts_of_the_chart(
    ledger: Ledger, clock: FakeClock, session: str
) -> None:
    held = Judgement(text=Verdict.HOLD)
    before = ledger.history.index.stretches(session, [0, 2**60])
    await say(ledger, clock, "sol", "only a test", held, test=True)
    assert ledger.history.index.stretches(session, [0, 2**60]) == before
    assert len(await lines(ledger, session, words="test")) == 1
