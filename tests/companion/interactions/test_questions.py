"""The queue of questions: those that wait in order, the one that is shown, the used."""

from __future__ import annotations

import pytest

from companion.domain.entries import Entry
from companion.domain.show.notes import QuestionMarked
from companion.interactions.questions import Questions, asked
from tests.support.events import chat


def marked(questions: Questions, *marks: QuestionMarked) -> list[tuple[int, str]]:
    """Take marks in order; returns what stands in the queue then."""
    for number, mark in enumerate(marks, start=100):
        questions.take(
            Entry(seq=number, number=number, session="s", at=number, body=mark)
        )
    return [(one.seq, one.state) for one in questions.all()]


def listed(seq: int, place: int | None = None) -> QuestionMarked:
    return QuestionMarked(of=seq, state="listed", place=place)


def shown(seq: int) -> QuestionMarked:
    return QuestionMarked(of=seq, state="shown")


def used(seq: int) -> QuestionMarked:
    return QuestionMarked(of=seq, state="used")


def test_questions_wait_in_the_order_in_which_they_came() -> None:
    questions = Questions()

    found = marked(questions, listed(1), listed(2), listed(3, place=0))

    assert found == [(3, "listed"), (1, "listed"), (2, "listed")]
    assert questions.next() == 3


def test_one_is_shown_at_a_time_and_the_one_before_was_used() -> None:
    found = marked(Questions(), listed(1), listed(2), shown(1), shown(2))

    assert found == [(2, "shown"), (1, "used")]


def test_marking_used_and_unused_again_keeps_each_once() -> None:
    questions = Questions()
    for _time in range(3):
        marked(questions, listed(1), used(1), used(1), listed(1))

    assert [(one.seq, one.state) for one in questions.all()] == [(1, "listed")]


@pytest.mark.parametrize("place", [0, 1, 2, 99])
def test_any_place_is_taken_and_none_is_lost(place: int) -> None:
    questions = Questions()
    found = marked(questions, *(listed(seq) for seq in range(3)), listed(2, place))

    assert sorted(seq for seq, _state in found) == [0, 1, 2]
    assert found[min(place, 2)][0] == 2


def test_what_is_dropped_is_gone_wherever_it_stood() -> None:
    questions = Questions()
    marked(questions, listed(1), listed(2), shown(2), listed(3), used(3))

    assert [questions.drop(seq) for seq in (1, 2, 3, 4)] == [True, True, True, False]
    assert questions.all() == ()
    assert questions.next() is None


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("!ask is it raining?", True),
        ("  !ASK why", True),
        ("!ask", False),
        ("!ask   ", False),
        ("!asking why", False),
        ("please !ask why", False),
    ],
)
def test_a_chat_asks_by_its_first_word(text: str, is_asked: bool) -> None:
    assert asked(chat("luna", text)) is is_asked
