"""Every command as a program: answers for people and for scripts, exit codes."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
from pathlib import Path

import pytest

from companion import i18n
from tests.companion.app.test_doctor import NOWHERE
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
        "block", "allow", "allow", "block", "allow", "allow", "allow", "hold",
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
        "doctor", "--json", "--data-dir", str(tmp_path / "data"), environment=NOWHERE
    )
    checks = json.loads(out)

    assert err == ""
    for check in checks:
        assert set(check) == {"check", "ok", "detail", "fix", "required"}
    assert {
        "python", "data-folder", "disk", "settings", "ledger", "port", "keyring",
        "tiktok-live", "twitch", "youtube",
    } <= {check["check"] for check in checks}  # fmt: skip
    bad = [check for check in checks if check["required"] and not check["ok"]]
    assert code == (1 if bad else 0)
    assert not (tmp_path / "data").exists()


@pytest.mark.long
async def test_the_doctor_finds_what_is_wrong_with_exit_1(copy: Path) -> None:
    (copy / "settings.toml").write_text("[server]\nport = 'x'\n")
    code, out, err = await command(
        "doctor", "--json", "--data-dir", str(copy), environment=NOWHERE
    )
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
    assert list(found) == [
        "pipeline",
        "leaderboard",
        "connectors",
        "moderation",
        "overlays",
        "show",
        "startup",
    ]
    for name, bench in found.items():
        assert bench["bench"] == name
        for result in bench["results"]:
            assert {
                "name", "value", "unit", "baseline", "baseline_value", "ratio",
            } <= set(result)  # fmt: skip
            # A page at rest may take no time at all.
            assert result["value"] > 0 or result["unit"] == "%"
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
    assert thrown_away_folders(tmp_path) == []


def thrown_away_folders(place: Path) -> list[Path]:
    return list(place.glob("companion-demo-*"))


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
        files = [folder / "ledger.sqlite3" for folder in thrown_away_folders(place)]
        if not files or not files[0].exists():
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
