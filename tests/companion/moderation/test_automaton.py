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
        n
        for end in range(len(text) + 1)
        for n, pattern in enumerate(wanted)
        if text[:end].endswith(pattern)
    ]
    assert sorted(automaton.find(text)) == sorted(naive)


def test_symbols_may_be_words() -> None:
    automaton = Automaton([(["bad", "phrase"], "phrase"), (["bad"], "word")])

    assert list(automaton.find(["a", "bad", "phrase", "phrase"])) == ["word", "phrase"]


def test_nothing_is_found_without_patterns() -> None:
    empty: Automaton[str] = Automaton([])

    assert list(empty.find("anything")) == []


def test_an_empty_pattern_matches_nothing() -> None:
    assert list(Automaton([("", "x")]).find("abc")) == []


def test_patterns_that_almost_match_cost_no_more_than_the_text() -> None:
    automaton = Automaton([("a" * 200 + "b", "x")])

    assert list(automaton.find("a" * 1_000_000)) == []
