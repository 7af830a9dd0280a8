"""`companion sessions`: the record for people and for scripts."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.support.evening import Here


def below(folder: Path) -> list[str]:
    """Names of everything in a folder and below, sorted."""
    return sorted(file.name for file in folder.rglob("*"))


def sessions(here: Here, folder: Path, *arguments: str) -> tuple[int, str, str]:
    return here("sessions", *arguments, "--data-dir", str(folder))


def answer(here: Here, folder: Path, *arguments: str) -> Any:
    """What a sessions command answers with --json."""
    code, out, err = sessions(here, folder, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_the_list_of_sessions(here: Here, evening: Path) -> None:
    (session,) = answer(here, evening, "list")

    assert {"id", "name", "state", "started_at", "ended_at", "viewers", "points"} <= (
        set(session)
    )
    assert session["state"] == "ended"
    assert session["viewers"] > 20
    assert session["points"] > 100
    assert session["started_at"].endswith("Z")
    code, out, _err = sessions(here, evening, "list")
    assert code == 0
    assert session["id"] in out


def test_one_session(here: Here, evening: Path) -> None:
    (listed,) = answer(here, evening, "list")
    session = answer(here, evening, "show", listed["id"])

    assert {name: session[name] for name in listed} == listed
    assert session["totals"]["points"] == listed["points"]
    assert session["totals"]["entries"] == listed["entries"]
    assert answer(here, evening, "show", "last") == session


def test_the_standings_have_the_shape_of_the_api(here: Here, evening: Path) -> None:
    board = answer(here, evening, "standings", "last", "--limit", "5")

    assert set(board) == {"session", "at", "standings", "viewers"}
    assert [one["rank"] for one in board["standings"]] == [1, 2, 3, 4, 5]
    points = [one["points"] for one in board["standings"]]
    assert points == sorted(points, reverse=True)
    first = board["standings"][0]
    assert set(first) == {
        "rank", "viewer", "points", "diamonds", "bits", "likes", "chats", "gifts",
    }  # fmt: skip
    assert set(first["viewer"]) == {"id", "platform", "name", "avatar"}
    code, out, _err = sessions(here, evening, "standings", "last", "--limit", "5")
    assert (code, len(out.splitlines())) == (0, 5)
    assert first["viewer"]["name"] in out


def test_the_standings_as_they_stood(here: Here, evening: Path) -> None:
    lines = (sessions(here, evening, "export", "last", "--format", "jsonl"))[1]
    entries = [json.loads(line) for line in lines.splitlines()]
    middle = entries[len(entries) // 2]["at"]
    expected = sum(entry["points"] for entry in entries if entry["at"] <= middle)

    then = answer(here, evening, "standings", "last", "--at", middle, "--limit", "1000")

    assert then["at"] == middle
    assert sum(one["points"] for one in then["standings"]) == pytest.approx(expected)
    now = answer(here, evening, "standings", "last", "--limit", "1000")
    assert then["viewers"] < now["viewers"]
    before = answer(here, evening, "standings", "last", "--at", "2020-01-01")
    assert (before["standings"], before["viewers"]) == ([], 0)


def test_a_time_that_is_none_is_said(here: Here, evening: Path) -> None:
    code, _out, err = sessions(here, evening, "standings", "last", "--at", "noon")
    assert code == 2
    assert "2026-01-01T20:30:00Z" in err


def test_an_export_is_every_entry_to_stdout_or_to_a_file(
    here: Here, evening: Path, tmp_path: Path
) -> None:
    (session,) = answer(here, evening, "list")
    target = tmp_path / "évening.jsonl"
    code, out, err = sessions(here, evening, "export", "last", "--format", "jsonl")
    code2, nothing, err2 = sessions(
        here, evening, "export", "last", "--format", "jsonl", "--out", str(target)
    )

    assert (code, err, code2, nothing, err2) == (0, "", 0, "", "")
    entries = [json.loads(line) for line in out.splitlines()]
    assert len(entries) == session["entries"]
    assert [entry["number"] for entry in entries] == list(range(1, len(entries) + 1))
    assert {
        "seq", "at", "session", "kind", "platform", "viewer", "payload", "points",
        "verdict", "test",
    } <= set(entries[0])  # fmt: skip
    assert target.read_text(encoding="utf-8") == out
    assert below(tmp_path) == ["évening.jsonl"]


@pytest.mark.parametrize("where", ["is a folder", "below a file", "missing/folder"])
def test_an_export_that_cannot_be_written_leaves_nothing(
    here: Here, evening: Path, tmp_path: Path, where: str
) -> None:
    (tmp_path / "is a folder").mkdir()
    (tmp_path / "file").write_text("mine")
    target = tmp_path / where.replace("below a file", "file/x")
    code, out, err = sessions(
        here, evening, "export", "last", "--format", "jsonl", "--out", str(target)
    )

    assert (code, out) == (2, "")
    assert f"{target} cannot be written" in err
    assert "Traceback" not in err
    assert below(tmp_path) == ["file", "is a folder"]
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_a_full_disk_behind_an_export_is_said(here: Here, evening: Path) -> None:
    code, _out, err = sessions(
        here, evening, "export", "last", "--format", "jsonl", "--out", "/dev/full"
    )
    assert code == 2
    assert "No space left" in err
    assert Path("/dev/full").is_char_device(), "it must not be replaced by a file"


def test_verify_says_that_all_is_well(here: Here, evening: Path) -> None:
    (session,) = answer(here, evening, "list")
    report = answer(here, evening, "verify", "last")

    assert report == {
        "session": session["id"],
        "entries": session["entries"],
        "ok": True,
        "forgotten": 0,
        "differences": [],
    }
    code, out, _err = sessions(here, evening, "verify", "last")
    assert code == 0
    assert str(session["entries"]) in out


def test_verify_names_the_first_bad_entry_with_exit_1(here: Here, copy: Path) -> None:
    with sqlite3.connect(copy / "ledger.sqlite3") as database:
        database.execute(
            "UPDATE entries SET points = points + 1000 WHERE number IN (17, 30)"
        )
    database.close()

    code, out, err = sessions(here, copy, "verify", "last", "--json")
    report = json.loads(out)
    assert (code, err, report["ok"]) == (1, "", False)
    assert report["differences"][0]["number"] == 17
    code, out, _err = sessions(here, copy, "verify", "last")
    assert code == 1
    assert out.startswith("entry 17: ")


@pytest.mark.parametrize(
    "what",
    ["show", "standings", "verify", "export --format jsonl"],
)
def test_a_session_that_is_not_there_is_said(
    here: Here, evening: Path, what: str
) -> None:
    name, *more = what.split()
    code, out, err = sessions(here, evening, name, "nobody", *more)
    assert (code, out, err) == (2, "", "companion: There is no session nobody.\n")


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_a_folder_without_a_ledger_is_said_and_left_alone(
    here: Here, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    code, out, err = sessions(here, tmp_path / name, "list")

    assert (code, out) == (2, "")
    assert err == f"companion: There is no ledger in {tmp_path / name} yet.\n"
    assert below(tmp_path) == ["empty"]
