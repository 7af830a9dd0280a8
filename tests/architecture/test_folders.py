"""Adding a platform or an overlay is one folder: with everything in it."""

from __future__ import annotations

import json

import pytest

from tests.architecture.tree import ROOT, subpackages

PLATFORM_FILES = ("__init__.py", "connector.py", "parse.py", "settings.py", "README.md")
OVERLAY_FILES = (
    "__init__.py",
    "index.html",
    "overlay.js",
    "overlay.css",
    "preview.json",
)
PAGE_SUFFIXES = {".html", ".js", ".css"}
BANNED = (
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "eval(",
    "http://",
    "https://",
    "url(//",
)
WITHOUT_PAYLOADS = {"simulator"}
"""Platforms that make StreamEvents themselves: nothing to parse."""


@pytest.mark.parametrize("platform", subpackages("companion/platforms"))
def test_a_platform_has_its_files(platform: str) -> None:
    folder = ROOT / "companion" / "platforms" / platform
    expected = set(PLATFORM_FILES)
    if platform in WITHOUT_PAYLOADS:
        expected.remove("parse.py")

    assert {name for name in expected if not (folder / name).is_file()} == set()


@pytest.mark.parametrize("overlay", subpackages("overlays"))
def test_an_overlay_has_its_files(overlay: str) -> None:
    folder = ROOT / "overlays" / overlay

    assert [name for name in OVERLAY_FILES if not (folder / name).is_file()] == []


@pytest.mark.parametrize("overlay", subpackages("overlays"))
def test_an_overlays_preview_is_an_object(overlay: str) -> None:
    preview = ROOT / "overlays" / overlay / "preview.json"

    assert isinstance(json.loads(preview.read_text(encoding="utf-8")), dict)


@pytest.mark.parametrize("overlay", subpackages("overlays"))
def test_an_overlay_builds_no_markup_and_loads_nothing_from_elsewhere(
    overlay: str,
) -> None:
    folder = ROOT / "overlays" / overlay
    pages = [path for path in folder.rglob("*") if path.suffix in PAGE_SUFFIXES]
    found = [
        f"{path.name}: {banned}"
        for path in pages
        for banned in BANNED
        # The names of SVG and its family look like addresses and are not.
        if banned in path.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
    ]

    assert pages
    assert found == []


def test_there_are_platforms_and_overlays() -> None:
    # Without this the tests above could all pass on nothing.
    assert {"simulator", "tiktok"} <= set(subpackages("companion/platforms"))
    assert {"chat", "leaderboard", "question"} <= set(subpackages("overlays"))
