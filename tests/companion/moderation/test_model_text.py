"""Which texts the model is asked about, and which are one to it."""

from __future__ import annotations

import pytest

from companion.domain.events import AnyEvent, PlatformPoll, PollOption
from companion.domain.values import Fragment, FragmentKind, Platform
from companion.moderation.model_text import model_text, needs_model, text_for_model
from tests.support.events import chat, like


@pytest.mark.parametrize(
    "text",
    ["7", "1337", "  42  ", "1.5", "a", "B!", "!join", "!points", "😀😀", "???", ""],
)
def test_these_can_say_nothing(text: str) -> None:
    assert not needs_model(text)


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "gg",
        "!say you all",
        "k i l l",
        "好的",
        "🅕🅤🅝",
        "ｆｕ",
        "привет",
        "7 up",
    ],  # the point
)
def test_these_can_say_something(text: str) -> None:
    assert needs_model(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("good game", "  good \t game\n"),
        ("goooood", "gooooooooood"),
        ("ｇｇ", "gg"),  # the point
    ],
)
def test_these_are_one_text(one: str, other: str) -> None:
    assert model_text(one) == model_text(other)


@pytest.mark.parametrize(
    ("one", "other"), [("GG", "gg"), ("good", "god"), ("so", "soo"), ("a b", "ab")]
)
def test_these_are_two_texts(one: str, other: str) -> None:
    assert model_text(one) != model_text(other)


def test_a_novel_is_cut() -> None:
    assert len(model_text("ab " * 100_000)) <= 1_000


def emote(text: str) -> Fragment:
    return Fragment(kind=FragmentKind.EMOTE, text=text, emote="25")


def said(*fragments: Fragment) -> AnyEvent:
    text = "".join(one.text for one in fragments)
    return chat(text=text, fragments=fragments)


def test_emotes_alone_are_not_asked_about() -> None:
    only = said(emote("Kappa"), Fragment(text=" "), emote("PogChamp"))
    assert text_for_model(only) == ""

    more = said(emote("Kappa"), Fragment(text=" you know"))
    assert text_for_model(more) == "Kappa you know"


def test_polls_and_what_has_no_text_are_not_asked_about() -> None:
    poll = PlatformPoll(
        id="twitch:1",
        platform=Platform.TWITCH,
        channel="mira",
        question="Which game?",
        options=(PollOption(text="chess"),),
    )
    assert text_for_model(poll) == ""
    assert text_for_model(like()) == ""
