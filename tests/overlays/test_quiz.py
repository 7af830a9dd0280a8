"""What the quiz overlay shows of a quiz."""

from __future__ import annotations

import pytest

from companion.domain.on_air import Option
from companion.domain.values import Platform
from overlays.quiz import Quiz, QuizSettings
from tests.overlays.on_air import CLOSES_AT, airing, scored, state

QUIZ = Quiz()


def test_which_answer_is_right_is_told_when_it_is_revealed() -> None:
    hidden = state(QUIZ)["shown"]["options"]
    answers = (
        Option(key="a", text="1978", is_correct=False),
        Option(key="b", text="1984", is_correct=True),
    )
    revealed = state(QUIZ, phase="results", options=answers)["shown"]["options"]

    assert [one["right"] for one in hidden] == [None] * 4
    assert [one["right"] for one in revealed] == [False, True]


def test_the_first_is_there_however_few_places_are_shown() -> None:
    scores = (scored(1, 5), scored(2, 3), scored(3, 2, first=True))
    settings = QuizSettings(places=2)
    shown = QUIZ.project(airing("quiz", scores=scores), settings)["shown"]

    assert [one["points"] for one in shown["scores"]] == [5_000, 3_000]
    assert [one["id"] for one in shown["first"]] == ["youtube:103"]


def test_who_has_as_many_points_shares_a_place() -> None:
    scores = (scored(1, 5), scored(2, 3), scored(3, 3), scored(4, 1))
    shown = state(QUIZ, scores=scores)["shown"]

    assert [one["rank"] for one in shown["scores"]] == [1, 2, 2, 4]


def test_the_rule_comes_as_text() -> None:
    assert state(QUIZ, rule="by the second")["shown"]["rule_text"] == "by the second"


def test_the_slowest_platform_is_waited_for_until_its_answers_have_come() -> None:
    waits = {"twitch": 2_100_000, "youtube": 9_000_000, "tiktok": 1_000_000}
    late = state(QUIZ, waiting_for=tuple(map(Platform, waits)), waits=waits)

    assert late["shown"]["late"] == {
        "platform": "youtube",
        "closes_at": CLOSES_AT // 1_000 + 9_000,
        "left_ms": None,
    }


@pytest.mark.parametrize("wait", [0, 1_999_999])
def test_a_wait_under_two_seconds_is_not_told(wait: int) -> None:
    waiting_for = (Platform.YOUTUBE,)
    late = state(QUIZ, waiting_for=waiting_for, waits={"youtube": wait})

    assert late["shown"]["late"] is None


def test_nobody_is_waited_for_while_it_is_open() -> None:
    assert state(QUIZ)["shown"]["late"] is None
    assert QUIZ.preview()["shown"].keys() == state(QUIZ)["shown"].keys()


def test_every_platform_has_its_words() -> None:
    words = QUIZ.words()

    assert words["late_youtube"] == "YouTube answers are still coming · {n} s"
    assert {f"late_{one}" for one in Platform} <= words.keys()
