"""An evening on record, and commands that read it; fixtures for a conftest."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.app.cli import main

Here = Callable[..., tuple[int, str, str]]
"""Runs `companion …`; returns exit code, stdout and stderr."""


@pytest.fixture(scope="session")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one session that a simulator played; nobody writes to it."""
    folder = tmp_path_factory.mktemp("evening") / "data"
    run = (
        "serve", "--demo", "--seed", "5", "--events", "600", "--rate", "1500",
        "--port", "0", "--data-dir", str(folder),
    )  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "companion", *run],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return folder


@pytest.fixture
def copy(evening: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to be broken."""
    return Path(shutil.copytree(evening, tmp_path / "data"))


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Here:
    """Runs a command in this process: for those that only read and answer."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run
