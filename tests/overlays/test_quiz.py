"""What the quiz overlay shows of a quiz."""

from __future__ import annotations

from companion.domain.on_air import Option
from overlays.quiz import Quiz, QuizSettings
from tests.overlays.on_air import airing, scored, state

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


def test_the_rule_comes_as_text() -> None:
    assert state(QUIZ, rule="by the second")["shown"]["rule_text"] == "by the second"
