"""Every ledger that was ever released reads, verifies and exports as it did."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from companion.domain.entries import AnyNote, Verdict
from companion.domain.events import StreamEvent
from companion.domain.views import VerdictFilter
from sessions.export import export_jsonl
from sessions.ledger import Ledger, Record
from tests.sessions.coins import minted, move
from tests.sessions.conftest import write
from tests.support.events import rose
from tests.support.fakes import FakeClock, FakeIds

RELEASES = sorted(
    folder.name
    for folder in (Path(__file__).parent / "golden").iterdir()
    if folder.is_dir() and folder.name[0].isdigit()
)


DECISIONS = {"verdict", "gate", "viewer_mark", "text_permit", "platform_action"}


@pytest.fixture(params=RELEASES)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a released ledger, with the export that was made of it then."""
    source = Path(__file__).parent / "golden" / request.param
    return Path(shutil.copytree(source, tmp_path / "data"))


def test_it_exports_as_it_did(released: Path) -> None:
    with Record(released) as record:
        (session,) = record.history.sessions()
        now = b"".join(export_jsonl(record.history, session.id))
    assert now == (released / "export.jsonl").read_bytes()


def test_it_verifies_with_what_was_forgotten(released: Path) -> None:
    with Record(released) as record:
        (session,) = record.history.sessions()
        report = record.verify(session.id)
    assert (report.ok, report.differences) == (True, [])
    assert report.forgotten > 0


async def test_it_goes_on(released: Path) -> None:
    async with await Ledger.open(
        released, clock=FakeClock(), ids=FakeIds(), purpose="t"
    ) as ledger:
        (session,) = ledger.history.sessions()
        await ledger.reopen(session.id)
        entries = await write(ledger, FakeClock(), rose("new", count=3))
    with Record(released) as record:
        assert record.verify(session.id).ok
    assert entries[0].amounts.diamonds == 3


def test_it_holds_every_kind_of_its_time(released: Path) -> None:
    """A golden ledger that lacks kinds proves little."""
    kinds = {one.__struct_config__.tag for one in StreamEvent.__subclasses__()}
    notes = {one.__struct_config__.tag for one in AnyNote.__args__}
    text = (released / "export.jsonl").read_text()
    missing = {kind for kind in kinds | notes if f'"kind":"{kind}"' not in text}
    assert missing <= {"unknown", "undo"}


def test_its_decisions_are_found(released: Path) -> None:
    with Record(released) as record:
        (session,) = record.history.sessions()
        everything = VerdictFilter(limit=1000)
        lines = record.history.verdicts(session.id, everything)
        words = record.history.verdicts(session.id, VerdictFilter(words="golden"))
        corrected = list(record.history.corrections(session.id))
    assert {line.by for line in lines} >= {"rules", "person", "ladder"}
    assert {line.kind for line in lines} == DECISIONS
    assert [line.kind for line in words] == ["text_permit", "text_permit"]
    assert all(one.gate is Verdict.HOLD for one in corrected)


async def test_a_ledger_from_before_wallets_is_brought_up_and_says_the_same(
    tmp_path: Path,
) -> None:
    source = Path(__file__).parent / "golden" / "schema_0001"
    folder = Path(shutil.copytree(source, tmp_path / "data"))
    async with await Ledger.open(
        folder, clock=FakeClock(), ids=FakeIds(), purpose="t"
    ) as ledger:
        (session,) = ledger.history.sessions()
        told = b"".join(export_jsonl(ledger.history, session.id))
        await ledger.reopen(session.id)
        await move(ledger, FakeClock(), minted("tiktok:luna", 5))
    assert told == (folder / "export.jsonl").read_bytes()
    assert len(list((folder / "backups").iterdir())) == 1
    with Record(folder) as record:
        assert record.verify(session.id).ok
        assert record.history.wallets.balance("tiktok:luna") == 5
