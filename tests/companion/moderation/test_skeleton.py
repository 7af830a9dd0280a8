"""Texts as rules compare them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.moderation.skeleton import (
    bare_of,
    is_unspaced,
    origins_of,
    skeleton_of,
    visible_of,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "skeleton"),
    [
        ("Hello", "hello"),
        ("LÓSÉR", "loser"),
        ("ｌｏｓｅｒ", "loser"),
        ("ⓛⓞⓢⓔⓡ", "loser"),
        ("𝔩𝔬𝔰𝔢𝔯", "loser"),
        ("ﬀ ℌ Ⅳ", "ff h iv"),
        ("l\u200bo\u200ds\u2060e\ufeffr", "loser"),
        ("l\u00ado\u202es\u2066er", "loser"),
        ("lo\u3164s\u115fe\u2800r", "loser"),
        ("s̶h̷a̸d̵o̴w̶", "shadow"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("nice 🖕🏽\ufe0f", "nice 🖕🏽"),
        ("سَلَام", "سلام"),
        ("が", "が"),
        ("हिन्दी", "हिन्दी"),
        ("한국어", "한국어"),
        ("\ud800x", "\ud800x"),
        ("", ""),
    ],
)
def test_forms_that_look_alike_become_one(text: str, skeleton: str) -> None:
    assert skeleton_of(text) == skeleton


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_a_skeleton_has_itself_as_skeleton(text: str) -> None:
    once = skeleton_of(text)

    assert skeleton_of(once) == once


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0e48\u0e38", "\u3099\u093c"])
def test_a_long_run_of_marks_takes_no_longer_than_its_length(marks: str) -> None:
    # In quadratic time this would take minutes; the test's own limit ends it.
    assert len(skeleton_of("a" + marks * 200_000)) <= 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("don't stop", ["don", "t", "stop"]),
        ("a_b-c", ["a", "b", "c"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("สวัสดี", ["สวัสดี"]),
        ("!!! 🎉", []),
    ],
)
def test_words_are_told_apart(text: str, words: list[str]) -> None:
    assert words_of(skeleton_of(text)) == words


@pytest.mark.parametrize("text", ["你好", "ありがとう", "สวัสดี", "한국어"])
def test_some_scripts_have_no_bounds_of_words(text: str) -> None:
    assert is_unspaced(skeleton_of(text))


@pytest.mark.parametrize("text", ["hello", "привет", "مرحبا", "नमस्ते", "🎉"])
def test_most_scripts_do(text: str) -> None:
    assert not is_unspaced(skeleton_of(text))


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Löser", "Loser"),
        ("ＬＯＳＥＲ", "LOSER"),
        ("L\u200bO", "LO"),
        ("ЛОХ", "ЛОХ"),
        ("Plain", "Plain"),
    ],
)
def test_capitals_may_be_kept(text: str, bare: str) -> None:
    assert bare_of(text) == bare


def test_what_nobody_sees_is_left_out_and_accents_stay() -> None:
    assert visible_of("É\u200bv\u2060il\u3164.gg \ufe0f!") == "Évil.gg !"


def test_each_place_is_traced_to_the_text() -> None:
    text = "L\u200böﬀ"

    assert origins_of(text, skeleton_of(text), skeleton_of) == [0, 2, 3, 3, 4]


def test_places_of_letters_that_changed_each_other_cannot_be_traced() -> None:
    text = "\u1112\u1161"

    assert origins_of(text, skeleton_of(text), skeleton_of) is None
