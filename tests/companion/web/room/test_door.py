"""The door: codes, and who guesses them."""

from __future__ import annotations

import pytest

from companion.web.problems import Problem
from companion.web.room.door import ALPHABET, LENGTH, Door, new_code
from tests.support.fakes import FakeClock, FakeIds


def tried(door: Door, code: str, address: str = "10.0.0.7") -> Problem | None:
    try:
        door.check(code, address)
    except Problem as problem:
        return problem
    return None


def test_a_code_has_no_letter_that_reads_like_another() -> None:
    assert not set(ALPHABET) & set("01ILO")
    assert len(set(ALPHABET)) == 31


def test_every_opening_has_another_code() -> None:
    ids = FakeIds()
    codes = {new_code(ids) for _opening in range(100)}

    assert len(codes) == 100
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)


@pytest.mark.parametrize("typed", ["K7PM2X", "k7pm2x", " k7p-m2x ", "K7P M2X"])
def test_case_spaces_and_dashes_do_not_matter(typed: str) -> None:
    assert tried(Door("K7PM2X", FakeClock()), typed) is None


@pytest.mark.parametrize("typed", ["", "K7PM2", "K7PM2XX", "ＫＫ", "\ud800"])
def test_every_other_code_is_refused(typed: str) -> None:
    problem = tried(Door("K7PM2X", FakeClock()), typed)

    assert problem is not None
    assert (problem.status, problem.field) == (403, "code")


async def test_an_address_waits_twice_as_long_after_each_wrong_code() -> None:
    clock = FakeClock()
    door = Door("K7PM2X", clock)
    waits = []
    for _try in range(12):
        while (problem := tried(door, "WRONG2")) and problem.status == 429:
            await clock.advance(float(problem.headers["Retry-After"]))
            waits.append(int(problem.headers["Retry-After"]))

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256]


async def test_no_address_waits_longer_than_five_minutes() -> None:
    clock = FakeClock()
    door = Door("K7PM2X", clock)
    for _try in range(30):
        tried(door, "WRONG2")
        await clock.advance(300)

    assert tried(door, "K7PM2X") is None


async def test_the_right_code_is_not_heard_while_an_address_waits() -> None:
    clock = FakeClock()
    door = Door("K7PM2X", clock)
    for _try in range(3):
        tried(door, "WRONG2")

    problem = tried(door, "K7PM2X")
    assert problem is not None
    assert problem.status == 429
    await clock.advance(1)
    assert tried(door, "K7PM2X") is None


def test_one_address_does_not_hinder_another() -> None:
    door = Door("K7PM2X", FakeClock())
    for _try in range(10):
        tried(door, "WRONG2", "10.0.0.6")

    assert tried(door, "K7PM2X", "10.0.0.7") is None


async def test_many_addresses_together_are_slowed_too() -> None:
    clock = FakeClock()
    door = Door("K7PM2X", clock)
    answers = [tried(door, "WRONG2", f"10.0.1.{n}") for n in range(200)]

    assert sum(one is not None and one.status == 403 for one in answers) < 70
    await clock.advance(2)
    assert tried(door, "K7PM2X", "10.0.0.7") is None


async def test_one_address_brings_in_twenty_at_once_and_then_one_every_30_s() -> None:
    clock = FakeClock()
    door = Door("K7PM2X", clock)
    assert [tried(door, "K7PM2X") for _join in range(20)] == [None] * 20

    problem = tried(door, "K7PM2X")
    assert problem is not None
    assert problem.status == 429
    await clock.advance(30)
    assert tried(door, "K7PM2X") is None
