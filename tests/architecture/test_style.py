"""The limits and names of the house, for every source file."""

from __future__ import annotations

import ast
import io
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
FOREIGN_WORDS = {"user", "streamer", "donation", "ranking", "coin", "coins", "host"}
"""Words that the glossary replaces: Viewer, Broadcaster, SuperChat, Standing …"""

PYTHON = files(*FOLDERS, suffix=".py")
WEB = files(*PACKAGES, suffix=".js") + files(*PACKAGES, suffix=".css")
NOQA = re.compile(r"#\s*noqa(?P<codes>:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?(?P<rest>.*)")
IGNORE = re.compile(r"#\s*type:\s*ignore(?P<codes>\[[\w, -]+\])?(?P<rest>.*)")


def by_name(path: Path) -> str:
    return name_of(path)


@pytest.mark.parametrize("path", PYTHON + WEB, ids=by_name)
def test_a_file_is_at_most_600_lines_long(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")

    assert lines <= FILE_LINES


@pytest.mark.parametrize("path", PYTHON, ids=by_name)
def test_a_function_is_at_most_60_lines_long(path: Path) -> None:
    too_long = [
        f"{function.name}: {function.end_lineno - function.lineno + 1} lines"
        for function in functions(parsed(path))
        if function.end_lineno is not None
        and function.end_lineno - function.lineno + 1 > FUNCTION_LINES
    ]

    assert too_long == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name_of(path) for path in PYTHON if path.stem in VAGUE_NAMES] == []


@pytest.mark.parametrize("path", PYTHON, ids=by_name)
def test_a_silenced_check_names_its_code_and_its_reason(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    comments = [
        token
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    ]

    assert [token.start[0] for token in comments if unexplained(token.string)] == []


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


@pytest.mark.parametrize("path", files("companion/domain", "sessions", suffix=".py"),
                         ids=by_name)  # fmt: skip
def test_the_glossary_has_no_synonyms(path: Path) -> None:
    names = [
        node.name
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert [name for name in names if words(name) & FOREIGN_WORDS] == []


def words(name: str) -> set[str]:
    """Return the words of an identifier, in lower case."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_words_are_told_apart_in_both_ways_of_writing() -> None:
    assert words("topUser_ofHTTP") == {"top", "user", "of", "http"}
