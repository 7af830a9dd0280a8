"""Who has joined, on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from companion.web.room.people import MOST, People
from companion.web.room.register import (
    FILE_NAME,
    Guest,
    Kept,
    Opening,
    Register,
    key_of,
)
from tests.support.fakes import FakeClock, FakeIds

LUNA = Guest(key=key_of("a"), id="room:1", name="Luna")
MIRA = Guest(key=key_of("b"), id="room:2", name="محمد <b>\n“x”")
FRIDAY = Opening(session="s", code="K7PM2X", room="r")


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path / FILE_NAME)


def test_what_was_kept_is_read_again(register: Register) -> None:
    assert register.read() is None
    register.begin(FRIDAY, [LUNA])
    register.add(MIRA)

    kept = Kept(session="s", code="K7PM2X", room="r", guests=(LUNA, MIRA))
    assert register.read() == kept


def test_of_a_person_the_last_line_holds(register: Register) -> None:
    renamed = Guest(key=LUNA.key, id=LUNA.id, name="Luna B.")
    register.begin(FRIDAY, [LUNA, MIRA])
    register.add(renamed)

    kept = register.read()
    assert kept is not None
    assert kept.guests == (renamed, MIRA)


def test_no_token_is_on_disk_and_only_its_owner_may_read_it(
    register: Register, tmp_path: Path
) -> None:
    people = People(clock=FakeClock(), ids=FakeIds(), keep=register.add)
    register.begin(FRIDAY, ())
    person, token = people.join("Luna")

    path = tmp_path / FILE_NAME
    assert person.viewer.id in path.read_text()
    assert token not in path.read_text()
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_last_line_costs_that_line_alone(
    register: Register, tmp_path: Path, cut: int
) -> None:
    register.begin(FRIDAY, [LUNA])
    register.add(MIRA)
    path = tmp_path / FILE_NAME
    path.write_bytes(path.read_bytes()[:-cut])

    kept = register.read()
    assert kept is not None
    assert kept.guests[0] == LUNA


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"{", b"\xff\xff", b"[" * 9000, b'{"session":1}\n', b"null\n"]
)
def test_a_broken_file_is_as_none(
    register: Register, tmp_path: Path, raw: bytes
) -> None:
    (tmp_path / FILE_NAME).write_bytes(raw)

    assert register.read() is None


def test_a_disk_that_takes_nothing_loses_nobody_now(tmp_path: Path) -> None:
    register = Register(tmp_path / "no such folder" / FILE_NAME)
    register.begin(FRIDAY, [LUNA])
    register.add(MIRA)
    register.drop()

    assert register.read() is None


def test_who_was_in_is_in_again_by_their_token() -> None:
    before = People(clock=FakeClock(), ids=FakeIds())
    luna, token = before.join("Luna")
    after = People(clock=FakeClock(), ids=FakeIds())
    after.take_up(before.guests())

    again = after.of(token)
    assert again is not None
    assert again.is_in
    assert again.viewer == luna.viewer


def test_no_more_are_taken_up_than_a_room_holds() -> None:
    people = People(clock=FakeClock(), ids=FakeIds())
    people.take_up(
        Guest(key=key_of(str(n)), id=f"room:{n}", name="x") for n in range(MOST + 50)
    )

    assert people.of("49") is None
    assert people.of("50") is not None
    assert people.of(str(MOST + 49)) is not None
