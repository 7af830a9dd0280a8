"""Rows come, go and stay as the hand allows; no widget is needed for that."""

from __future__ import annotations

from msgspec import structs

from companion.domain.entries import Verdict
from companion.gui.moderation.held_queue import SAID_S, HeldQueue
from tests.companion.gui.moderation.held_scene import held


def queue_of(*seqs: int) -> HeldQueue:
    queue = HeldQueue()
    queue.take([held(seq) for seq in seqs], now=0)
    return queue


def order(queue: HeldQueue) -> list[int]:
    return [row.seq for row in queue.rows]


def leave(queue: HeldQueue, now: float) -> list[int]:
    return [row.seq for row in queue.leaving(now=now)]


def test_the_first_to_wait_is_selected_and_newcomers_do_not_change_that() -> None:
    queue = queue_of(5, 6)
    queue.take([held(5), held(6), held(2)], now=1)

    assert order(queue) == [5, 6, 2]
    assert [row.seq for row in queue.arrived] == [2]
    assert queue.selected == 5
    assert queue.count == 3


def test_a_name_that_waits_is_in_the_queue_and_a_text_being_checked_is_not() -> None:
    queue = HeldQueue()
    name = structs.replace(held(2, verdict=Verdict.ALLOW), name=Verdict.HOLD)
    queue.take([held(1, verdict=Verdict.PENDING), name], now=0)

    assert order(queue) == [2]


def test_what_is_decided_here_goes_at_once() -> None:
    queue = queue_of(1, 2, 3)
    queue.decided(2, now=1)

    assert leave(queue, 1) == [2]
    assert queue.count == 2


def test_what_is_decided_elsewhere_says_so_first_and_goes_below_the_hand() -> None:
    queue = queue_of(1, 2, 3)
    queue.take([held(1), held(2)], now=1)

    assert order(queue) == [1, 2, 3]
    assert leave(queue, 1 + SAID_S / 2) == []
    assert leave(queue, 1 + SAID_S) == [3]


def test_at_and_above_the_hand_it_stays_until_the_hand_moves() -> None:
    queue = queue_of(1, 2, 3)
    queue.selected = 2
    queue.take([held(3)], now=1)

    assert leave(queue, 100) == []
    assert [row.seq for row in queue.acknowledge()] == [1, 2]


def test_the_pointer_is_a_hand_too() -> None:
    queue = queue_of(1, 2, 3, 4)
    queue.selected, queue.pointed = 1, 3
    queue.take([held(1), held(3)], now=1)

    assert leave(queue, 100) == [4]


def test_a_row_that_waits_again_is_as_it_was() -> None:
    queue = queue_of(1, 2)
    queue.take([held(1)], now=1)
    queue.take([held(1), held(2)], now=2)

    row = queue.row(2)
    assert row is not None
    assert row.is_open
    assert queue.count == 2


def test_a_removed_selection_goes_to_the_row_below_else_above() -> None:
    queue = queue_of(1, 2, 3)
    queue.selected = 3
    third, second = queue.row(3), queue.row(2)
    assert third is not None
    assert second is not None

    queue.remove(third)
    assert queue.selected == 2
    queue.remove(second)
    assert queue.selected == 1


def test_steps_end_at_both_ends_and_leave_out_what_is_only_said() -> None:
    queue = queue_of(1, 2, 3)
    queue.take([held(1), held(3)], now=1)

    assert queue.step(1) == 3
    assert queue.step(-1) == 1
    assert queue.step(100) == 3
    assert HeldQueue().step(1) is None


def test_ten_thousand_rows_are_taken_in_a_few_milliseconds() -> None:
    queue = HeldQueue()
    reviews = [held(seq) for seq in range(10_000)]
    queue.take(reviews, now=0)
    queue.take(reviews[5_000:], now=1)

    assert queue.count == 5_000
    assert leave(queue, 1 + SAID_S)[0] == 1
