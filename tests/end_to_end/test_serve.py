"""`companion serve` as a program: what it prints, when it ends, what it leaves."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import psutil
import pytest

from companion.domain.views import SessionView
from companion.settings import Settings
from overlays.catalogue import CATALOGUE
from sessions.ledger import Record
from tests.support.app_process import AppProcess, command
from tests.support.emulators.tiktok_control import TikTokEmulator, TikTokRoom
from tests.support.patience import PATIENCE_S

SILENT = ("--demo", "--rate", "0")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def is_live(session: dict[str, Any]) -> bool:
    return session["connections"][0]["state"] == "live"


async def page_of(link: str) -> tuple[int, str]:
    """Status and type of what a browser gets at an overlay's link."""
    async with aiohttp.ClientSession() as browser, browser.get(link) as page:
        return page.status, page.content_type


def recorded(folder: Path) -> list[SessionView]:
    """All sessions of a folder, newest first."""
    with Record(folder) as record:
        return record.history.sessions()


async def test_the_ready_line_is_the_first_and_only_line(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with AppProcess.serving(*SILENT, folder=folder) as app:
        ready = app.ready
        session = await app.get("/session")
        pages = [await page_of(link) for link in ready["overlays"].values()]
        code = await app.stop()
        more = await app.more_output()

    assert set(ready) == {"ready", "port", "session", "overlays", "api", "token"}
    assert ready["ready"] is True
    assert (code, more) == (0, "")
    assert set(pages) == {(200, "text/html")}
    assert session["id"] == ready["session"]
    root = f"http://127.0.0.1:{ready['port']}"
    assert ready["api"] == f"{root}/api/v1"
    assert set(ready["overlays"]) == {overlay.name for overlay in CATALOGUE}
    tokens = set()
    for name, link in ready["overlays"].items():
        _slash, o, token, last, end = urlsplit(link).path.split("/")
        assert (link[: len(root)], o, last, end) == (root, "o", name, "")
        assert len(token) >= 22
        tokens.add(token)
    assert len(tokens) == len(CATALOGUE)
    assert ready["token"] not in tokens


async def test_the_same_folder_and_port_give_the_same_links(
    tmp_path: Path, free_port: int
) -> None:
    lines = []
    for _ in range(2):
        async with AppProcess.serving(
            "--port", str(free_port), folder=tmp_path / "data"
        ) as app:
            lines.append(app.ready)
            assert await app.stop() == 0, app.log()

    first, second = lines
    assert first["port"] == free_port
    assert first["overlays"] == second["overlays"]
    assert first["token"] == second["token"]
    assert first["session"] != second["session"]


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "--for", "--events"])
async def test_each_end_ends_the_session_with_exit_0(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "data"
    more = {"--for": ("--for", "0.5"), "--events": ("--events", "60")}.get(how, ())
    async with AppProcess.serving(
        "--demo", "--rate", "500", *more, folder=folder
    ) as app:
        if how.startswith("SIG"):
            await app.until("/session", lambda one: one["totals"]["entries"] > 20)
            code = await app.stop(signal.Signals[how])
        else:
            code = await app.ended()
        log = app.log()

    (session,) = recorded(folder)
    assert (code, session.state) == (0, "ended"), log
    assert session.ended_at is not None
    assert session.totals.entries > 10
    assert "Traceback" not in log
    with Record(folder) as record:
        assert record.verify(session.id).ok
        came = [one for one in record.history.entries(session.id) if one.event]
    if how == "--events":
        assert 40 < len(came) <= 60


async def test_its_workers_end_with_it(
    tmp_path: Path, tiktok: TikTokEmulator, tiktok_name: str, tiktok_room: TikTokRoom
) -> None:
    async with AppProcess.serving(
        "--connect",
        f"tiktok:@{tiktok_name}",
        folder=tmp_path / "data",
        environment=tiktok.environment,
    ) as app:
        await tiktok_room.entered()
        workers = psutil.Process(app.pid).children(recursive=True)
        code = await app.stop()
        _gone, alive = psutil.wait_procs(workers, timeout=PATIENCE_S)

    assert workers
    assert (code, alive) == (0, [])


async def test_resume_continues_what_a_crash_left_else_begins_anew(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    async with AppProcess.serving(*SILENT, folder=folder) as app:
        crashed = app.ready["session"]
        for _ in range(3):
            await app.post("/test/chat")
        app.kill()
        await app.ended()
    assert recorded(folder)[0].state == "live"

    async with AppProcess.serving(*SILENT, "--resume", folder=folder) as app:
        resumed = app.ready["session"]
        kinds = [entry["kind"] for entry in await app.get("/events")]
        assert await app.stop() == 0, app.log()

    assert resumed == crashed
    assert kinds == ["session", "gate", "chat", "chat", "chat", "session", "gate"]
    async with AppProcess.serving(*SILENT, "--resume", folder=folder) as app:
        anew = app.ready["session"]
        await app.stop()
    assert [(one.id, one.state) for one in recorded(folder)] == [
        (anew, "ended"),
        (crashed, "ended"),
    ]


async def test_without_resume_a_new_session_opens(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with AppProcess.serving(*SILENT, folder=folder) as app:
        app.kill()
        await app.ended()
    async with AppProcess.serving(*SILENT, folder=folder) as app:
        await app.stop()

    assert [session.state for session in recorded(folder)] == ["ended", "live"]


async def test_at_rate_0_only_test_events_come(tmp_path: Path) -> None:
    async with AppProcess.serving(*SILENT, folder=tmp_path / "data") as app:
        status, answer = await app.post("/test/gift", {"count": 5})
        entries = await app.get("/events")
        session = await app.until("/session", is_live)
        (connection,) = session["connections"]

    assert (status, answer["test"]) == (202, True)
    assert [entry["kind"] for entry in entries] == ["session", "gate", "gift"]
    assert connection["heard"] == 0


async def test_a_taken_port_is_an_error_and_never_another_port(
    tmp_path: Path, taken_port: int
) -> None:
    folder = tmp_path / "data"
    code, out, err = await command(
        "serve", "--data-dir", str(folder), "--port", str(taken_port)
    )

    assert (code, out) == (2, "")
    assert f"Port {taken_port} is already in use" in err
    assert "--port" in err
    assert "Traceback" not in err
    assert recorded(folder) == []


async def test_the_default_port_is_7717(tmp_path: Path) -> None:
    """Taken by us or by whoever has it: either way it is the one that is asked for."""
    assert Settings().server.port == 7717
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", 7717))
        except OSError:
            pass
        else:
            listener.listen()
        code, _out, err = await command("serve", "--data-dir", str(tmp_path / "data"))

    assert code == 2
    assert "Port 7717 is already in use" in err


async def test_the_port_of_the_settings_is_taken_and_set_overrides_it(
    tmp_path: Path, free_port: int, taken_port: int
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "settings.toml").write_text(f"[server]\nport = {taken_port}\n")
    code, _out, err = await command("serve", "--data-dir", str(folder))
    code2, out, err2 = await command(
        "serve", "--data-dir", str(folder), "--for", "0.1",
        "--set", f"server.port={free_port}",
    )  # fmt: skip

    assert (code, code2) == (2, 0), err2
    assert f"Port {taken_port} is" in err
    assert json.loads(out)["port"] == free_port


async def test_the_folder_comes_from_the_environment_or_from_the_line(
    tmp_path: Path,
) -> None:
    named, given = tmp_path / "named", tmp_path / "given"
    brief = ("serve", "--port", "0", "--for", "0.1")
    environment = {"COMPANION_DATA_DIR": str(named)}
    code, _out, err = await command(*brief, environment=environment)
    assert code == 0, err
    assert (named / "ledger.sqlite3").exists()
    before = (named / "ledger.sqlite3").read_bytes()

    code, _out, err = await command(
        "--data-dir", str(given), *brief, environment=environment
    )
    assert code == 0, err
    assert len(recorded(given)) == 1
    assert (named / "ledger.sqlite3").read_bytes() == before


async def test_a_demo_leaves_nothing_behind(tmp_path: Path) -> None:
    kept, thrown_away = tmp_path / "kept", tmp_path / "tmp"
    thrown_away.mkdir()
    code, out, err = await command(
        "serve", "--demo", "--port", "0", "--events", "50", "--rate", "5000",
        environment={"COMPANION_DATA_DIR": str(kept), "TMPDIR": str(thrown_away)},
    )  # fmt: skip

    assert code == 0, err
    assert json.loads(out)["ready"] is True
    assert not kept.exists()
    assert list(thrown_away.iterdir()) == []


async def test_a_second_one_on_the_folder_is_told_who_holds_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with AppProcess.serving(*SILENT, folder=folder) as app:
        code, out, err = await command(
            "serve", "--data-dir", str(folder), "--port", "0"
        )
        still = await app.get("/session")

    assert (code, out) == (2, "")
    assert f"process {app.pid} (serve)" in err
    assert "--data-dir" in err
    assert "Traceback" not in err
    assert still["state"] == "live"


async def test_a_session_that_was_ended_over_the_api_is_no_error(
    tmp_path: Path,
) -> None:
    async with AppProcess.serving(*SILENT, folder=tmp_path / "data") as app:
        status, session = await app.post("/session/end")
        code = await app.stop()

        assert (status, session["state"]) == (200, "ended")
        assert (code, app.log()) == (0, "")


async def test_a_target_that_is_named_twice_is_connected_once(tmp_path: Path) -> None:
    both = ("--connect", "simulator:quiet", "--connect", " SIMULATOR:quiet")
    async with AppProcess.serving(
        *both, "--rate", "0", folder=tmp_path / "data"
    ) as app:
        connection = await app.connection()

    assert connection["target"] == "simulator:quiet"


@pytest.mark.parametrize(
    ("expired", "shown"),
    [("allow", True), pytest.param("block", False, marks=pytest.mark.long)],
)
async def test_what_happens_to_held_messages_is_a_setting(
    tmp_path: Path, expired: str, shown: bool
) -> None:
    rules = (
        "--set", "moderation.holdlist=['hmm']",
        "--set", "moderation.hold_seconds=0",
        "--set", f"moderation.expired={expired}",
    )  # fmt: skip
    async with AppProcess.serving(*SILENT, *rules, folder=tmp_path / "data") as app:
        chat = app.ready["overlays"]["chat"].replace("http", "ws", 1) + "ws"
        async with aiohttp.ClientSession() as page, page.ws_connect(chat) as socket_:
            _status, answer = await app.post("/test/chat", {"text": "hmm"})
            entries = await app.until("/events", lambda found: len(found) == 4)
            await app.post("/test/chat", {"text": "zebra"})
            texts: list[str] = []
            while not any("zebra" in text for text in texts):
                texts.append(await socket_.receive_str(timeout=10))

    verdict = entries[-1]["payload"]
    assert answer["verdict"] == "hold"
    assert (verdict["of"], verdict["text"], verdict["by"]) == (
        answer["seq"],
        expired,
        "clock",
    )
    assert any("hmm" in text for text in texts) is shown


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="asks Linux who hears signals"
)
async def test_a_signal_before_it_is_ready_ends_it_as_well(tmp_path: Path) -> None:
    """Whoever stops it early gets a clean end, not a half-made folder."""
    folder = tmp_path / "data"
    async with AppProcess._started(
        ("serve", "--data-dir", str(folder), "--port", "0", *SILENT), folder, None
    ) as app:
        await _until_it_hears_signals(app)
        code = await app.stop(signal.SIGTERM)
        log = app.log()

    assert (code, "Traceback" in log) == (0, False), log
    assert [one.state for one in recorded(folder)] in ([], ["ended"])


async def _until_it_hears_signals(app: AppProcess) -> None:
    """Wait until the program has put its own handler in place of the system's."""

    status = Path(f"/proc/{app.pid}/status")
    caught = 0
    # Another process: there is nothing here that could be awaited instead.
    while not caught & (1 << (signal.SIGTERM - 1)):
        await asyncio.sleep(0.005)
        lines = await asyncio.to_thread(status.read_text)
        line = next(one for one in lines.splitlines() if one.startswith("SigCgt"))
        caught = int(line.split()[1], 16)
