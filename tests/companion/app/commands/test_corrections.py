"""`companion sessions corrections`: a file to tune thresholds by."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from pathlib import Path

import pytest

from companion.domain.entries import Verdict, VerdictGiven
from sessions.ledger import Ledger
from tests.sessions.gate import PENDING, by_model, note, say
from tests.support.evening import Here
from tests.support.fakes import FakeClock, FakeIds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A record with two corrections and a text that nobody corrected."""

    async def write() -> None:
        clock = FakeClock()
        async with await Ledger.open(
            tmp_path / "data", clock=clock, ids=FakeIds(), purpose="t"
        ) as ledger:
            await ledger.start("", timezone="UTC")
            for text, toxicity in (("=1+1", 0.7), ("fair", 0.8), ("kind\u2028", 0.61)):
                said = await say(ledger, clock, "kai", text, PENDING)
                await note(ledger, clock, by_model(said.seq, toxicity, Verdict.HOLD))
                if toxicity != 0.8:
                    allowed = VerdictGiven(of=said.seq, text=Verdict.ALLOW)
                    await note(ledger, clock, allowed)

    asyncio.run(write())
    return tmp_path / "data"


def corrections(here: Here, folder: Path, *arguments: str) -> tuple[int, str, str]:
    given = ("--data-dir", str(folder))
    return here("sessions", "corrections", "last", *arguments, *given)


def test_it_is_csv_with_a_score_in_each_column(here: Here, folder: Path) -> None:
    code, out, err = corrections(here, folder)
    rows = list(csv.DictReader(io.StringIO(out, newline="")))

    assert (code, err) == (0, "")
    assert [row["text"] for row in rows] == ["'=1+1", "kind\u2028"]
    assert [row["toxicity"] for row in rows] == ["0.7000", "0.6100"]
    assert {(row["gate"], row["person"]) for row in rows} == {("hold", "allow")}


def test_it_goes_to_a_file(here: Here, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "corrections.csv"
    assert corrections(here, folder, "--out", str(file)) == (0, "", "")
    assert file.read_bytes().decode() == corrections(here, folder)[1]


def test_programs_get_json(here: Here, folder: Path) -> None:
    found = json.loads(corrections(here, folder, "--json")[1])
    assert [one["text"] for one in found] == ["=1+1", "kind\u2028"]
    assert found[0]["scores"] == {"toxicity": 0.7, "insult": 0.35}
    assert found[0]["at"] == "2026-01-01T20:00:00.000000Z"


def test_a_session_without_any_has_a_head_only(here: Here, evening: Path) -> None:
    code, out, _err = corrections(here, evening)
    assert code == 0
    assert out.startswith("at,session,seq,text,gate,person,rules,toxicity")
    assert len(out.splitlines()) == 1
