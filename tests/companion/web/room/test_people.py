"""Who is in."""

from __future__ import annotations

import pytest

from companion.web.problems import Problem
from companion.web.room.people import MOST, NAME_LENGTH, People
from tests.support.fakes import FakeClock, FakeIds


def people(clock: FakeClock | None = None) -> People:
    return People(clock=clock or FakeClock(), ids=FakeIds())


@pytest.mark.parametrize(
    "name", ["", "   ", "\u200b", "\u202e\u202c", "x" * (NAME_LENGTH + 1)]
)
def test_a_name_that_cannot_be_seen_or_is_too_long_is_refused(name: str) -> None:
    with pytest.raises(Problem) as refused:
        people().join(name)

    assert (refused.value.status, refused.value.field) == (422, "name")


@pytest.mark.parametrize(
    "name", ["Luna", "심야라면", "محمد", "<b>x</b>", "🎧", "O'Neill"]
)
def test_every_other_name_is_kept_as_it_was_written(name: str) -> None:
    assert people().join(name)[0].viewer.name == name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("\u202eanuL\u202c", "anuL"),
        ("Lu\u2067na", "Luna"),
        ("Z" + "\u0301" * 25, "Z\u0301\u0301\u0301"),
        ("ที่นี่", "ที่นี่"),
        ("ngữ", "ngữ"),
    ],
)
def test_a_name_neither_turns_round_nor_grows_over_what_stands_beside_it(
    name: str, kept: str
) -> None:
    assert people().join(name)[0].viewer.name == kept


def test_each_person_is_a_viewer_of_the_room_with_a_token_of_their_own() -> None:
    here = people()
    (one, token), (other, other_token) = here.join("Luna"), here.join("Luna")

    assert one.viewer.id.startswith("room:")
    assert one.viewer.id != other.viewer.id
    assert token != other_token
    assert here.of(token) is one


def test_who_comes_back_with_their_token_stays_who_they_are() -> None:
    here = people()
    luna, token = here.join("Luna")
    known = luna.viewer.id

    again, same = here.join("Luna B.", token=token)

    assert same == token
    assert again.viewer.id == known
    assert again.viewer.name == "Luna B."


def test_a_token_that_nobody_has_makes_a_new_person() -> None:
    assert people().join("Luna", token="made up")[1] != "made up"


async def test_a_full_room_takes_nobody_until_somebody_was_away_for_long() -> None:
    clock = FakeClock()
    here = people(clock)
    crowd = [here.join(f"Viewer {n}") for n in range(MOST)]
    for one, _token in crowd[1:]:
        one.open = 1

    with pytest.raises(Problem) as refused:
        here.join("Luna")
    assert refused.value.status == 503

    await clock.advance(600)
    here.join("Luna")
    assert here.of(crowd[0][1]) is None
    assert all(here.of(token) is one for one, token in crowd[1:])


def test_a_room_is_the_same_until_it_forgets_who_was_in() -> None:
    here, other = people(), People(clock=FakeClock(), ids=FakeIds())
    known = here.room
    luna, token = here.join("Luna")
    here.shut_out()
    assert here.room == known
    here.forget()
    assert here.room != known
    assert here.of(token) is None

    other.take_up([luna.guest()], known)
    assert other.room == known
    assert other.of(token) is not None
