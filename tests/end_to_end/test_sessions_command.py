"""`companion sessions` as a program: beside a running app, in pipes, on terminals."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.app_process import AppProcess, command

COMPANION = (sys.executable, "-m", "companion")


async def sessions(folder: Path, *arguments: str) -> tuple[int, str, str]:
    return await command("sessions", *arguments, "--data-dir", str(folder))


async def answer(folder: Path, *arguments: str) -> Any:
    """What a sessions command answers with --json."""
    code, out, err = await sessions(folder, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


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


async def test_the_folder_is_named_by_the_environment_or_the_line(
    evening: Path,
) -> None:
    asked = ("sessions", "list", "--json")
    ways = await asyncio.gather(
        command(*asked, environment={"COMPANION_DATA_DIR": str(evening)}),
        command("--data-dir", str(evening), *asked),
    )
    assert [code for code, _out, _err in ways] == [0, 0]
    assert ways[0] == ways[1]
