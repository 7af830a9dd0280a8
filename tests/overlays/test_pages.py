"""The pages' files as they are: safe by construction, and old enough for OBS 30."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from overlays.catalogue import CATALOGUE
from overlays.overlay import SHARED, Overlay

ROOT = SHARED.parent


def files(*endings: str) -> list[Path]:
    return sorted(p for p in ROOT.rglob("*") if p.suffix in endings)


def each(*endings: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "file", files(*endings), ids=lambda file: str(file.relative_to(ROOT))
    )


def code_of(file: Path) -> str:
    """Return a script or style sheet without its comments."""
    text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)
    return re.sub(r"(^|\s)//.*", "", text) if file.suffix == ".js" else text


MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function"
    r"|createContextualFragment|DOMParser|setHTML|srcdoc|setAttribute\(\s*[\"']on"
    r"|\.on\w+\s*=\s*[\"'`]|javascript:|importScripts|setTimeout\(\s*[\"'`]"
)


@each(".js")
def test_scripts_never_make_markup_of_text(file: Path) -> None:
    assert MARKUP.findall(code_of(file)) == []


@each(".js", ".css", ".html", ".svg")
def test_nothing_is_loaded_from_elsewhere(file: Path) -> None:
    text = file.read_text().replace("http://www.w3.org/2000/svg", "")

    assert re.findall(r"https?://|[\"'(]//|@import url\((?!\"fonts)", text) == []


# What Chrome 103, in OBS 29.1 to 30.2, does not have; the version that brought it.
NEWER_CSS = {
    r":has\(": 105,
    r"@container|container-type|container-name|\dcq[wh]": 105,
    r"(?m)^\s*&|;\s*&": 112,
    r"color-mix\(|oklch\(|oklab\(|\blch\(|\blab\(": 111,
    r"light-dark\(": 123,
    r"\d[sdl]v[hwib]\b|\dd?vmin\b": 108,
    r"(?m)^\s*(rotate|scale|translate):": 104,
    r"\((width|height)\s*[<>]": 104,
    r"@scope|@starting-style|@view-transition|@position-try": 118,
    r"animation-timeline|scroll-timeline|timeline-scope": 115,
    r"text-wrap|white-space-collapse|text-box": 114,
    r"subgrid": 117,
    r"linear\(\s*\d": 113,
    r"\b(sin|cos|tan|round|mod|rem)\([^)]": 111,
    r"(?m)^\s*mask(-\w+)?:": 120,
    r"field-sizing|interpolate-size|anchor\(|:popover-open|:state\(": 125,
    r"(?m)^\s*(d|font-palette-values|object-view-box):": 104,
    r"\boverflow:\s*\w+\s+clip": 103,
}
NEWER_JS = {
    r"\.to(Sorted|Reversed|Spliced)\(|\.with\(": 110,
    r"Object\.groupBy|Map\.groupBy": 117,
    r"Promise\.(withResolvers|try)": 119,
    r"Array\.fromAsync": 121,
    r"(values|keys|entries)\(\)\s*\.(map|filter|take|drop|toArray|some|find)\(": 122,
    r"\.(union|intersection|difference|isSubsetOf)\(": 122,
    r"isWellFormed|toWellFormed": 111,
    r"URL\.canParse|URL\.parse": 120,
    r"AbortSignal\.any": 116,
    r"startViewTransition": 111,
    r"checkVisibility": 105,
    r"showPopover|togglePopover|popover": 114,
    r"/[dgimsuy]*v[dgimsuy]*[;,)\]]": 112,
    r"\busing\s+\w+\s*=|Symbol\.dispose": 134,
    r"\bimport\b.*\bwith\s*\{": 123,
    r"Intl\.DurationFormat|\.getTextInfo|\.getWeekInfo": 129,
    r"replaceAll\([^)]*\)\.at|structuredClone\(.*transfer": 103,
    r"moveBefore|caretPositionFromPoint|setHTMLUnsafe": 124,
    r"RegExp\.escape|Iterator\.from|Math\.sumPrecise|Uint8Array\.from(Hex|Base64)": 122,
}


@each(".css")
def test_style_sheets_need_nothing_newer_than_chrome_103(file: Path) -> None:
    text = code_of(file)

    assert [found for found in NEWER_CSS if re.search(found, text)] == []


@each(".js")
def test_scripts_need_nothing_newer_than_chrome_103(file: Path) -> None:
    text = code_of(file)

    assert [found for found in NEWER_JS if re.search(found, text)] == []


@each(".css")
def test_style_sheets_animate_nothing_by_themselves(file: Path) -> None:
    forbidden = r"@keyframes|animation|transition|filter:|will-change|box-shadow"

    assert re.findall(forbidden, code_of(file)) == []


MOVERS = {"motion.js", "travel.js"}
LAYOUT = (
    r"\b(width|height|top|left|right|bottom|margin\w*|padding\w*|inset\w*|filter"
    r"|\w*[cC]olor|background\w*|boxShadow|clipPath):"
)


@each(".js")
def test_only_transform_and_opacity_are_animated(file: Path) -> None:
    is_moving = ".animate(" in code_of(file)

    assert not is_moving or file.name in MOVERS
    assert not is_moving or re.findall(LAYOUT, code_of(file)) == []


def test_nothing_that_moves_repeats_itself_or_flashes() -> None:
    """A cycle of less than a third of a second is a flash above 3 Hz (WCAG 2.3.1)."""
    motion = (SHARED / "motion.js").read_text()
    lasting = {
        name: int(duration)
        for name, duration in re.findall(r"const (\w+) = \{ duration: (\d+)", motion)
    }

    for name in MOVERS:
        assert not re.search(
            r"iterations|Infinity|direction:", code_of(SHARED / name)
        ), name
    assert lasting["ENTER"] + lasting["LEAVE"] >= 1000 / 3
    assert lasting["POP_OUT"] + lasting["POP_IN"] >= 1000 / 3
    [shortest] = re.findall(r"SHORTEST_TURN = (\d+)", motion)
    assert int(shortest) >= 1000 / 3


class Words(HTMLParser):
    """Collects what a person could read in a page, and what could run."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self.run: list[str] = []

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.read.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.run += [name for name in given if name.startswith("on")]
        if tag == "script" and "src" not in given:
            self.run.append(tag)
        self.read += [
            given[n] or "" for n in ("alt", "title", "aria-label") if n in given
        ]


@each(".html")
def test_a_page_holds_no_words_and_no_scripts_of_its_own(file: Path) -> None:
    page = Words()
    page.feed(file.read_text())

    assert (page.read, page.run) == ([], [])


def test_fonts_come_with_their_licences() -> None:
    fonts = SHARED / "fonts"
    licences = {
        file.name.removesuffix("-OFL.txt").lower(): file.read_text()
        for file in fonts.glob("*-OFL.txt")
    }
    families = {
        next(name for name in licences if file.name.startswith(name))
        for file in fonts.glob("*.woff2")
    }

    assert families == set(licences)
    for licence in licences.values():
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "MIT License" in (SHARED / "PHOSPHOR-LICENSE.txt").read_text()


def test_every_font_that_is_named_is_there_and_every_one_there_is_named() -> None:
    sheets = [(SHARED / name).read_text() for name in ("fonts.css", "faces.css")]
    named = set(re.findall(r'url\("(fonts/.+?)"\)', "".join(sheets)))

    assert named == {f"fonts/{file.name}" for file in SHARED.glob("fonts/*.woff2")}


def test_overlays_never_use_each_others_files() -> None:
    for overlay in CATALOGUE:
        for file in overlay.folder.glob("*.[jc]s*"):
            used = re.findall(r'from "(.+?)"|url\("?(.+?)"?\)', file.read_text())
            names = [one or other for one, other in used]
            own = ("../shared/", "./")
            assert all(name.startswith(own) for name in names), file


LARGEST_PAGE = 60_000
"""Bytes that travel for a page with all its scripts, styles and icons; no fonts."""


@pytest.mark.parametrize("overlay", CATALOGUE, ids=lambda overlay: overlay.name)
def test_a_page_is_small(overlay: Overlay[Any]) -> None:
    loaded = reached(overlay.folder / "index.html")
    theme = max(map(size_of, (SHARED / "themes").iterdir()))
    later = [SHARED / "faces.css", *(SHARED / "glyphs").iterdir()]

    assert SHARED / "base.css" in loaded
    assert SHARED / "stage.js" in loaded or overlay.kind == "stage"
    assert sum(map(size_of, [*loaded, *later])) + theme <= LARGEST_PAGE


def reached(start: Path) -> set[Path]:
    """Return a page and every script and style sheet that it loads, in turn."""
    found, waiting = {start}, [start]
    while waiting:
        file = waiting.pop()
        named = re.findall(
            r'''(?:from|src=|href=|import|url\()\s*"([^":]+\.(?:js|css))"''',
            file.read_text(),
        )
        new = {(file.parent / name).resolve() for name in named} - found
        found |= new
        waiting += new
    return found


def size_of(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), mtime=0))
