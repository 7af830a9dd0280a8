"""What the poll overlay shows of a poll."""

from __future__ import annotations

from overlays.poll import Poll
from tests.overlays.on_air import CLOSES_AT, options, state

POLL = Poll()


def test_a_poll_comes_with_its_answers_and_votes() -> None:
    shown = state(POLL, options=options(3, 1), voters=4, test_votes=2)["shown"]

    assert shown["title"] == "Which map first?"
    assert shown["options"] == [
        {"key": "1", "text": "answer 1", "amount": 3, "right": None},
        {"key": "2", "text": "answer 2", "amount": 1, "right": None},
    ]
    assert (shown["voters"], shown["test_votes"]) == (4, 2)


def test_the_end_is_told_in_milliseconds() -> None:
    assert state(POLL)["shown"]["closes_at"] == CLOSES_AT // 1000
    assert state(POLL, closes_at=None)["shown"]["closes_at"] is None


def test_hidden_votes_are_not_told() -> None:
    shown = state(POLL, options=options(None, None))["shown"]

    assert [one["amount"] for one in shown["options"]] == [None, None]
