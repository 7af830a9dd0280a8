"""How answers are put together into messages."""

from __future__ import annotations

from companion.domain.values import Platform, Viewer
from companion.interactions.commands.asked import Asked, packed
from companion.interactions.commands.command import Answer
from companion.interactions.commands.reading import CallBook
from tests.companion.interactions.commands.in_memory import Desk
from tests.support.events import chat


def asked(who: str, text: str = "!points", on: Platform = Platform.TWITCH) -> Asked:
    found = CallBook(Desk().book).find(text)
    assert found is not None
    viewer = Viewer(id=f"{on}:{who}", name=who)
    event = chat(viewer, text, platform=on)
    return Asked(found=found, entry=Desk().entry(event), chat=event, viewer=viewer)


def messages(*pairs: tuple[Asked, Answer], limit: int = 500) -> list[str]:
    return [text for text, _members in packed(pairs, limit)]


def test_one_alone_is_answered_in_a_thread_without_a_name() -> None:
    answer = Answer(text="12 points", brief="12")

    assert messages((asked("luna"), answer)) == ["12 points"]


def test_where_there_are_no_threads_one_alone_is_named() -> None:
    answer = Answer(text="12 points", brief="12")
    luna = asked("luna", on=Platform.YOUTUBE)

    assert messages((luna, answer)) == ["@luna 12 points"]
    named = Answer(text="luna: 12", names_viewer=True)
    assert messages((luna, named)) == ["luna: 12"]


def test_many_are_told_in_brief_with_their_names() -> None:
    answers = [
        (asked(who), Answer(text=f"{n} points", brief=str(n)))
        for n, who in enumerate(("luna", "juno"))
    ]

    assert messages(*answers) == ["@luna: 0, @juno: 1"]


def test_what_is_the_same_for_all_is_said_once() -> None:
    answer = Answer(text="Nobody leads.", is_for_all=True)
    both = packed([(asked("luna"), answer), (asked("juno"), answer)], 500)

    assert [(text, len(members)) for text, members in both] == [("Nobody leads.", 2)]


def test_no_message_is_longer_than_the_platform_takes() -> None:
    answers = [
        (asked(f"viewer{n}"), Answer(text="x", brief="1,000")) for n in range(100)
    ]
    found = packed(answers, 200)

    assert all(len(text) <= 200 for text, _members in found)
    assert sum(len(members) for _text, members in found) == 100


def test_what_acts_is_told_from_what_only_tells() -> None:
    acts = {"give": True, "quote": True, "link": True, "points": False, "top": False}

    assert {name: asked("luna", f"!{name}").acts for name in acts} == acts
