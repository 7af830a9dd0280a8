"""Emoji and emotes."""

from __future__ import annotations

import pytest

from companion.domain.values import Fragment, FragmentKind
from companion.moderation.emoji import emotes_in, plain_of

LUL = Fragment(kind=FragmentKind.EMOTE, text="LUL", emote="1")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("hi", 0),
        ("🎉🎉", 2),
        ("👨‍👩‍👧‍👦", 1),
        ("🇫🇷🇩🇪", 2),
        ("👍🏽", 1),
        ("❤️‍🔥", 1),
        ("1️⃣", 1),
        ("12#*", 0),
        ("日本語", 0),
        ("♥ ok", 1),
    ],
)
def test_emoji_are_counted_as_people_count_them(text: str, number: int) -> None:
    assert emotes_in(text, ()) == number


def test_emotes_are_counted_and_left_out() -> None:
    pieces = (LUL, Fragment(text=" hi🎉"))

    assert emotes_in("LUL hi🎉", pieces) == 2
    assert plain_of("LUL hi🎉", pieces) == " hi"


def test_a_text_without_emotes_is_plain() -> None:
    assert plain_of("LUL hi", (Fragment(text="LUL hi"),)) == "LUL hi"
