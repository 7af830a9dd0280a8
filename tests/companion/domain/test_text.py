"""Text from outside: storable, bounded, and on one line where it must be."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.text import (
    NAME_LIMIT,
    TEXT_LIMIT,
    clean_name,
    clean_text,
    on_one_line,
)


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_it_is_it_can_be_stored(text: str) -> None:
    clean = clean_text(text)
    assert clean.encode("utf-8").decode() == clean
    assert len(clean) <= TEXT_LIMIT


@pytest.mark.parametrize("text", ["a\tb\nc", "“é” 猫 🏳️‍🌈", "<script>", ""])
def test_what_is_fine_stays_as_it_is(text: str) -> None:
    assert clean_text(text) == text


def test_what_cannot_be_stored_is_seen_to_be_missing() -> None:
    assert clean_text("a\ud800b\x00c\x1b[2Jd\x7f") == "a�b�c�[2Jd�"


def test_what_is_too_long_is_seen_to_be_cut() -> None:
    assert clean_text("x" * 3_000) == "x" * (TEXT_LIMIT - 1) + "…"
    assert clean_name("n" * 10_000) == "n" * (NAME_LIMIT - 1) + "…"


def test_a_name_is_on_one_line() -> None:
    assert clean_name("  a\n\tb\u2028c  ") == "a b c"


@given(st.text())
def test_json_on_one_line_says_the_same(text: str) -> None:
    raw = msgspec.json.encode({"text": text, "number": 1.5})
    line = on_one_line(raw)
    assert len(line.decode().splitlines()) == 1
    assert json.loads(line) == json.loads(raw)


def test_every_character_that_ends_lines_somewhere_is_escaped() -> None:
    ends = [
        chr(code) for code in range(0x110000) if len(f"a{chr(code)}b".splitlines()) > 1
    ]
    line = on_one_line(msgspec.json.encode("x".join(ends)))
    assert len(line.decode().splitlines()) == 1
