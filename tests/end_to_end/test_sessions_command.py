"""`companion sessions` as a program: the record for people and for scripts."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.app_process import AppProcess, command

COMPANION = (sys.executable, "-m", "companion")


def below(folder: Path) -> list[str]:
    """Names of everything in a folder and below, sorted."""
    return sorted(file.name for file in folder.rglob("*"))


def is_device(path: str) -> bool:
    return Path(path).is_char_device()


async def sessions(folder: Path, *arguments: str) -> tuple[int, str, str]:
    return await command("sessions", *arguments, "--data-dir", str(folder))


async def answer(folder: Path, *arguments: str) -> Any:
    """What a sessions command answers with --json."""
    code, out, err = await sessions(folder, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


async def test_the_list_of_sessions(evening: Path) -> None:
    (session,) = await answer(evening, "list")

    assert {"id", "name", "state", "started_at", "ended_at", "viewers", "points"} <= (
        set(session)
    )
    assert session["state"] == "ended"
    assert session["viewers"] > 20
    assert session["points"] > 100
    assert session["started_at"].endswith("Z")
    code, out, _err = await sessions(evening, "list")
    assert code == 0
    assert session["id"] in out


async def test_one_session(evening: Path) -> None:
    (listed,) = await answer(evening, "list")
    session = await answer(evening, "show", listed["id"])

    assert {name: session[name] for name in listed} == listed
    assert session["totals"]["points"] == listed["points"]
    assert session["totals"]["entries"] == listed["entries"]
    assert await answer(evening, "show", "last") == session


async def test_the_standings_have_the_shape_of_the_api(evening: Path) -> None:
    board = await answer(evening, "standings", "last", "--limit", "5")

    assert set(board) == {"session", "at", "standings", "viewers"}
    assert [one["rank"] for one in board["standings"]] == [1, 2, 3, 4, 5]
    points = [one["points"] for one in board["standings"]]
    assert points == sorted(points, reverse=True)
    first = board["standings"][0]
    assert set(first) == {
        "rank", "viewer", "points", "diamonds", "bits", "likes", "chats", "gifts",
    }  # fmt: skip
    assert set(first["viewer"]) == {"id", "platform", "name", "avatar"}
    code, out, _err = await sessions(evening, "standings", "last", "--limit", "5")
    assert (code, len(out.splitlines())) == (0, 5)
    assert first["viewer"]["name"] in out


async def test_the_standings_as_they_stood(evening: Path) -> None:
    lines = (await sessions(evening, "export", "last", "--format", "jsonl"))[1]
    entries = [json.loads(line) for line in lines.splitlines()]
    middle = entries[len(entries) // 2]["at"]
    expected = sum(entry["points"] for entry in entries if entry["at"] <= middle)

    then = await answer(evening, "standings", "last", "--at", middle, "--limit", "1000")

    assert then["at"] == middle
    assert sum(one["points"] for one in then["standings"]) == pytest.approx(expected)
    now = await answer(evening, "standings", "last", "--limit", "1000")
    assert then["viewers"] < now["viewers"]
    before = await answer(evening, "standings", "last", "--at", "2020-01-01")
    assert (before["standings"], before["viewers"]) == ([], 0)


async def test_a_time_that_is_none_is_said(evening: Path) -> None:
    code, _out, err = await sessions(evening, "standings", "last", "--at", "noon")
    assert code == 2
    assert "2026-01-01T20:30:00Z" in err


async def test_an_export_is_every_entry_to_stdout_or_to_a_file(
    evening: Path, tmp_path: Path
) -> None:
    (session,) = await answer(evening, "list")
    target = tmp_path / "évening.jsonl"
    code, out, err = await sessions(evening, "export", "last", "--format", "jsonl")
    code2, nothing, err2 = await sessions(
        evening, "export", "last", "--format", "jsonl", "--out", str(target)
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
async def test_an_export_that_cannot_be_written_leaves_nothing(
    evening: Path, tmp_path: Path, where: str
) -> None:
    (tmp_path / "is a folder").mkdir()
    (tmp_path / "file").write_text("mine")
    target = tmp_path / where.replace("below a file", "file/x")
    code, out, err = await sessions(
        evening, "export", "last", "--format", "jsonl", "--out", str(target)
    )

    assert (code, out) == (2, "")
    assert f"{target} cannot be written" in err
    assert "Traceback" not in err
    assert below(tmp_path) == ["file", "is a folder"]
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
async def test_a_full_disk_behind_an_export_is_said(evening: Path) -> None:
    code, _out, err = await sessions(
        evening, "export", "last", "--format", "jsonl", "--out", "/dev/full"
    )
    assert code == 2
    assert "No space left" in err
    assert is_device("/dev/full"), "a device must not be replaced by a file"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
@pytest.mark.parametrize("what", ["list", "export last --format jsonl"])
def test_a_full_disk_behind_the_output_is_said(evening: Path, what: str) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*COMPANION, "sessions", *what.split(), "--data-dir", str(evening)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "No space left" in ended.stderr


@pytest.mark.parametrize("what", ["export last --format jsonl", "list", "--help"])
def test_a_reader_that_has_seen_enough_is_no_error(evening: Path, what: str) -> None:
    folder = () if what == "--help" else ("--data-dir", str(evening))
    with subprocess.Popen(
        [*COMPANION, "sessions", *what.split(), *folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        if what.startswith("export"):
            assert program.stdout.readline().startswith("{")
        program.stdout.close()
        errors = program.stderr.read()
        code = program.wait(60)

    assert (code, errors) == (0, "")


def test_answers_are_utf8_whatever_the_terminal(evening: Path) -> None:
    """Names are; a script on a system with another encoding must not break."""
    bare = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ended = subprocess.run(
        [*COMPANION, "sessions", "standings", "last", "--json", "--limit", "1000",
         "--data-dir", str(evening)],
        env=bare, capture_output=True, check=True,
    )  # fmt: skip
    names = [one["viewer"]["name"] for one in json.loads(ended.stdout)["standings"]]
    assert not all(name.isascii() for name in names)


def test_a_terminal_that_knows_few_letters_is_no_error(evening: Path) -> None:
    ended = subprocess.run(
        [*COMPANION, "sessions", "standings", "last", "--data-dir", str(evening)],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert len(ended.stdout.decode("ascii").splitlines()) == 10


async def test_verify_says_that_all_is_well(evening: Path) -> None:
    (session,) = await answer(evening, "list")
    report = await answer(evening, "verify", "last")

    assert report == {
        "session": session["id"],
        "entries": session["entries"],
        "ok": True,
        "forgotten": 0,
        "differences": [],
    }
    code, out, _err = await sessions(evening, "verify", "last")
    assert code == 0
    assert str(session["entries"]) in out


async def test_verify_names_the_first_bad_entry_with_exit_1(copy: Path) -> None:
    with sqlite3.connect(copy / "ledger.sqlite3") as database:
        database.execute(
            "UPDATE entries SET points = points + 1000 WHERE number IN (17, 30)"
        )
    database.close()

    code, out, err = await sessions(copy, "verify", "last", "--json")
    report = json.loads(out)
    assert (code, err, report["ok"]) == (1, "", False)
    assert report["differences"][0]["number"] == 17
    code, out, _err = await sessions(copy, "verify", "last")
    assert code == 1
    assert out.startswith("entry 17: ")


@pytest.mark.parametrize(
    "what",
    ["show", "standings", "verify", "export --format jsonl"],
)
async def test_a_session_that_is_not_there_is_said(evening: Path, what: str) -> None:
    name, *more = what.split()
    code, out, err = await sessions(evening, name, "nobody", *more)
    assert (code, out, err) == (2, "", "companion: There is no session nobody.\n")


@pytest.mark.parametrize("name", ["empty", "missing"])
async def test_a_folder_without_a_ledger_is_said_and_left_alone(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    code, out, err = await sessions(tmp_path / name, "list")

    assert (code, out) == (2, "")
    assert err == f"companion: There is no ledger in {tmp_path / name} yet.\n"
    assert below(tmp_path) == ["empty"]


async def test_the_record_is_read_beside_a_running_serve(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with AppProcess.serving("--demo", "--rate", "400", folder=folder) as app:
        await app.until("/session", lambda one: one["totals"]["entries"] > 100)
        (session,) = await answer(folder, "list")
        report = await answer(folder, "verify", "last")
        board = await answer(folder, "standings", "last")
        assert await app.stop() == 0, app.log()

    assert (session["id"], session["state"]) == (app.ready["session"], "live")
    assert report["ok"]
    assert report["entries"] > 100
    assert board["standings"]


async def test_the_folder_is_named_before_or_after_or_by_the_environment(
    evening: Path,
) -> None:
    place = ("--data-dir", str(evening))
    ways = await asyncio.gather(
        command(*place, "sessions", "list", "--json"),
        command("sessions", *place, "list", "--json"),
        command("sessions", "list", "--json", *place),
        command(
            "sessions", "list", "--json", environment={"COMPANION_DATA_DIR": place[1]}
        ),
        command("--data-dir", "/nowhere", "sessions", "list", "--json", *place),
    )
    assert {out for _code, out, _err in ways} == {ways[0][1]}
    assert [code for code, _out, _err in ways] == [0] * 5
