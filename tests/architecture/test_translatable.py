"""What a person sees can be translated, and the tools can find it."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.tree import files, name_of, parsed

SOURCES = files("companion", "overlays", "sessions", suffix=".py")
WINDOW = files("companion/gui", suffix=".py")
MARKS = {"_", "N_", "ngettext"}
SHOWING = {
    "QAction", "QCheckBox", "QLabel", "QMenu", "QPushButton", "QRadioButton",
    "QToolButton", "addAction", "addItem", "addMenu", "addTab", "setAccessibleName",
    "setAccessibleDescription", "setPlaceholderText", "setStatusTip", "setText",
    "setTitle", "setToolTip", "setWindowTitle", "showMessage",
}  # fmt: skip
"""Calls of Qt whose strings appear on the screen."""


def called(call: ast.Call) -> str:
    """Return the plain name of what is called."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_what_is_marked_is_a_literal() -> None:
    # Babel reads the source: a string put together at run time is never found.
    lost = [
        f"{name_of(path)}:{call.lineno}"
        for path in SOURCES
        for call in calls(parsed(path))
        if isinstance(call.func, ast.Name)
        and call.func.id in MARKS
        and any(isinstance(text, ast.JoinedStr) for text in call.args)
    ]

    assert lost == []


def test_no_word_on_the_screen_is_left_unmarked() -> None:
    unmarked = [
        f"{name_of(path)}:{call.lineno}: {text.value!r}"
        for path in WINDOW
        for call in calls(parsed(path))
        if called(call) in SHOWING
        for text in call.args
        if isinstance(text, ast.Constant) and has_a_word(text.value)
    ]

    assert unmarked == []


def test_no_sentence_is_built_by_formatting_a_literal() -> None:
    built = [
        f"{name_of(path)}:{call.lineno}"
        for path in WINDOW
        for call in calls(parsed(path))
        if called(call) in SHOWING
        for text in call.args
        if isinstance(text, ast.JoinedStr)
        and any(
            isinstance(part, ast.Constant) and has_a_word(part.value)
            for part in text.values
        )
    ]

    assert built == []


def has_a_word(value: object) -> bool:
    """Return whether a literal is something that people read."""
    return isinstance(value, str) and bool(re.search(r"[^\W\d_]{2}", value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("Follow", True), ("·", False), ("×2", False), ("{n}", False), (7, False)],
)
def test_what_counts_as_a_word(value: object, expected: bool) -> None:
    assert has_a_word(value) is expected
