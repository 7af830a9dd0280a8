"""Words are found whole, however they are written, and quickly."""

from __future__ import annotations

import time

import pytest

from companion.interactions.bots.words import WordIndex, folded


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("let's go", "LET'S  GO team"),
        ("!raid", "do it: !raid"),
        ("👏", "👏🏽"),
        ("❤️", "❤"),
        ("ＦＵＬＬ", "full"),
        ("한국", "한국"),
        ("straße", "STRASSE"),
        ("hi", "shi hi"),
    ],
)
def test_a_word_is_found(word: str, text: str) -> None:
    assert WordIndex([("key", word)]).found(text) == {"key"}


@pytest.mark.parametrize(
    ("word", "text"),
    [("let's go", "outlet's go"), ("!raid", "!raiders"), ("hi", "this"), ("go", "")],
)
def test_a_piece_of_another_word_is_not(word: str, text: str) -> None:
    assert WordIndex([("key", word)]).found(text) == frozenset()


def test_each_key_is_found_by_its_own_words() -> None:
    index = WordIndex([(1, "red"), (2, "blue"), (2, "sky blue"), (3, "red")])

    assert index.found("red and blue") == {1, 2, 3}
    assert index.found("sky-blue") == {2}


@pytest.mark.parametrize("word", ["", "  ", "\ufe0f", "\u0301"])
def test_a_word_that_is_nothing_is_never_found(word: str) -> None:
    assert not folded(word)
    assert WordIndex([("key", word)]).found("anything at all") == frozenset()


def test_a_long_text_against_many_words_takes_as_much_longer() -> None:
    words = [(number, f"a{'a' * (number % 40)}!") for number in range(5_000)]
    index = WordIndex(words)

    def cost(letters: int) -> float:
        """CPU time of this thread, the quickest of some."""
        found = []
        for _turn in range(5):
            began = time.thread_time()
            index.found("a" * letters)
            found.append(time.thread_time() - began)
        return min(found)

    assert cost(16_000) < 24 * cost(2_000)  # eight times the letters; 64 if squared
