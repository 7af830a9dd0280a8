"""The machine's clock, where somebody sets it while Companion runs."""

from __future__ import annotations

from typing import Final

import pytest

from companion.app.machine import SystemClock

SECOND: Final = 1_000_000
HOUR: Final = 3_600 * SECOND
NOON: Final = 1_767_268_800 * SECOND


class Computer:
    """A computer's time, in microseconds: what its clock shows, and what passes."""

    def __init__(self) -> None:
        self.shows, self.passed = NOON, 0
        self.clock = SystemClock(
            wall=lambda: self.shows * 1000, ticks=lambda: self.passed * 1000
        )

    def wait(self, time: int) -> int:
        """Let time pass; returns what Companion's clock says then."""
        self.shows += time
        self.passed += time
        return self.clock.now()


@pytest.fixture
def computer() -> Computer:
    return Computer()


def test_time_goes_on_when_the_clock_is_set_back(computer: Computer) -> None:
    assert computer.wait(5 * SECOND) == NOON + 5 * SECOND

    computer.shows -= 2 * HOUR

    assert computer.clock.now() == NOON + 5 * SECOND
    assert computer.wait(SECOND) == NOON + 6 * SECOND
    assert computer.wait(HOUR) == NOON + HOUR + 6 * SECOND


def test_a_clock_that_was_set_back_by_mistake_holds_again(computer: Computer) -> None:
    computer.wait(SECOND)
    computer.shows -= 2 * HOUR
    computer.wait(SECOND)

    computer.shows += 3 * HOUR

    assert computer.clock.now() == NOON + HOUR + 2 * SECOND == computer.shows


def test_a_clock_that_is_set_forward_holds(computer: Computer) -> None:
    computer.shows += 8 * HOUR  # it has slept, or was wrong until the network came

    assert computer.clock.now() == NOON + 8 * HOUR
    assert computer.wait(SECOND) == NOON + 8 * HOUR + SECOND


def test_a_clock_that_is_only_trimmed_is_the_computers_own(computer: Computer) -> None:
    for _trimmed in range(1000):
        computer.shows -= 50_000
        computer.wait(SECOND)

    assert computer.clock.now() == computer.shows
