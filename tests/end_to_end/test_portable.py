"""The built program: one folder, no Python, no installation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from tests.support.x_display import x_display

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform != "linux", reason="built for Linux"),
]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build, unpack elsewhere and return the program."""
    environment = {**os.environ, "VENV": sys.prefix}
    environment.pop("QT_QPA_PLATFORM", None)
    subprocess.run(
        ["sh", "packaging/portable.sh"], cwd=ROOT, env=environment, check=True
    )
    (packed,) = (ROOT / "dist").glob("Companion-*.tar.xz")
    folder = tmp_path_factory.mktemp("a folder with spaces, é")
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir()) / "companion"


def nobodys(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of somebody who has just logged in, and no Python."""
    home.mkdir(exist_ok=True)
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **more}


def test_it_serves_a_leaderboard_and_leaves_nothing_running(
    program: Path, tmp_path: Path
) -> None:
    command = [program, "serve", "--demo", "--seed", "3", "--port", "0"]
    with subprocess.Popen(
        command, env=nobodys(tmp_path / "home"), stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        ready = json.loads(running.stdout.readline())
        with urlopen(ready["overlays"]["leaderboard"], timeout=10) as page:
            assert b"overlay.js" in page.read()
        children = psutil.Process(running.pid).children(recursive=True)
        running.kill()
        running.wait(timeout=20)
    _gone, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []


def test_the_doctor_finds_everything_that_came_with_it(
    program: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [program, "doctor", "--json"],
        check=False,
        env=nobodys(tmp_path / "home"),
        capture_output=True,
        text=True,
        timeout=180,
    )
    found = {one["check"]: one["ok"] for one in json.loads(done.stdout)}
    assert done.returncode == 0, done.stderr
    needed = ("qt", "tiktok", "translations", "ledger", "settings")
    assert {name: found[name] for name in needed} == dict.fromkeys(needed, True)


def test_the_window_opens_on_a_real_display(program: Path, tmp_path: Path) -> None:
    with x_display("1280x800x24") as display:
        command = [program, "--demo", "--seed", "3", "--port", "0"]
        environment = nobodys(tmp_path / "home", DISPLAY=display.name)
        with subprocess.Popen(command, env=environment) as running:
            display.wait_for_window("Companion")
            running.terminate()
            assert running.wait(timeout=30) == 0
