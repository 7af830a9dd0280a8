"""The queue of questions: those that wait in order, the one that is shown, the used."""

from __future__ import annotations

import pytest

from companion.domain.entries import Entry
from companion.domain.show.notes import QuestionMarked, ViewersLinked
from companion.interactions.questions import Questions, asked
from tests.companion.interactions.folding import Folding
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


def test_a_person_asks_so_many_and_goes_on_when_one_was_answered() -> None:
    folding = Folding()
    folding.fold.questions_each = 2
    for text in ("a", "b", "c"):
        folding.say("luna", f"!ask {text}")
    folding.say("sol", "!ask d")
    for note in list(folding.fold.owed()):
        folding.write(note)
    assert [one.seq for one in folding.fold.questions.all()] == [1, 2, 4]
    assert list(folding.fold.owed()) == []

    folding.write(used(1))
    folding.say("luna", "!ask e")
    (note,) = folding.fold.owed()
    folding.write(note)

    assert isinstance(note, QuestionMarked)
    assert note.state == "listed"
    # No limit at all while it is counted again: what was decided is on record.
    assert folding.again().questions.all() == folding.fold.questions.all()
    assert list(folding.again().owed()) == []


def test_two_accounts_of_one_person_have_one_limit() -> None:
    folding = Folding()
    folding.fold.questions_each = 1
    folding.write(ViewersLinked(viewer_id="tiktok:luna", other_id="tiktok:moon"))
    folding.say("luna", "!ask a")
    folding.say("moon", "!ask b")

    states = [one.state for one in folding.fold.owed() if hasattr(one, "state")]
    assert states == ["listed", "dropped"]


def test_a_question_that_was_left_out_can_be_listed_by_hand() -> None:
    folding = Folding()
    folding.fold.questions_each = 1
    for text in ("a", "b"):
        folding.say("luna", f"!ask {text}")
    for note in list(folding.fold.owed()):
        folding.write(note)
    folding.write(listed(2))

    assert [one.seq for one in folding.fold.questions.all()] == [1, 2]
