"""A folder that cannot be written and a disk without room: said, and nothing lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sessions.ledger import Record
from tests.support.app_process import AppProcess, command, refused

MORE = pytest.mark.long
"""What a unit test covers as well: as a program in `make test-long` only."""

SERVE = ("serve", "--port", "0", "--for", "0.2")
SILENT = ("--demo", "--rate", "0")


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
