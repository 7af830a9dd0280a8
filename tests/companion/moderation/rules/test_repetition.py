"""The same over and over."""

from __future__ import annotations

import pytest

from companion.domain.entries import Verdict
from companion.domain.values import Fragment, FragmentKind
from companion.moderation.prepared import prepared
from companion.moderation.rules.repetition import Repetition
from companion.settings.moderation import RepetitionSettings

REPETITION = Repetition(RepetitionSettings(signs=6, words=4), Verdict.HOLD)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("noooooo", "oooooo"),
        ("what!!!!!!", "!!!!!!"),
        ("buy buy BUY Búy now", "buy"),
        ("w" * 200, "w" * 40),
    ],
)
def test_what_repeats_is_told(text: str, detail: str) -> None:
    (finding,) = REPETITION.find(prepared(text))

    assert finding.reason.detail == detail


@pytest.mark.parametrize("text", ["nooo", "no no no", "a b c d e f", "      x", ""])
def test_a_little_repetition_is_fine(text: str) -> None:
    assert not REPETITION.find(prepared(text))


def test_emotes_are_left_out() -> None:
    emote = Fragment(kind=FragmentKind.EMOTE, text="LUL LUL LUL LUL", emote="1")

    assert not REPETITION.find(prepared("LUL LUL LUL LUL", (emote,)))
