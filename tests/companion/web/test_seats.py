"""A place is taken while somebody sits on it."""

from __future__ import annotations

import pytest

from companion.web.problems import Problem
from companion.web.seats import Seats


def test_there_are_as_many_places_as_said() -> None:
    seats = Seats(limit=2)
    with seats.take(), seats.take():
        with pytest.raises(Problem) as refused, seats.take():
            pass
        assert refused.value.status == 503


def test_a_place_is_free_again_after_a_fault() -> None:
    seats = Seats(limit=1)
    with pytest.raises(RuntimeError), seats.take():
        raise RuntimeError

    with seats.take():
        pass
