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


def test_time_goes_on_when_the_clock_is_set_forward(computer: Computer) -> None:
    computer.wait(SECOND)
    for _by_mistake in range(2):
        computer.shows += 8 * HOUR
        assert computer.wait(0) == NOON + SECOND

    computer.shows -= 17 * HOUR
    assert computer.wait(SECOND) == NOON + 2 * SECOND
    computer.shows += HOUR  # as it should have been all the time
    assert computer.wait(SECOND) == NOON + 3 * SECOND == computer.shows


def test_what_the_computer_slept_has_passed(computer: Computer) -> None:
    assert computer.wait(8 * HOUR) == NOON + 8 * HOUR


@pytest.mark.parametrize(
    ("set_by", "least", "then"),
    [
        (2 * HOUR, 0, 2 * HOUR),
        (2 * HOUR, HOUR, 2 * HOUR),
        (-2 * HOUR, 0, 0),  # what has begun by now must not lie ahead
        (-2 * HOUR, HOUR, HOUR),
        (2 * HOUR, 3 * HOUR, 3 * HOUR),
    ],
)
def test_a_session_that_begins_takes_the_latest_time(
    computer: Computer, set_by: int, least: int, then: int
) -> None:
    computer.shows += set_by
    assert computer.wait(0) == NOON

    computer.clock.catch_up(NOON + least)

    assert computer.wait(0) == NOON + then
    computer.shows += 5 * HOUR
    assert computer.wait(SECOND) == NOON + then + SECOND


def test_a_clock_that_is_only_trimmed_is_the_computers_own(computer: Computer) -> None:
    for _trimmed in range(1000):
        computer.shows -= 50_000
        computer.wait(SECOND)

    assert computer.clock.now() == computer.shows
