"""Shouting."""

from __future__ import annotations

import pytest

from companion.domain.entries import Reason, Verdict
from companion.domain.values import Fragment, FragmentKind
from companion.moderation.prepared import Prepared, prepared
from companion.moderation.rules.caps import Caps
from companion.settings.moderation import CapsSettings

CAPS = Caps(CapsSettings(share=0.8, letters=10), Verdict.HOLD)


def finds(text: Prepared) -> bool:
    return bool(CAPS.find(text))


@pytest.mark.parametrize(
    "text", ["WHAT IS GOING ON", "WHAT IS GOING on", "ЧТО ЗА ИГРА ВООБЩЕ"]
)
def test_a_shout_is_found(text: str) -> None:
    assert finds(prepared(text))


@pytest.mark.parametrize(
    "text", ["What is going on", "GG WP", "", "123456789012", "ありがとうございますXX"]
)
def test_what_is_said_calmly_or_shortly_is_left_alone(text: str) -> None:
    assert not finds(prepared(text))


def test_emotes_are_no_shouting() -> None:
    pieces = (
        Fragment(kind=FragmentKind.EMOTE, text="KEKWKEKWKEKW", emote="1"),
        Fragment(text=" yo"),
    )

    assert finds(prepared("KEKWKEKWKEKW yo"))
    assert not finds(prepared("KEKWKEKWKEKW yo", pieces))


def test_the_share_is_told() -> None:
    (finding,) = CAPS.find(prepared("WHAT IS GOING ON"))

    assert finding == (Verdict.HOLD, Reason(rule="caps", detail="100%"))


def test_names_may_be_capitals() -> None:
    assert not list(CAPS.find_in_name(prepared("LOUDNAMEISLOUD")))
