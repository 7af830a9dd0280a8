"""What tests of the whole app share: the TikTok emulator, an evening on record."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.running_app import lively, quiet
from tests.support.tiktok_fixtures import tiktok, tiktok_name, tiktok_room

__all__ = [
    "copy",
    "evening",
    "lively",
    "quiet",
    "tiktok",
    "tiktok_name",
    "tiktok_room",
]


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
