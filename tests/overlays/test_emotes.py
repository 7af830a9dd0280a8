"""Which reactions the overlay lets fly."""

from __future__ import annotations

from typing import Any

import pytest

from companion.domain.entries import Entry
from companion.domain.values import Fragment, FragmentKind
from overlays.emotes import MOST, Emotes, EmotesSettings, emoji_of
from tests.overlays.evening import session
from tests.overlays.stream import Stream, chat, rose
from tests.support.fakes import EPOCH

EMOTES = Emotes()
KAPPA = "https://static-cdn.jtvnw.net/emoticons/v2/25/default/dark/2.0"
SEVEN = "https://cdn.7tv.app/emote/1/2x.webp"


def reactions(*entries: Entry, after: int = 3, **chosen: Any) -> list[dict[str, Any]]:
    view = Stream(
        entries=entries,
        now=EPOCH + after * 1_000_000,
        session=session(likes=5, gifts=2),
        emotes={"25": KAPPA, "catJAM": SEVEN},
    )
    found: list[dict[str, Any]] = EMOTES.project(view, EmotesSettings(**chosen))[
        "reactions"
    ]
    return found


def said(seq: int) -> Entry:
    pieces = (
        Fragment(text="gg "),
        Fragment(kind=FragmentKind.EMOTE, text="Kappa", emote="25"),
        Fragment(text=" catJAM 🔥"),
    )
    return chat(seq, "gg Kappa catJAM 🔥", fragments=pieces)


def test_emotes_of_the_platform_and_of_lists_and_emoji_fly() -> None:
    found = reactions(said(1))

    assert [one["icon"] or one["text"] for one in found] == [KAPPA, SEVEN, "🔥"]
    assert [one["id"] for one in found] == ["1-0", "1-1", "1-2"]
    assert {one["viewer"] for one in found} == {"twitch:Nova"}
    assert found[0].keys() == EMOTES.preview()["reactions"][0].keys()


def test_gifts_fly_as_their_pictures() -> None:
    [found] = reactions(rose(2, total=5))

    assert found["icon"] == "https://p16.tiktokcdn.com/rose.png"


def test_each_kind_can_be_left_out() -> None:
    entries = (said(1), rose(2, total=1))
    off: dict[str, Any] = {"emotes": False, "emoji": False, "gifts": False}

    assert reactions(*entries, **off) == []
    assert len(reactions(*entries, **{**off, "emoji": True})) == 1


def test_what_is_a_while_ago_does_not_fly_any_more() -> None:
    assert [one["entry"] for one in reactions(said(1), said(9), after=10)] == [9] * 3


def test_one_message_never_fills_the_sky() -> None:
    assert len(reactions(chat(1, "🔥" * 400))) == 6
    many = [chat(seq, "🔥🔥🔥🔥🔥🔥") for seq in range(1, 20)]
    assert len(reactions(*many, after=5)) == MOST


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gg 1 # * ©", []),
        ("👨‍👩‍👧‍👦 and 👏🏾", ["👨‍👩‍👧‍👦", "👏🏾"]),
        ("🇫🇷❤️1️⃣", ["🇫🇷", "❤️", "1️⃣"]),
        ("日本語 ü", []),
        ("a" + "\u0301" * 400 + "🔥", ["🔥"]),
    ],
)
def test_emoji_are_taken_whole(text: str, found: list[str]) -> None:
    assert list(emoji_of(text)) == found


def test_likes_and_gifts_are_the_sessions() -> None:
    view = Stream(session=session(likes=5, gifts=2), now=EPOCH)
    found = EMOTES.project(view, EmotesSettings(gifts=False))

    assert (found["likes"], found["gifts"]) == (5, 0)
    assert EMOTES.project(Stream(), EmotesSettings())["likes"] == 0
