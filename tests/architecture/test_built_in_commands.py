"""Every command of ours is said to be there, in the docs and by a test of its name."""

from __future__ import annotations

import ast
import re

import pytest

from companion.interactions.commands.catalogue import BUILT_IN
from companion.interactions.commands.variables import explained
from tests.architecture.tree import ROOT, parsed

FOLDER = ROOT / "companion/interactions/commands/built_in"
TESTS = ROOT / "tests/companion/interactions/commands/built_in"
NAMES = sorted(one.stem for one in FOLDER.glob("*.py") if one.stem != "__init__")
ROW = re.compile(r"^\| `!(?P<name>\w+)` \|(?P<cells>.*)\|$", re.MULTILINE)


def rows() -> dict[str, list[str]]:
    """Return the cells of every row of the docs, by command."""
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    return {
        found["name"]: [cell.strip() for cell in found["cells"].split("|")]
        for found in ROW.finditer(text)
    }


def seconds(cooldown: float) -> str:
    return f"{cooldown:g} s" if cooldown else "–"


def test_the_catalogue_names_every_file() -> None:
    assert sorted(BUILT_IN) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_command_says_what_it_is(name: str) -> None:
    docstring = ast.get_docstring(parsed(FOLDER / f"{name}.py")) or ""

    assert docstring.startswith(f"!{name}: ")


@pytest.mark.parametrize("name", NAMES)
def test_a_command_has_a_test_of_its_name(name: str) -> None:
    tests = TESTS / f"test_{name}.py"

    assert "async def test_" in tests.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_docs_tell_a_commands_cooldowns_and_names(name: str) -> None:
    one = BUILT_IN[name]
    says, for_all, for_each, aliases = rows()[name]

    assert says
    assert (for_all, for_each) == (
        seconds(one.cooldown_s),
        seconds(one.cooldown_each_s),
    )
    told = "; ".join(
        f"{code}: {', '.join(f'`!{word}`' for word in words)}"
        for code, words in one.aliases.items()
    )
    assert aliases == (told or "–")


def test_the_docs_tell_of_no_other_command() -> None:
    assert sorted(rows()) == NAMES


def test_the_docs_tell_every_variable_and_no_other() -> None:
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\{\{[^`]+\}\})` \| (\S.*) \|$", text, re.MULTILINE)

    assert [(typed, says.replace("\\|", "|").casefold()) for typed, says in told] == [
        (typed, says.casefold()) for typed, says in explained()
    ]
