"""A name of ours that something planned has as a word of its own."""

from __future__ import annotations

import pytest

from companion.domain.errors import CommandError
from companion.domain.show.notes import OwnName, WordsNamed
from companion.domain.show.specs import (
    AnySpec,
    CardSpec,
    FlagSpec,
    GiveawaySpec,
    PollSpec,
    PredictionSpec,
    QueueSpec,
    QuizSpec,
    WheelSpec,
    WordCloudSpec,
)
from companion.interactions.own_words import check_names, check_spec

NAMED = WordsNamed(names=(OwnName(word="team", name="Red"),))


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (PollSpec(question="q", options=("a", "!RED one")), "options: “!RED one”"),
        (
            PollSpec(question="q", options=("a", "b"), keywords=("", "!red")),
            "keywords: “!red”",
        ),
        (QuizSpec(question="q", options=("!red", "b"), correct=(0,)), "options: "),
        (GiveawaySpec(title="q", keyword="!red"), "keyword: "),
        (PredictionSpec(question="q", options=("a", "b"), keyword="!red"), "keyword: "),
        (QueueSpec(title="q", keyword="!red"), "keyword: "),
        (QueueSpec(title="q", leave="!red"), "leave: "),
        (WheelSpec(title="q", joins="!red"), "joins: "),
        (FlagSpec(title="q", code="!red"), "code: "),
        (WordCloudSpec(title="q", prefix="!red"), "prefix: "),
    ],
)
def test_a_word_that_is_a_name_of_ours_names_its_field(
    spec: AnySpec, field: str
) -> None:
    check_spec(spec, WordsNamed())
    with pytest.raises(CommandError, match="another name of !team") as refused:
        check_spec(spec, NAMED)
    with pytest.raises(CommandError, match="commands: team: aliases: “!") as named:
        check_names(NAMED, [CardSpec(text="!red"), spec])

    assert str(refused.value).startswith(field)
    assert "is a word of “q”" in str(named.value)


def test_what_means_the_same_is_no_clash() -> None:
    named = WordsNamed(names=(OwnName(word="enter", name="play"),))
    check_spec(GiveawaySpec(title="q", keyword="!play"), named)
    check_spec(PollSpec(question="q", options=("play", "red")), named)
    check_names(named, [GiveawaySpec(title="q", keyword="!play")])
