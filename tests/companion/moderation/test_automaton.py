"""Finding many patterns in one pass."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.moderation.automaton import Automaton

letters = st.text(alphabet="ab", max_size=40)
patterns = st.lists(st.text(alphabet="ab", min_size=1, max_size=6), max_size=8)


@given(letters, patterns)
def test_it_finds_what_looking_everywhere_finds(text: str, wanted: list[str]) -> None:
    automaton = Automaton([(pattern, n) for n, pattern in enumerate(wanted)])

    naive = [
        (n, end - len(pattern), end)
        for end in range(len(text) + 1)
        for n, pattern in enumerate(wanted)
        if text[:end].endswith(pattern)
    ]
    assert sorted(automaton.find(text)) == sorted(naive)


def test_what_ends_first_comes_first() -> None:
    automaton = Automaton([("bad phrase", "phrase"), ("bad", "word")])

    assert list(automaton.find("a bad phrase")) == [("word", 2, 5), ("phrase", 2, 12)]


def test_places_are_counted_in_characters() -> None:
    assert list(Automaton([("b", "x")]).find("🎉éb")) == [("x", 2, 3)]


def test_half_a_character_is_no_harm() -> None:
    # The library takes UTF-8, which has none.
    automaton = Automaton([("b", "x"), ("\ud800", "half")])

    assert ("x", 1, 2) in list(automaton.find("\ud800b"))


def test_nothing_is_found_without_patterns() -> None:
    empty: Automaton[str] = Automaton([])

    assert not empty
    assert list(empty.find("anything")) == []


def test_an_empty_pattern_matches_nothing() -> None:
    assert list(Automaton([("", "x")]).find("abc")) == []


def test_patterns_that_almost_match_cost_no_more_than_the_text() -> None:
    automaton = Automaton([("a" * 200 + "b", "x")])

    assert list(automaton.find("a" * 1_000_000)) == []
