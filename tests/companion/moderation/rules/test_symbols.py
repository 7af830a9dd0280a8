"""Floods of signs."""

from __future__ import annotations

import pytest

from companion.domain.entries import Verdict
from companion.domain.values import Fragment, FragmentKind
from companion.moderation.prepared import prepared
from companion.moderation.rules.symbols import Symbols
from companion.settings.moderation import SymbolSettings

SYMBOLS = Symbols(SymbolSettings(share=0.6, signs=6), Verdict.HOLD)


@pytest.mark.parametrize("text", ["!!!???!!!", "$$$ ### $$$ ok", "♥♥▓▓▓▓▓▓"])
def test_a_flood_of_signs_is_found(text: str) -> None:
    assert SYMBOLS.find(prepared(text))


@pytest.mark.parametrize(
    "text",
    [
        "wow!!!",
        "hello, there. how are you?",
        "🎉🎉🎉🎉🎉🎉🎉",
        "हिन्दी में ठीक है",
        "",
        "12345678",
    ],
)
def test_words_numbers_and_emoji_are_none(text: str) -> None:
    assert not SYMBOLS.find(prepared(text))


def test_emotes_are_none() -> None:
    emote = Fragment(kind=FragmentKind.EMOTE, text=":-)):-))", emote="7")

    assert not SYMBOLS.find(prepared(":-)):-))", (emote,)))
