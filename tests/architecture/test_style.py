"""The limits and names of the house, for every source file."""

from __future__ import annotations

import ast
import re
import tokenize
from pathlib import Path

import pytest

from tests.architecture.tree import (
    FOLDERS,
    PACKAGES,
    files,
    functions,
    name_of,
    parsed,
)

FILE_LINES = 600
FUNCTION_LINES = 60
VAGUE_NAMES = {"utils", "util", "misc", "helpers", "helper", "common", "stuff"}
FOREIGN_WORDS = {"user", "streamer", "donation", "ranking", "host"}
"""Words that the glossary replaces: Viewer, Broadcaster, SuperChat, Standing …"""

PYTHON = files(*FOLDERS, suffix=".py")
WEB = files(*PACKAGES, suffix=".js") + files(*PACKAGES, suffix=".css")
NOQA = re.compile(r"#\s*noqa(?P<codes>:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?(?P<rest>.*)")
IGNORE = re.compile(r"#\s*type:\s*ignore(?P<codes>\[[\w, -]+\])?(?P<rest>.*)")


def test_a_file_is_at_most_600_lines_long() -> None:
    lengths = {name_of(path): len(lines(path)) for path in PYTHON + WEB}

    assert {name: n for name, n in lengths.items() if n > FILE_LINES} == {}


def test_a_function_is_at_most_60_lines_long() -> None:
    lengths = {
        f"{name_of(path)}: {function.name}": length(function)
        for path in PYTHON
        for function in functions(parsed(path))
    }

    assert {name: n for name, n in lengths.items() if n > FUNCTION_LINES} == {}


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return a function's lines, its docstring included, its decorators not."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name_of(path) for path in PYTHON if path.stem in VAGUE_NAMES] == []


def test_a_silenced_check_names_its_code_and_its_reason() -> None:
    silent = [
        f"{name_of(path)}:{comment.start[0]}"
        for path in PYTHON
        for comment in comments(path)
        if unexplained(comment.string)
    ]

    assert silent == []


def comments(path: Path) -> list[tokenize.TokenInfo]:
    with path.open("rb") as file:
        tokens = list(tokenize.tokenize(file.readline))
    return [token for token in tokens if token.type == tokenize.COMMENT]


def unexplained(comment: str) -> bool:
    """Return whether a comment silences a check without a code or without a reason."""
    for pattern in (NOQA, IGNORE):
        if found := pattern.search(comment):
            reason = found["rest"].strip()
            if not found["codes"] or not re.match(r"#\s*\w", reason):
                return True
    return False


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# noqa", True),
        ("# noqa: S603", True),
        ("# noqa: S603  # a fixed command", False),
        ("# noqa: S603, S607  # a fixed command", False),
        ("# type: ignore", True),
        ("# type: ignore[attr-defined]", True),
        ("# type: ignore[attr-defined]  # the library has no types", False),
        ("# type: ignore[misc]  # no types  # noqa: PGH003", True),
    ],
)
def test_what_counts_as_unexplained(comment: str, expected: bool) -> None:
    assert unexplained(comment) is expected


def test_the_glossary_has_no_synonyms() -> None:
    names = [
        f"{name_of(path)}: {node.name}"
        for path in files("companion/domain", "sessions", suffix=".py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and words(node.name) & FOREIGN_WORDS
    ]

    assert names == []


def words(name: str) -> set[str]:
    """Return the words of an identifier, in lower case."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_words_are_told_apart_in_both_ways_of_writing() -> None:
    assert words("topUser_ofHTTP") == {"top", "user", "of", "http"}
