"""OBS is found by the names that its program has."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from companion.app.obs_program import is_obs, is_obs_running


def test_a_program_of_that_name_is_found(tmp_path: Path) -> None:
    sleeper = shutil.which("sleep")
    assert sleeper is not None
    program = shutil.copy(Path(sleeper).resolve(), tmp_path / "obs")
    with subprocess.Popen([program, "60"]) as process:
        try:
            assert is_obs_running()
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("name", "is_it"),
    [
        ("obs", True),
        ("OBS", True),
        ("obs64.exe", True),
        ("obsidian", False),
        ("", False),
    ],
)
def test_names_are_told_apart(name: str, is_it: bool) -> None:
    assert is_obs(name) is is_it
