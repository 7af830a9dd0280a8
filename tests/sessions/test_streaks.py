"""The ten awkward orders of a gift run, against the rule alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.events import Streak
from sessions.streaks import Run, count_increase

Message = tuple[int, int, bool]
"""(total, message id, ended)"""


def counted(*messages: Message) -> int:
    runs: list[Run] = []
    total = 0
    for amount, message, ended in messages:
        streak = Streak(group="g", total=amount, message=message, ended=ended)
        increase, run = count_increase(runs, streak)
        runs = [one for one in runs if one.generation != run.generation] + [run]
        runs.sort(key=lambda one: one.generation)
        total += increase
    return total


ORDERS = {
    "in order": ([(1, 1, False), (2, 2, False), (3, 3, False), (3, 4, True)], 3),
    "a single one fires twice": ([(1, 1, False), (1, 2, True)], 1),
    "lost end": ([(1, 1, False), (2, 2, False), (3, 3, False)], 3),
    "lost middle": ([(1, 1, False), (5, 5, True)], 5),
    "only the end": ([(7, 9, True)], 7),
    "repeated": ([(1, 1, False), (2, 2, False), (2, 2, False), (2, 3, True)] * 2, 2),
    "out of order": ([(1, 1, False), (3, 3, False), (2, 2, False), (4, 4, True)], 4),
    "end first": ([(3, 3, True), (1, 1, False), (2, 2, False)], 3),
    "group id used again": (
        [(1, 1, False), (2, 2, False), (2, 3, True), (1, 4, False), (3, 5, True)],
        5,
    ),
    "group id used again after a lost end": (
        [(1, 1, False), (4, 2, False), (1, 3, False), (2, 4, False)],
        6,
    ),
    "single ones under one group id": (
        [(1, 1, False), (1, 2, True), (1, 3, False), (1, 4, True)],
        2,
    ),
    "the first run's tail after the second began": (
        [(1, 1, False), (2, 2, False), (1, 5, False), (3, 3, False), (2, 6, True)],
        5,
    ),
}


@pytest.mark.parametrize("name", ORDERS)
def test_counts_each_gift_once(name: str) -> None:
    messages, expected = ORDERS[name]
    assert counted(*messages) == expected


@given(st.data(), st.integers(1, 30))
def test_one_run_counts_its_highest_total_in_any_order(
    data: st.DataObject, length: int
) -> None:
    """Shuffled, repeated, without its end: as long as the last step arrives."""
    run = [(step, step, False) for step in range(1, length + 1)]
    run.append((length, length + 1, True))
    kept = data.draw(st.lists(st.sampled_from(run), max_size=60))
    messages = data.draw(st.permutations([*kept, run[-2]]))

    assert counted(*messages) == length
