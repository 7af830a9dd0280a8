"""Every command as a program: answers for people and for scripts, exit codes."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from companion import i18n
from tests.support.app_process import AppProcess, command

COMPANION = (sys.executable, "-m", "companion")
FRENCH = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "fr_FR.UTF-8"}
ENGLISH = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "C.UTF-8"}

COMMANDS = (
    (),
    ("serve",),
    ("sessions",),
    ("sessions", "list"),
    ("sessions", "show"),
    ("sessions", "standings"),
    ("sessions", "export"),
    ("sessions", "verify"),
    ("bench",),
    ("moderate",),
    ("screenshots",),
    ("doctor",),
)


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one session that a simulator played; nobody writes to it."""
    folder = tmp_path_factory.mktemp("evening") / "data"
    run = (
        "serve", "--demo", "--seed", "5", "--events", "600", "--rate", "1500",
        "--port", "0", "--data-dir", str(folder),
    )  # fmt: skip
    subprocess.run([*COMPANION, *run], check=True, capture_output=True, timeout=60)
    return folder


@pytest.fixture
def copy(evening: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to be tampered with."""
    return Path(shutil.copytree(evening, tmp_path / "copy"))


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


@pytest.mark.parametrize("environment", [ENGLISH, FRENCH], ids=["english", "french"])
async def test_every_command_explains_itself(environment: dict[str, str]) -> None:
    found = await asyncio.gather(
        *(command(*one, "--help", environment=environment) for one in COMMANDS)
    )

    for asked, (code, out, err) in zip(COMMANDS, found, strict=True):
        assert (code, err) == (0, ""), asked
        assert "--help" in out
        assert "Traceback" not in out
    text = "run the engine and its overlays without a window"
    i18n.set_language("fr" if environment is FRENCH else "en")
    words = " ".join(found[COMMANDS.index(("serve",))][1].split())
    assert i18n._(text) in words
    assert (text in words) is (environment is ENGLISH)


async def test_the_version_is_said() -> None:
    code, out, _err = await command("--version")
    assert (code, out.split()[0]) == (0, "companion")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("serve", "--port", "x"),
        ("serve", "--port", "70000"),
        ("serve", "--for", "-1"),
        ("serve", "--for", "nan"),
        ("serve", "--events", "1.5"),
        ("serve", "--seed", "x"),
        ("serve", "--nonsense"),
        ("sessions",),
        ("sessions", "show"),
        ("sessions", "export", "last", "--format", "xml"),
        ("sessions", "standings", "last", "--limit", "-3"),
        ("bench", "nonsense"),
        ("moderate",),
        ("moderate", "--text", "a", "--file", "b"),
    ],
    ids=" ".join,
)
async def test_wrong_usage_is_exit_2_with_a_reason(arguments: tuple[str, ...]) -> None:
    code, out, err = await command(*arguments, environment=ENGLISH)
    assert (code, out) == (2, "")
    assert "usage:" in err
    assert "error:" in err
    assert "Traceback" not in err


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


async def test_a_text_is_judged_with_reasons() -> None:
    rules = ("--data-dir", "/nowhere")
    code, out, err = await command("moderate", "--text", "hello", "--json", *rules)

    assert (code, err) == (0, "")
    found = json.loads(out)
    assert set(found) == {"text", "verdict", "reasons", "skeleton", "scores", "ms"}
    assert (found["text"], found["verdict"]) == ("hello", "allow")
    assert (found["reasons"], found["scores"]) == ([], {})


async def test_a_file_is_judged_line_by_line_in_order(tmp_path: Path) -> None:
    words, texts = tmp_path / "words.txt", tmp_path / "texts.txt"
    words.write_text("# mine\n\nloser\n~idiot\n", encoding="utf-8")
    texts.write_bytes(
        b"you LOSER\n\nfine\ni.d.i.o.t\n<script>\n\x1b[31mred"
        b"\n\xff\xfe\n" + b"x" * 100_000
    )
    arguments = ("moderate", "--file", str(texts), "--blocklist", str(words))
    code, out, err = await command(*arguments, "--json")
    found = [json.loads(line) for line in out.splitlines()]

    assert (code, err) == (0, "")
    assert [one["verdict"] for one in found] == [
        "block", "allow", "allow", "block", "allow", "allow", "allow", "allow",
    ]  # fmt: skip
    assert found[0]["reasons"] == [{"rule": "blocklist", "detail": "loser"}]
    assert found[3]["reasons"] == [{"rule": "blocklist", "detail": "~idiot"}]
    assert found[4]["text"] == "<script>"
    code, out, err = await command(*arguments)
    assert (code, err, len(out.splitlines())) == (0, "", 8)
    assert out.startswith("block  you LOSER")
    assert "\x1b" not in out


async def test_a_text_from_a_shell_that_is_no_utf8_is_judged() -> None:
    raw = b"abc\xff".decode("utf-8", "surrogateescape")
    code, out, err = await command("moderate", "--text", raw, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["text"].startswith("abc")


async def test_the_doctor_answers_for_scripts(tmp_path: Path) -> None:
    code, out, err = await command(
        "doctor", "--json", "--data-dir", str(tmp_path / "data")
    )
    checks = json.loads(out)

    assert err == ""
    for check in checks:
        assert set(check) == {"check", "ok", "detail", "fix", "required"}
    assert {"python", "data-folder", "disk", "settings", "ledger", "port"} <= {
        check["check"] for check in checks
    }
    bad = [check for check in checks if check["required"] and not check["ok"]]
    assert code == (1 if bad else 0)
    assert not (tmp_path / "data").exists()


async def test_the_doctor_finds_what_is_wrong_with_exit_1(copy: Path) -> None:
    (copy / "settings.toml").write_text("[server]\nport = 'x'\n")
    code, out, err = await command("doctor", "--json", "--data-dir", str(copy))
    found = {check["check"]: check for check in json.loads(out)}

    assert (code, err) == (1, "")
    assert not found["settings"]["ok"]
    assert "server.port" in found["settings"]["detail"]
    assert found["settings"]["fix"]
    assert found["ledger"]["detail"] == "1 session"


@pytest.mark.qt
async def test_all_benches_are_one_object_by_name() -> None:
    code, out, err = await command("bench", "all", "--quick", "--json", seconds=110)
    found = json.loads(out)

    assert (code, err) == (0, "")
    assert list(found) == ["pipeline", "leaderboard", "startup"]
    for name, bench in found.items():
        assert bench["bench"] == name
        for result in bench["results"]:
            assert {
                "name", "value", "unit", "baseline", "baseline_value", "ratio",
            } <= set(result)  # fmt: skip
            assert result["value"] > 0
            assert result["baseline"]
    names = {result["name"] for result in found["pipeline"]["results"]}
    assert "events_per_s" in names


@pytest.mark.qt
@pytest.mark.parametrize("port", ["free", "taken"])
async def test_the_window_ends_in_order_when_it_is_asked_to(
    tmp_path: Path, port: str
) -> None:
    async with AppProcess.serving("--rate", "0", folder=tmp_path / "other") as other:
        number = str(other.ready["port"]) if port == "taken" else "0"
        window = await asyncio.create_subprocess_exec(
            *COMPANION, "--demo", "--port", number,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )  # fmt: skip
        await _until_it_runs(tmp_path, window, is_refused=port == "taken")
        window.terminate()
        out, err = await asyncio.wait_for(window.communicate(), 30)

    assert out == b""
    assert b"Traceback" not in err, err.decode()
    assert b"pending" not in err, err.decode()
    assert window.returncode == (2 if port == "taken" else 0)
    assert (b"is already in use" in err) is (port == "taken")
    assert not any(name.startswith("companion-demo") for name in below(tmp_path))


async def _until_it_runs(
    place: Path, window: asyncio.subprocess.Process, *, is_refused: bool
) -> None:
    """Wait until the engine has begun its session, or has said why it cannot."""
    if is_refused:
        assert window.stderr is not None
        line = b""
        while b"companion:" not in line:
            line = await asyncio.wait_for(window.stderr.readline(), 30)
        window.stderr.feed_data(line)
        return

    def has_begun() -> bool:
        files = list(place.glob("companion-demo-*/ledger.sqlite3"))
        if not files:
            return False
        with sqlite3.connect(files[0]) as database:
            try:
                found = database.execute("SELECT count(*) FROM sessions").fetchone()[0]
            except sqlite3.Error:
                found = 0
        database.close()
        return bool(found)

    # Another process: there is nothing here that could be awaited instead.
    while not await asyncio.to_thread(has_begun):
        assert window.returncode is None
        await asyncio.sleep(0.05)
