"""Bad input of every sort: a clear error or a safe display, nothing lost, no traceback.

The program runs as a person runs it; what it prints is searched for tracebacks.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sessions.database import FILE_NAME
from sessions.ledger import Record
from tests.support.app_process import AppProcess, command, refused
from tests.support.evening import Here

MORE = pytest.mark.long
"""What a unit test covers as well: as a program in `make test-long` only."""

SERVE = ("serve", "--port", "0", "--for", "0.2")
SILENT = ("--demo", "--rate", "0")


def names_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("myspace:tom", "there are: simulator, tiktok"),
        pytest.param("", "Write the platform first", marks=MORE),
        ("tiktok:@two words", "no TikTok name"),
        pytest.param("tiktok:@" + "x" * 10_000, "no TikTok name", marks=MORE),
        pytest.param("simulator:nobody", "chaos", marks=MORE),
        ("simulator:../../etc/passwd", "chaos"),
    ],
    ids=lambda text: text[:20],
)
async def test_a_target_that_is_none(tmp_path: Path, target: str, says: str) -> None:
    said = await refused(*SERVE, "--connect", target, "--data-dir", str(tmp_path / "d"))
    assert says in said
    with Record(tmp_path / "d") as record:
        assert record.history.sessions() == []


async def test_a_good_target_beside_a_bad_one_is_not_begun(tmp_path: Path) -> None:
    both = ("--connect", "simulator:quiet", "--connect", "nope:x")
    await refused(*SERVE, *both, "--data-dir", str(tmp_path / "d"))
    with Record(tmp_path / "d") as record:
        assert record.history.sessions() == []


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("server.prot=7000", "server.prot: there is no such setting; do you mean"),
        ("scoring.chat.points=ten", "scoring.chat.points: "),
        ("overlays.leaderboard.rows=many", "overlays.leaderboard.rows: "),
        ("general", "write section.field=value"),
    ],
)
async def test_a_setting_that_is_not_accepted_is_named(
    tmp_path: Path, override: str, says: str
) -> None:
    said = await refused(*SERVE, "--set", override, "--data-dir", str(tmp_path / "d"))
    assert says in said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[server\nport = 1", "settings.toml, line 1: this is not valid TOML"),
        (b"[server]\nport = 'x'\n", "settings.toml, line 2: server.port: "),
        pytest.param(
            b"[general]\nlanguage = '\xff'\n",
            "settings.toml, line 2: not UTF-8",
            marks=MORE,
        ),
    ],
    ids=["no TOML", "a bad value", "no UTF-8"],
)
async def test_a_damaged_settings_file(copy: Path, content: bytes, says: str) -> None:
    (copy / "settings.toml").write_bytes(content)
    said = await refused(*SERVE, "--data-dir", str(copy))
    assert says in said
    assert (copy / "settings.toml").read_bytes() == content


@pytest.mark.parametrize(
    "content", [b"", b'{"v":1,"api":{"control":"x"}}'], ids=["empty", "guessable"]
)
async def test_a_damaged_token_file_is_said_and_kept(
    copy: Path, content: bytes
) -> None:
    """New tokens by themselves would silently break every link in OBS."""
    (copy / "tokens.json").write_bytes(content)
    said = await refused(*SERVE, "--data-dir", str(copy))
    assert "tokens.json cannot be read" in said
    assert "added to OBS again" in said
    assert (copy / "tokens.json").read_bytes() == content


@pytest.mark.parametrize("what", ["missing", "no UTF-8", "a folder", "too long a word"])
async def test_a_blocklist_that_cannot_be_used(tmp_path: Path, what: str) -> None:
    file = tmp_path / "words.txt"
    says = "words.txt"
    if what == "no UTF-8":
        file.write_bytes(b"fine\nno\xff\n")
        says = "words.txt, line 2: not UTF-8"
    elif what == "a folder":
        file.mkdir()
    elif what == "too long a word":
        file.write_text("x" * 500)
        says = "words.txt, line 1: longer than 200"
    assert says in await refused(
        "moderate", "--text", "hello", "--blocklist", str(file)
    )


async def test_a_blocklist_that_serve_cannot_use(tmp_path: Path) -> None:
    asked = (*SERVE, "--data-dir", str(tmp_path / "d"), "--blocklist", str(tmp_path))
    assert "cannot be used" in await refused(*asked)


async def test_a_file_of_texts_that_is_missing(tmp_path: Path) -> None:
    said = await refused("moderate", "--file", str(tmp_path / "none.txt"))
    assert "none.txt cannot be read" in said


def plain_text(path: Path) -> None:
    path.write_text("my shopping list, quite long enough to be a header")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def of_tomorrow(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9001'")


def of_nobody(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0000'")


def torn(path: Path) -> None:
    """Its first pages are right, the others are not."""
    raw = bytearray(path.read_bytes())
    raw[4096:] = os.urandom(len(raw) - 4096)
    path.write_bytes(raw)


BROKEN = {
    plain_text: "is not a Companion ledger",
    a_folder: "cannot be read",
    of_tomorrow: "A newer version of Companion",
    of_nobody: "",
    torn: "",
}


@pytest.mark.parametrize(
    "breaks",
    [
        plain_text,
        of_tomorrow,
        torn,
        pytest.param(a_folder, marks=MORE),
        pytest.param(of_nobody, marks=MORE),
    ],
    ids=lambda one: one.__name__,
)
async def test_a_ledger_that_is_broken_is_said_and_left_as_it_is(
    copy: Path, here: Here, breaks: Any
) -> None:
    ledger = copy / FILE_NAME
    breaks(ledger)
    before = ledger.read_bytes() if ledger.is_file() else None

    said = await refused(*SERVE, "--data-dir", str(copy))
    code, out, err = here("sessions", "list", "--data-dir", str(copy))

    assert BROKEN[breaks] in said
    assert BROKEN[breaks] in err
    assert (code, out, err.count("\n")) == (2, "", 1)
    after = ledger.read_bytes() if ledger.is_file() else None
    assert after == before


@MORE
async def test_the_doctor_finds_a_broken_ledger(copy: Path) -> None:
    plain_text(copy / FILE_NAME)
    code, out, err = await command("doctor", "--json", "--data-dir", str(copy))
    found = {check["check"]: check for check in json.loads(out)}
    assert (code, err) == (1, "")
    assert "is not a Companion ledger" in found["ledger"]["detail"]


def test_pages_that_went_bad_under_way_are_said(copy: Path, here: Here) -> None:
    """Opening finds nothing; reading does."""
    with closing(sqlite3.connect(copy / FILE_NAME)) as database, database:
        database.execute("UPDATE entries SET body = x'7b22' WHERE number = 40")
    for asked in (("show", "last"), ("export", "last", "--format", "jsonl")):
        code, _out, err = here("sessions", *asked, "--data-dir", str(copy))
        assert (code, err.count("\n")) == (2, 1), err
        assert "Entry 40 of session" in err
    code, out, err = here("sessions", "verify", "last", "--data-dir", str(copy))
    assert (code, err) == (1, "")
    assert out.startswith("entry 40: ")


@pytest.mark.parametrize(
    "where", ["a file", pytest.param("below a file", marks=MORE), "/proc/companion"]
)
async def test_a_folder_that_cannot_be_one(tmp_path: Path, where: str) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    place = {"a file": file, "below a file": file / "x"}.get(where, Path(where))
    said = await refused(*SERVE, "--data-dir", str(place))
    assert str(place) in said
    assert file.read_text() == "mine"


@pytest.mark.parametrize("name", ["a?b #100%41", pytest.param("évêning", marks=MORE)])
async def test_any_name_does_for_a_folder(tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    code, out, err = await command(*SERVE, "--data-dir", str(place))
    assert (code, err) == (0, "")
    assert json.loads(out)["ready"] is True
    assert (place / FILE_NAME).stat().st_size > 0
    assert names_in(tmp_path) == [name]


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
async def test_a_folder_name_that_is_no_text(tmp_path: Path) -> None:
    name = b"caf\xe9".decode("utf-8", "surrogateescape")
    said = await refused(*SERVE, "--data-dir", str(tmp_path / name))
    assert "is no text" in said


async def test_a_request_that_is_no_http_is_refused_quietly(tmp_path: Path) -> None:
    async with AppProcess.serving(*SILENT, folder=tmp_path / "data") as app:
        port, token = app.ready["port"], app.ready["token"]
        for raw in (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"GET / HTTP/9.9\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
            f"GET /api/v1/session HTTP/1.1\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Length: nonsense\r\n\r\n".encode(),
            b"POST /api/v1/test/chat HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz",
            b"A" * 70_000,
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(raw)
            writer.write_eof()
            await asyncio.wait_for(reader.read(), 10)
            writer.close()
        well = await app.get("/session")
        assert await app.stop() == 0
        log = app.log()

    assert well["state"] == "live"
    assert "Traceback" not in log
    assert token not in log
