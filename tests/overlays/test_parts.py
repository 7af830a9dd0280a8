"""What somebody wrote, in parts: emotes by their pictures, mentions, words."""

from __future__ import annotations

from typing import Any

from companion.domain.values import Fragment, FragmentKind
from overlays.parts import MOST_EMOTES, parts_of
from tests.overlays.stream import Stream, chat

KAPPA = "https://static-cdn.jtvnw.net/emoticons/v2/25/default/dark/2.0"
WIDE = "https://cdn.7tv.app/emote/01/2x.webp"


def parts(text: str, *fragments: Fragment, **emotes: str) -> list[dict[str, Any]]:
    return parts_of(chat(1, text, fragments=fragments), Stream(emotes=emotes))


def test_plain_text_has_no_parts() -> None:
    assert parts("hello there") == []
    assert parts("") == []


def test_an_emote_of_the_platform_is_a_picture_with_its_name() -> None:
    emote = Fragment(kind=FragmentKind.EMOTE, text="Kappa", emote="25")

    assert parts(
        "gg Kappa ok",
        Fragment(text="gg "),
        emote,
        Fragment(text=" ok"),
        **{"25": KAPPA},
    ) == [
        {"text": "gg "},
        {"icon": KAPPA, "text": "Kappa"},
        {"text": " ok"},
    ]


def test_a_whole_word_of_text_may_be_an_emote_of_a_list() -> None:
    assert parts("so wideVIBE today", wideVIBE=WIDE) == [
        {"text": "so "},
        {"icon": WIDE, "text": "wideVIBE"},
        {"text": " today"},
    ]
    assert parts("so wideVIBEs today", wideVIBE=WIDE) == []


def test_an_emote_without_a_picture_stays_its_name() -> None:
    emote = Fragment(kind=FragmentKind.EMOTE, text=":shrug:", emote="none")

    assert parts(":shrug:", emote) == []


def test_who_is_spoken_to_stands_out() -> None:
    named = Fragment(kind=FragmentKind.MENTION, text="@Nova Kessler")

    assert parts("@Nova Kessler hi", named, Fragment(text=" hi")) == [
        {"text": "@Nova Kessler", "mention": True},
        {"text": " hi"},
    ]
    assert parts("hi @old_man_river !") == [
        {"text": "hi "},
        {"text": "@old_man_river", "mention": True},
        {"text": " !"},
    ]
    assert parts("@ 5 pm, me@example.com") == []


def test_the_parts_together_are_the_text() -> None:
    text = "  @a_b  Kappa\n\tKappa 😀 x "

    found = parts(text, Kappa=KAPPA)
    assert "".join(part["text"] for part in found) == text


def test_a_wall_of_emotes_has_so_many_pictures_and_no_more() -> None:
    found = parts("Kappa " * 400, Kappa=KAPPA)

    assert sum("icon" in part for part in found) == MOST_EMOTES
    assert len(found) <= 2 * MOST_EMOTES + 1
