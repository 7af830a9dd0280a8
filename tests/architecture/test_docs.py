"""The docs name only what exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from companion.app.cli import make_parser
from tests.architecture.test_house import targets
from tests.architecture.tree import ROOT, files, name_of

AT_ROOT = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES = (
    AT_ROOT
    + files("docs", suffix=".md")
    + files("companion", "overlays", "sessions", "resources", suffix=".md")
)
ADRS = files("docs/adr", suffix=".md")
LINK = re.compile(
    r"\]\((?!https?:|mailto:)(?P<to>[^)\s]+)\)|(?:src|href)=\"(?P<at>[^\"]+)\""
)
MACHINE_PATH = re.compile(r"(?<![\w.])/(work|root|home|tmp|Users)/|[A-Z]:\\Users")
FENCED = re.compile(r"^\s*companion(?P<arguments>(?: [^\n#]*)?)(?:#.*)?$", re.MULTILINE)
IN_LINE = re.compile(r"`companion(?P<arguments> [^`\n]+)`")
MAKE = re.compile(r"`?make ([a-z-]+)`")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def slug(heading: str) -> str:
    """Return the anchor that a forge makes of a heading."""
    words = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return words.replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {
        slug(found) for found in re.findall(r"^#+ (.*)$", text_of(path), re.MULTILINE)
    }


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    broken = []
    for found in LINK.finditer(text_of(path)):
        to, _, anchor = (found["to"] or found["at"]).partition("#")
        target = (path.parent / to).resolve() if to else path
        if to.startswith(("http:", "https:")):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(found[0])

    assert broken == []


@pytest.mark.parametrize("path", PAGES + files("docs", suffix=".txt"), ids=name_of)
def test_no_page_names_a_path_of_somebodys_machine(path: Path) -> None:
    assert MACHINE_PATH.search(text_of(path)) is None


@pytest.mark.parametrize("path", ADRS, ids=name_of)
def test_a_decision_has_its_three_parts_and_fits_a_page(path: Path) -> None:
    text = text_of(path)

    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences"]
    assert re.match(r"# \d{4}\. \S", text)
    assert text.count("\n") <= 60


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in ADRS]

    assert numbers == list(range(1, len(ADRS) + 1))


def test_the_map_names_every_decision() -> None:
    the_map = text_of(ROOT / "docs" / "map.md")

    assert [path.name for path in ADRS if path.name not in the_map] == []


def test_the_map_names_every_package() -> None:
    the_map = text_of(ROOT / "docs" / "map.md")
    parts = [path.parent for path in (ROOT / "companion").glob("*/__init__.py")]

    assert [
        name_of(part) for part in parts if f"`{name_of(part)}/`" not in the_map
    ] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_make_target_that_is_named_exists(path: Path) -> None:
    named = set(MAKE.findall(text_of(path)))

    assert named - targets().keys() == set()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_command_that_is_shown_is_accepted(path: Path) -> None:
    refused = []
    for command in commands_in(text_of(path)):
        try:
            make_parser().parse_args(shlex.split(command))
        except SystemExit as exit_:
            if exit_.code:
                refused.append(command)

    assert refused == []


def commands_in(text: str) -> list[str]:
    """Return the arguments of every `companion …` in a page."""
    fenced = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    found = [match for block in fenced for match in FENCED.finditer(block)]
    found += IN_LINE.finditer(text)
    return [match["arguments"].strip() for match in found]


def test_commands_are_found_in_pages() -> None:
    page = "Use `companion doctor`.\n```sh\ncompanion serve --port 0  # any\n```\n"

    assert commands_in(page) == ["serve --port 0", "doctor"]
