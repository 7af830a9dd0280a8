"""Which paths lead to a file of a folder, and which lead nowhere (area 14)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest

from companion.web.static_files import MEDIA_TYPES, file_at
from overlays.catalogue import CATALOGUE
from overlays.overlay import SHARED

TRICKS = [
    "../leaderboard/overlay.js",
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "%2e%2e%2foverlay.py",
    "..%5c..%5cetc%5cpasswd",
    "..\\..\\etc\\passwd",
    "%252e%252e%252fetc%252fpasswd",
    "%c0%ae%c0%ae/etc/passwd",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "//etc/passwd",
    "file:///etc/passwd",
    "C:/Windows/win.ini",
    "C:%5cWindows%5cwin.ini",
    "overlay.js%00.css",
    "overlay.js%00",
    "overlay.js::$DATA",
    "overlay.js:stream",
    "overlay.js.",
    "overlay.js%20",
    "overlay.js/",
    "./overlay.js",
    "%2e/overlay.js",
    ".hidden.js",
    "con.js",
    "NUL.css",
    "com1.js",
    "OVERLAY.JS",
    "__init__.py",
    "preview.json",
    "index.html",
    "__pycache__/",
    "shared/../overlay.js",
    "a" * 300 + ".js",
]


@pytest.mark.parametrize("trick", TRICKS)
def test_no_path_leads_out_of_the_folder(trick: str) -> None:
    folder = CATALOGUE[0].folder
    for asked in (trick, unquote(trick), unquote(unquote(trick))):
        assert file_at(folder, asked) is None


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "overlay", tmp_path / "secret"
    folder.mkdir()
    outside.mkdir()
    (outside / "key.js").write_text("secret")
    (folder / "link.js").symlink_to(outside / "key.js")
    (folder / "through").symlink_to(outside)
    (folder / "real.js").write_text("ours")

    assert file_at(folder, "link.js") is None
    assert file_at(folder, "through/key.js") is None
    assert file_at(folder, "real.js") == folder.resolve() / "real.js"


def test_a_folder_with_the_name_of_a_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "folder.js").mkdir()

    assert file_at(tmp_path, "folder.js") is None


def test_everything_that_pages_load_can_be_had() -> None:
    wanted = [
        path
        for folder in (SHARED, *(overlay.folder for overlay in CATALOGUE))
        for path in folder.rglob("*")
        if path.suffix in MEDIA_TYPES
    ]

    assert wanted
    for path in wanted:
        folder = SHARED if path.is_relative_to(SHARED) else path.parent
        assert file_at(folder, path.relative_to(folder).as_posix()) == path.resolve()
