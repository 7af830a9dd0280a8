"""What the window looks like is complete, ours to give, and harmless."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DRAWINGS = [
    path
    for folder in ("resources", "overlays", "companion")
    for path in (ROOT / folder).rglob("*.svg")
]
FONT_FOLDERS = sorted(
    {
        path.parent
        for folder in ("resources", "overlays")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".ttf", ".otf", ".woff2"}
    }
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("drawing", DRAWINGS, ids=name_of)
def test_a_drawing_holds_no_script_and_no_foreign_address(drawing: Path) -> None:
    tree = ET.parse(drawing).getroot()
    tags = {element.tag.rsplit("}", 1)[-1] for element in tree.iter()}
    values = [value for element in tree.iter() for value in element.attrib.values()]
    handlers = [
        name
        for element in tree.iter()
        for name in element.attrib
        if name.lower().startswith("on")
    ]

    assert not tags & {"script", "foreignObject", "image", "a"}
    assert handlers == []
    assert not [value for value in values if value.startswith(("http", "data:", "//"))]


@pytest.mark.parametrize("folder", FONT_FOLDERS, ids=name_of)
def test_fonts_lie_beside_their_licence(folder: Path) -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for path in folder.glob("*.txt")
        if "OFL" in path.name or "LICENSE" in path.name
    ]

    assert any("SIL OPEN FONT LICENSE" in text.upper() for text in texts)


def test_there_are_drawings_and_fonts() -> None:
    # Without this the tests above could pass on nothing.
    assert DRAWINGS
    assert FONT_FOLDERS
