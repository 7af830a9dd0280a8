"""Texts that wait for the model."""

from __future__ import annotations

from companion.moderation.model_queue import ModelQueue, Question, Urgency

FIRST, USUAL, TRUSTED = Urgency


def queue_of(*questions: Question, capacity: int = 4) -> ModelQueue:
    queue = ModelQueue(capacity)
    for question in questions:
        assert queue.add(question) is None
    return queue


def test_the_urgent_come_first_and_then_the_oldest() -> None:
    texts = [("a", USUAL), ("b", TRUSTED), ("c", FIRST), ("d", USUAL)]
    queue = queue_of(*(Question(text, urgency) for text, urgency in texts))

    assert [one.text for one in queue.take(1)] == ["c"]
    assert [one.text for one in queue.take(2)] == ["a", "d"]
    assert [one.text for one in queue.take(9)] == ["b"]
    assert len(queue) == 0


def test_what_is_taken_together_is_sorted_by_length() -> None:
    queue = queue_of(*(Question(text, USUAL) for text in ("ccc", "a", "bb")))

    assert [one.text for one in queue.take(3)] == ["a", "bb", "ccc"]


def test_the_stalest_trusted_one_is_shed_first() -> None:
    old, new = Question("old", TRUSTED), Question("new", TRUSTED)
    queue = queue_of(Question("a", USUAL), old, new, Question("b", FIRST))

    assert queue.add(Question("c", FIRST)) is old
    assert queue.add(Question("d", TRUSTED)) is new


def test_without_trusted_ones_the_stalest_of_the_least_urgent_is_shed() -> None:
    stale = Question("stale", USUAL)
    queue = queue_of(Question("a", FIRST), stale, Question("b", USUAL), capacity=3)

    assert queue.add(Question("c", FIRST)) is stale
    late = Question("late", TRUSTED)
    assert queue.add(late) is late
    assert len(queue) == 3


def test_who_asks_more_urgently_moves_a_text_ahead() -> None:
    text = Question("text", TRUSTED)
    queue = queue_of(Question("a", USUAL), text)
    queue.hasten(text, FIRST)
    queue.hasten(text, USUAL)

    assert queue.take(1) == [text]


def test_what_is_being_scored_is_not_put_back_by_haste() -> None:
    text = Question("text", USUAL)
    queue = queue_of(text)
    queue.take(1)
    queue.hasten(text, FIRST)

    assert len(queue) == 0


def test_what_is_dropped_is_asked_no_more() -> None:
    text = Question("text", USUAL)
    queue = queue_of(text)

    assert queue.drop(text)
    assert not queue.drop(text)
    assert queue.take(1) == []
