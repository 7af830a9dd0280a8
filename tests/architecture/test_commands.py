"""`make demo` and the set-up behind it, run as a newcomer's shell runs them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="these are shell scripts")

TOOLS = ("awk", "cat", "cksum", "dirname", "find", "grep", "id", "tr", "uname")


def environment(**changes: str) -> dict[str, str]:
    """Return this environment without a display, with these changes."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY"}
    }
    return kept | {"VENV": sys.prefix, "LC_ALL": "C.UTF-8"} | changes


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder of programs to be the PATH of a machine with no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        (folder / tool).symlink_to(shutil.which(tool) or "")
    return folder


@pytest.fixture
def demo() -> Iterator[subprocess.Popen[str]]:
    """The demo without a display, on a free port; ended afterwards in any case."""
    process = subprocess.Popen(
        ["sh", "packaging/demo.sh", "--port", "0", "--seed", "3"],
        cwd=ROOT, env=environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield process
    process.kill()
    process.communicate(timeout=20)


def run(*command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=environment(**changes), capture_output=True, text=True,
        timeout=60, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_an_unknown_goal_is_wrong_usage() -> None:
    done = run("sh", "packaging/setup.sh", "everything")

    assert done.returncode == 1
    assert "usage: sh packaging/setup.sh app|dev|demo" in done.stderr


def test_without_python_it_says_what_to_install(bare: Path) -> None:
    done = run("/bin/sh", "packaging/setup.sh", "app", PATH=str(bare))

    assert done.returncode == 1
    assert "needs Python 3.11" in done.stderr
    assert "apt-get install -y python3" in done.stderr


def test_a_python_that_is_too_old_is_passed_over(bare: Path) -> None:
    old = bare / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    old.chmod(0o755)

    assert (
        "none was found" in run("/bin/sh", "packaging/setup.sh", PATH=str(bare)).stderr
    )


def test_with_a_display_the_demo_is_the_window(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "companion"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$@"\n', encoding="ascii")
    program.chmod(0o755)

    done = run(
        "sh", "packaging/demo.sh", "--seed", "7", VENV=str(tmp_path), DISPLAY=":9"
    )

    assert done.stdout == "--demo --seed 7\n"


def test_without_a_display_the_demo_prints_the_link_for_obs(
    demo: subprocess.Popen[str],
) -> None:
    assert demo.stdout is not None
    ready = json.loads(demo.stdout.readline())
    words = [demo.stdout.readline() for _line in range(6)]

    assert ready["ready"] is True
    assert any("Paste this into OBS" in line for line in words)
    assert any(line.strip() == ready["overlays"]["leaderboard"] for line in words)


def test_the_demo_ends_when_it_is_told_to(demo: subprocess.Popen[str]) -> None:
    assert demo.stdout is not None
    demo.stdout.readline()
    demo.send_signal(signal.SIGTERM)

    assert demo.wait(timeout=30) == 0
    assert demo.stdout.read().endswith("Stop with Ctrl C.\n")
