"""Bad input of every sort: a clear error or a safe display, nothing lost, no traceback.

The program runs as a person runs it; what it prints is searched for tracebacks.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sessions.database import FILE_NAME
from sessions.ledger import Record
from tests.support.app_process import AppProcess, command

MORE = pytest.mark.long
"""What a unit test covers as well: as a program in `make test-long` only."""

SERVE = ("serve", "--port", "0", "--for", "0.2")
SILENT = ("--demo", "--rate", "0")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one session; nobody writes to it."""
    folder = tmp_path_factory.mktemp("recorded") / "data"
    run = (
        "serve", "--demo", "--events", "300", "--rate", "100000", "--port", "0",
        "--data-dir", str(folder),
    )  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "companion", *run],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return folder


@pytest.fixture
def folder(recorded: Path, tmp_path: Path) -> Path:
    """A copy of it, to be broken."""
    return Path(shutil.copytree(recorded, tmp_path / "data"))


def names_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def refused(*arguments: str, **environment: str) -> str:
    """What a command says that it refuses; it says that and nothing else."""
    code, out, err = await command(*arguments, environment=environment)
    assert (code, out) == (2, ""), err
    assert err.startswith("companion: "), err
    assert err.count("\n") == 1, err
    return err.removeprefix("companion: ").strip()


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
async def test_a_damaged_settings_file(folder: Path, content: bytes, says: str) -> None:
    (folder / "settings.toml").write_bytes(content)
    said = await refused(*SERVE, "--data-dir", str(folder))
    assert says in said
    assert (folder / "settings.toml").read_bytes() == content


@pytest.mark.parametrize(
    "content", [b"", b'{"v":1,"api":{"control":"x"}}'], ids=["empty", "guessable"]
)
async def test_a_damaged_token_file_is_said_and_kept(
    folder: Path, content: bytes
) -> None:
    """New tokens by themselves would silently break every link in OBS."""
    (folder / "tokens.json").write_bytes(content)
    said = await refused(*SERVE, "--data-dir", str(folder))
    assert "tokens.json cannot be read" in said
    assert "added to OBS again" in said
    assert (folder / "tokens.json").read_bytes() == content


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
    folder: Path, breaks: Any
) -> None:
    ledger = folder / FILE_NAME
    breaks(ledger)
    before = ledger.read_bytes() if ledger.is_file() else None

    for asked in (SERVE, ("sessions", "list")):
        assert BROKEN[breaks] in await refused(*asked, "--data-dir", str(folder))
    after = ledger.read_bytes() if ledger.is_file() else None
    assert after == before


async def test_the_doctor_finds_a_broken_ledger(folder: Path) -> None:
    plain_text(folder / FILE_NAME)
    code, out, err = await command("doctor", "--json", "--data-dir", str(folder))
    found = {check["check"]: check for check in json.loads(out)}
    assert (code, err) == (1, "")
    assert "is not a Companion ledger" in found["ledger"]["detail"]


async def test_pages_that_went_bad_under_way_are_said(folder: Path) -> None:
    """Opening finds nothing; reading does."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as database, database:
        database.execute("UPDATE entries SET body = x'7b22' WHERE number = 40")
    for asked in (("show", "last"), ("export", "last", "--format", "jsonl")):
        code, _out, err = await command("sessions", *asked, "--data-dir", str(folder))
        assert (code, err.count("\n")) == (2, 1), err
        assert "Entry 40 of session" in err
    code, out, err = await command(
        "sessions", "verify", "last", "--data-dir", str(folder)
    )
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


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nobody may write in the folder meanwhile, not even root."""
    folder.mkdir(exist_ok=True)
    if os.geteuid():
        folder.chmod(0o500)
    elif subprocess.run(
        ["chattr", "+i", folder], capture_output=True, check=False
    ).returncode:
        pytest.skip("this system cannot keep root from writing")
    try:
        yield
    finally:
        if os.geteuid():
            folder.chmod(0o700)
        else:
            subprocess.run(["chattr", "-i", folder], check=True)


@pytest.mark.skipif(not Path("/proc").exists(), reason="Linux's chattr")
async def test_a_read_only_folder(tmp_path: Path) -> None:
    with read_only(tmp_path / "data"):
        said = await refused(*SERVE, "--data-dir", str(tmp_path / "data"))
        below = await refused(*SERVE, "--data-dir", str(tmp_path / "data" / "below"))
    assert f"{tmp_path / 'data'} cannot be written" in said
    assert "cannot be written" in below


@contextmanager
def small_disk(folder: Path, *, kilobytes: int) -> Iterator[Path]:
    """A disk of its own with little room."""
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder]
    if shutil.which("mount") is None or subprocess.run(
        mounting, capture_output=True, check=False
    ).returncode:  # fmt: skip
        pytest.skip("this system does not let us mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def enlarge(folder: Path, *, kilobytes: int) -> None:
    size = f"remount,size={kilobytes}k"
    subprocess.run(["mount", "-o", size, folder], check=True)


@pytest.mark.parametrize("kilobytes", [pytest.param(4, marks=MORE), 64])
async def test_a_disk_that_is_full_at_the_start(tmp_path: Path, kilobytes: int) -> None:
    with small_disk(tmp_path / "disk", kilobytes=kilobytes) as disk:
        if kilobytes == 4:
            with (disk / "fill").open("wb") as file:
                file.write(b"x" * 4096)
        place = ("--data-dir", str(disk / "data"))
        said = await refused(*SERVE, *place)
        enlarge(disk, kilobytes=8_000)
        code, _out, err = await command(*SERVE, *place)

    assert "No space left" in said or "disk is" in said
    assert (code, err) == (0, "")


@pytest.mark.timeout(180)
async def test_a_disk_that_runs_full_under_way_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", kilobytes=1_500) as disk:
        run = ("--connect", "simulator:money", "--rate", "2000")
        async with AppProcess.serving(*run, folder=disk) as app:
            await app.until(
                "/metrics", lambda _told: "disk is full" in app.log(), seconds=60
            )
            shown = await app.get("/session")
            refused_test, problem = await app.post("/test/chat", {"text": "hello"})
            code = await app.stop()
            log, more = app.log(), await app.more_output()

        assert (refused_test, problem["title"]) == (507, "Disk full")
        assert (code, more) == (2, "")
        assert "Traceback" not in log
        assert log.count("The ledger refuses") < 5, "it must not fill the log as well"
        enlarge(disk, kilobytes=64_000)
        async with AppProcess.serving(
            "--resume", "--rate", "0", folder=disk
        ) as app:  # fmt: skip
            resumed = await app.get("/session")
            assert await app.stop() == 0, app.log()
        with Record(disk) as record:
            (session,) = record.history.sessions()
            assert record.verify(session.id).ok

    assert resumed["id"] == shown["id"]
    for name in ("diamonds", "gifts", "bits", "points", "chats"):
        assert resumed["totals"][name] >= shown["totals"][name], name
    assert session.state == "ended"


HOSTILE = {
    "a long name": "N" * 10_000,
    "a script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "half a character": "a\ud800b\udfff",
    "control characters": "\x00\x07\x1b[2J\x1b]0;owned\x07\x7f\x9b31m",
    "other line ends": "a\u2028b\u2029c\x85d\x0be\rf\ng",
    "other directions": "\u202e\u2066evil\u2069 مرحبا שלום",
    "many marks": "z" + "\u0351\u0352\u0353" * 500,
    "a family": "👨‍👩‍👧‍👦" * 100,
    "SQL": "'); DROP TABLE entries; --",
    "a template": "{{name}} ${name} %s %n {0} {}",
    "a path": "../../../etc/passwd\\..\\..",
    "nothing": "",
    "spaces": " \t\n \u3000\u00a0",
    "prototype": "__proto__",
}


@pytest.fixture(scope="module")
def hostile_evening(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, dict[str, Any], str, list[str]]:
    """What became of every hostile name and text; see `_hostile_evening`."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    return (folder, *asyncio.run(_hostile_evening(folder)))


async def _hostile_evening(folder: Path) -> tuple[dict[str, Any], str, list[str]]:
    """Send everything as name and as text; returns answers, log and overlay frames."""
    answers: dict[str, Any] = {}
    frames: list[str] = []
    async with (
        AppProcess.serving(*SILENT, folder=folder) as app,
        aiohttp.ClientSession() as pages,
    ):
        link = app.ready["overlays"]["chat"].replace("http", "ws", 1) + "ws"
        async with pages.ws_connect(link) as page:
            for what, text in HOSTILE.items():
                viewer = {"id": f"tiktok:{len(answers)}", "name": text}
                answers[what] = await app.post(
                    "/test/chat", {"viewer": viewer, "text": text}
                )
            end = {"viewer": {"name": "the end"}, "text": "zebra crossing"}
            await app.post("/test/chat", end)
            while not frames or "zebra crossing" not in frames[-1]:
                frames.append(await page.receive_str(timeout=20))
        answers["featured"] = await app.post(
            "/feature", {"seq": answers["a script"][1]["seq"]}
        )
        answers["events"] = await app.get("/events")
        assert await app.stop() == 0, app.log()
        return answers, app.log(), frames


Evening = tuple[Path, dict[str, Any], str, list[str]]


@pytest.mark.parametrize("what", HOSTILE)
def test_whatever_a_name_or_text_is_it_is_taken(
    hostile_evening: Evening, what: str
) -> None:
    _folder, answers, log, _frames = hostile_evening
    status, answer = answers[what]
    (entry,) = [one for one in answers["events"] if one["seq"] == answer["seq"]]

    assert status == 202
    assert len(entry["viewer"]["name"]) <= 200
    assert len(entry["payload"]["text"]) <= 2_000
    assert not set("\x00\x07\x1b\x7f") & set(json.dumps(entry, ensure_ascii=False))
    assert entry["viewer"]["name"] or HOSTILE[what].strip() == ""
    if what in {"a script", "SQL", "a template", "a path", "prototype"}:
        assert entry["payload"]["text"] == HOSTILE[what]
    assert (log, "Traceback" in log) == ("", False)


def test_the_overlay_gets_text_as_text(hostile_evening: Evening) -> None:
    _folder, _answers, _log, frames = hostile_evening
    for frame in frames:
        data = json.loads(frame)["data"]
        assert isinstance(data, dict)
    lines = json.loads(frames[-1])["data"]["state"]["lines"]
    assert lines[-1]["text"] == "zebra crossing"
    assert all(len(line["name"]) <= 200 for line in lines)


async def test_hostile_words_do_nothing_in_the_record(hostile_evening: Evening) -> None:
    folder, answers, _log, _frames = hostile_evening
    place = ("--data-dir", str(folder))
    for asked in (
        ("standings", "last"),
        ("verify", "last"),
        ("export", "last", "--format", "jsonl"),
    ):
        code, out, err = await command("sessions", *asked, *place)
        assert (code, err) == (0, ""), asked
        assert "\x1b" not in out
        assert "Traceback" not in out
        if asked[0] == "export":
            lines = [json.loads(line) for line in out.splitlines()]
    texts = [line["payload"].get("text") for line in lines if line["kind"] == "chat"]
    assert len(texts) == len(HOSTILE) + 1
    assert answers["featured"][0] == 200


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
