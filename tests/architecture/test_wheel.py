"""The wheel holds everything the app reads, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from tests.architecture.tree import PACKAGES, ROOT, files, name_of

NEEDED = (".html", ".js", ".css", ".svg", ".toml", ".mo", ".json", ".ttf")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_the_packages_is_inside(names: set[str]) -> None:
    expected = {
        name_of(path) for path in files(*PACKAGES) if not path.name.startswith(".")
    }

    assert expected - names == set()


def test_nothing_but_the_packages_is_inside(names: set[str]) -> None:
    tops = {PurePosixPath(name).parts[0] for name in names}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


@pytest.mark.parametrize("suffix", NEEDED)
def test_a_kind_of_file_that_the_app_reads_is_inside(
    names: set[str], suffix: str
) -> None:
    assert [name for name in names if name.endswith(suffix)]


def test_the_licence_is_inside(names: set[str]) -> None:
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]


def test_companion_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site")}

    done = subprocess.run(
        [sys.executable, "-P", "-c",
         "import companion; print(companion.__file__);"
         "from companion.__main__ import main; main()", "--help"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip

    assert done.stdout.startswith(str(tmp_path))
    assert "serve" in done.stdout
