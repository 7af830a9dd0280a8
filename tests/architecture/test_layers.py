"""Imports point down only: what import-linter cannot see by itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from typing import Any

import pytest

from tests.architecture.tree import ROOT, parsed, pyproject, subpackages

MAY_HAVE_QT = {"companion.__main__", "companion.app", "companion.gui"}


def contract(name: str) -> dict[str, Any]:
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    return next(found for found in contracts if found["name"] == name)


def layers() -> set[str]:
    named = contract("Imports point down only, and siblings do not know each other")
    return {
        module.strip(" ()")
        for layer in named["layers"]
        for module in re.split("[|:]", layer)
    }


def parts_of_companion() -> set[str]:
    modules = {path.stem for path in (ROOT / "companion").glob("*.py")} - {"__init__"}
    return {f"companion.{name}" for name in {*modules, *subpackages("companion")}}


def test_every_part_of_companion_stands_in_a_layer() -> None:
    without_layer = parts_of_companion() - layers() - {"companion.platforms"}

    assert without_layer == set()


def test_every_platform_stands_in_a_layer_and_is_independent() -> None:
    platforms = {f"companion.platforms.{name}" for name in subpackages_of_platforms()}
    independent = set(contract("Platforms do not know each other")["modules"])

    assert platforms <= layers()
    assert platforms == independent


def test_every_overlay_is_independent() -> None:
    overlays = {f"overlays.{name}" for name in subpackages("overlays")}

    assert overlays == set(contract("Overlays do not know each other")["modules"])


def test_qt_is_forbidden_to_every_part_but_the_window_and_the_app() -> None:
    forbidden_to = set(contract("Qt stays in the window")["source_modules"])

    assert parts_of_companion() - MAY_HAVE_QT <= forbidden_to
    assert not MAY_HAVE_QT & forbidden_to


def test_tiktok_live_is_forbidden_to_every_part_but_its_platform() -> None:
    forbidden_to = set(contract("TikTokLive stays in its platform")["source_modules"])
    others = {f"companion.platforms.{name}" for name in subpackages_of_platforms()}
    expected = (parts_of_companion() | others) - {
        "companion.__main__",
        "companion.platforms",
        "companion.platforms.tiktok",
    }

    assert expected <= forbidden_to


def test_the_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c"
         "; c(standalone_mode=True)"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_companion_imports_nothing_else() -> None:
    tree = parsed(ROOT / "companion" / "__init__.py")

    assert not [node for node in tree.body if isinstance(node, ast.Import)]
    assert not [
        node
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
    ]


@pytest.mark.parametrize("folder", ["packaging", "docs", ".ci"])
def test_a_folder_of_recipes_is_not_a_package(folder: str) -> None:
    # packaging/__init__.py would hide the library of that name from pip's family.
    assert not list((ROOT / folder).rglob("__init__.py"))


def test_the_packaging_library_is_not_hidden() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import packaging.version as v; print(v.__file__)"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip

    assert "site-packages" in done.stdout


def subpackages_of_platforms() -> list[str]:
    return subpackages("companion/platforms")
