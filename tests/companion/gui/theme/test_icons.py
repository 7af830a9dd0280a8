"""Every icon that the window names exists and draws something."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from companion.domain.values import Platform
from companion.gui.shell.rail import PAGES
from companion.gui.theme import icons
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import DARK

GUI = Path(__file__).parents[4] / "companion" / "gui"
NAMING = {"icon", "trailing_icon"}


def named_icons() -> Iterator[tuple[str, str]]:
    """Yield (file, icon) for every literal given as an icon."""
    for path in sorted(GUI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            values = [word.value for word in node.keywords if word.arg in NAMING]
            if getattr(node.func, "id", "") in {"Glyph", "paint_icon"}:
                values += node.args
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield path.name, value.value


FOUND = sorted({(file, icon) for file, icon in named_icons() if icon})


def painted(name: str) -> int:
    image = QImage(32, 32, QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    try:
        icons.paint_icon(painter, QRect(0, 0, 32, 32), name, "white")
    finally:
        painter.end()
    return sum(bytes(image.constBits()))


def test_the_scan_finds_icons() -> None:
    assert len(FOUND) > 30


@pytest.mark.parametrize(("file", "icon"), FOUND)
def test_an_icon_that_is_named_exists(theme: Theme, file: str, icon: str) -> None:
    assert icons.exists(icon)


def test_every_page_has_an_icon_and_one_for_when_it_is_open(theme: Theme) -> None:
    for page in PAGES:
        assert icons.exists(page.icon)
        assert icons.exists(f"{page.icon}-fill")


@pytest.mark.parametrize("platform", [*Platform, None])
def test_every_platform_has_a_mark_with_a_colour(
    theme: Theme, platform: Platform | None
) -> None:
    assert painted(icons.platform_icon(platform)) > 0
    assert icons.platform_colour(platform, DARK).startswith("#")


def test_an_icon_stays_within_its_square(theme: Theme) -> None:
    image = QImage(48, 48, QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    icons.paint_icon(painter, QRect(8, 8, 32, 32), "broadcast", "white")
    painter.end()

    outside = [
        image.pixelColor(x, y).value()
        for x in range(48)
        for y in range(48)
        if not (8 <= x < 40 and 8 <= y < 40)
    ]
    assert max(outside) == 0


def test_an_unknown_icon_is_an_error(theme: Theme) -> None:
    with pytest.raises(KeyError):
        painted("no-such-icon")


def test_the_window_icon_has_every_size(theme: Theme) -> None:
    sizes = {size.width() for size in icons.window_icon().availableSizes()}

    assert {16, 32, 48, 128, 256} <= sizes
