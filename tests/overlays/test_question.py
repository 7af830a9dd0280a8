"""What the question overlay shows of a session."""

from __future__ import annotations

from companion.domain.events import Cheer
from companion.domain.views import Standing
from overlays.question import Question, QuestionSettings
from tests.overlays.people import question
from tests.overlays.stream import Stream, chat, entry, event, viewer

ASKED = Question()


def test_the_featured_comment_comes_with_its_writers_standing() -> None:
    nova = Standing(rank=11, viewer=viewer("Nova"), points=1_980_000)
    view = Stream(shown=chat(7, "is it wired?"), standings=[nova])

    shown = ASKED.project(view, QuestionSettings())["question"]

    assert shown == {
        "id": 7,
        "viewer": "twitch:Nova",
        "name": "Nova",
        "avatar": None,
        "platform": "twitch",
        "text": "is it wired?",
        "parts": [],
        "rank": 11,
        "points": 1_980_000,
        "speech": None,
        "test": False,
    }
    assert shown.keys() == question()["question"].keys()


def test_a_writer_without_points_has_no_standing() -> None:
    shown = ASKED.project(Stream(shown=chat(7)), QuestionSettings())["question"]

    assert (shown["rank"], shown["points"]) == (None, None)


def test_the_standing_can_be_left_out() -> None:
    nova = Standing(rank=1, viewer=viewer("Nova"), points=5)
    view = Stream(shown=chat(7), standings=[nova])

    shown = ASKED.project(view, QuestionSettings(standing=False))["question"]

    assert (shown["rank"], shown["points"]) == (None, None)


def test_it_is_read_aloud_when_that_is_chosen() -> None:
    view = Stream(shown=chat(7))

    shown = ASKED.project(view, QuestionSettings(speak=True))["question"]

    assert shown["speech"] == "speech:7"


def test_nothing_featured_is_nothing_shown() -> None:
    assert ASKED.project(Stream(), QuestionSettings()) == {"question": None}


def test_only_chat_can_be_featured() -> None:
    view = Stream(shown=entry(3, event(Cheer, bits=5)))

    assert ASKED.project(view, QuestionSettings()) == {"question": None}
