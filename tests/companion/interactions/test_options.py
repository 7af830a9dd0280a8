"""Reading an answer."""

from __future__ import annotations

import pytest

from companion.domain.errors import CommandError
from companion.interactions.options import AnswerKey


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("1", 0),
        (" 2 ", 1),
        ("a", 0),
        ("B", 1),
        ("red", 0),
        ("RED", 0),
        ("dark   Blue", 1),
        ("rouge", 0),
        ("!vote 2", 1),
        ("!VOTE red", 0),
        ("3", None),
        ("0", None),
        ("c", None),
        ("red!", None),
        ("I say red", None),
        ("", None),
        ("!vote", None),
        ("１", None),
    ],
)
def test_an_answer_is_a_key_a_text_or_a_keyword(text: str, option: int | None) -> None:
    key = AnswerKey(("Red", "Dark blue"), "numbers", ("rouge", ""))

    assert key.option(text) == option


def test_an_options_own_text_goes_before_a_key() -> None:
    key = AnswerKey(("3", "4", "5"), "letters")

    assert (key.option("3"), key.option("4"), key.option("1")) == (0, 1, 0)


@pytest.mark.parametrize("options", [("Red", "red"), ("a  b", "A b")])
def test_two_options_that_cannot_be_told_apart_are_refused(
    options: tuple[str, ...],
) -> None:
    with pytest.raises(CommandError, match="options"):
        AnswerKey(options, "numbers")


def test_a_keyword_of_another_option_is_refused() -> None:
    with pytest.raises(CommandError, match="options"):
        AnswerKey(("Red", "Blue"), "numbers", ("blue", "x"))
