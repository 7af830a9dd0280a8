"""Changed values in the text of settings.toml."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest

from companion.settings.writing import edited


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("2.000"), "2"),
        (Decimal("2E+2"), "200"),
        (Decimal("0.10"), "0.1"),
        (0.25, "0.25"),
        (30.0, "30"),
        (True, "true"),
        ("a\nb", '"a\\nb"'),
    ],
)
def test_a_value_is_written_plainly(value: object, written: str) -> None:
    assert edited("a = 1\n", {"a": value}, {}) == f"a = {written}\n"


def test_true_is_not_taken_for_one() -> None:
    assert edited("a = 1\n", {"a": True}, {}) == "a = true\n"


def test_a_number_written_otherwise_is_left_alone() -> None:
    text = "a = 1_000  # a lot\nb = 0.50\nc = [\n  1, # first\n]\n"

    assert edited(text, {"a": 1000, "b": Decimal("0.5"), "c": (1,)}, {}) == text


def test_what_is_gone_is_taken_out() -> None:
    assert edited("[a]\nx = 1\ny = 2\n", {"a": {"y": 2}}, {}) == "[a]\ny = 2\n"


@pytest.mark.parametrize(
    "text",
    [
        "a.b = 1\n",
        "a = {b = 1}\n",
        "[a]\nb = 1\n",
        "[x]\ny = 1\n[a]\nb = 1\n[x.z]\nq = 2\n",
    ],
)
def test_every_way_of_writing_a_table_can_be_changed(text: str) -> None:
    present = tomllib.loads(text)
    wanted = {**present, "a": {"b": 2, "c": {"d": 3}}}

    written = edited(text, wanted, wanted)

    assert tomllib.loads(written) == wanted


def test_a_long_list_of_texts_is_one_a_line_and_says_the_same() -> None:
    words = ['a "quoted" one', "back\\slash", "a\ttab", "é", "#no comment", *"xyz"]
    full = {"moderation": {"blocklist": words}}

    text = edited("", full, full)
    assert tomllib.loads(text) == full
    assert sum(line.startswith("    ") for line in text.splitlines()) == len(words)

    fewer = {"moderation": {"blocklist": words[1:]}}
    again = edited(text, fewer, fewer)
    assert tomllib.loads(again) == fewer
    assert again.count("\n") == text.count("\n") - 1
