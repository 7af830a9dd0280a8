"""Imports point down only: what import-linter cannot see by itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from typing import Any

import pytest

from tests.architecture.tree import ROOT, parsed, pyproject, subpackages

ENTRANCE = {"companion.__main__"}
BASELINES = {"companion.bench"}
"""The bench measures us beside what others do, so it may import what they use."""


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


def test_what_stands_beside_the_platforms_is_below_them() -> None:
    assert beside_the_platforms() <= layers()


def test_every_overlay_is_independent() -> None:
    overlays = {f"overlays.{name}" for name in subpackages("overlays")}

    assert overlays == set(contract("Overlays do not know each other")["modules"])


@pytest.mark.parametrize(
    ("name", "free"),
    [
        ("Qt stays in the window", {"companion.app", "companion.gui"}),
        ("SQL stays in sessions", set()),
        ("TikTokLive stays in its platform", {"companion.platforms"}),
        ("twitchio stays in its platform", {"companion.platforms"}),
        ("Google's libraries stay in their platform", {"companion.platforms"}),
        ("The keyring is opened by the app alone", {"companion.app"}),
    ],
)
def test_a_library_is_forbidden_to_every_part_but_its_own(
    name: str, free: set[str]
) -> None:
    forbidden_to = set(contract(name)["source_modules"])
    expected = parts_of_companion() - ENTRANCE - BASELINES - free

    assert expected <= forbidden_to
    assert not free & forbidden_to


def test_tiktok_live_is_forbidden_to_everything_else_about_platforms() -> None:
    forbidden_to = set(contract("TikTokLive stays in its platform")["source_modules"])
    parts = {f"companion.platforms.{name}" for name in subpackages_of_platforms()}

    assert (parts | beside_the_platforms()) - forbidden_to == {
        "companion.platforms.tiktok"
    }


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


def beside_the_platforms() -> set[str]:
    modules = {path.stem for path in (ROOT / "companion" / "platforms").glob("*.py")}
    return {f"companion.platforms.{name}" for name in modules - {"__init__"}}


def subpackages_of_platforms() -> list[str]:
    return subpackages("companion/platforms")
