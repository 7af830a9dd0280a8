"""What the rating overlay shows of a rating."""

from __future__ import annotations

from overlays.rating import Rating
from tests.overlays.on_air import state

RATING = Rating()


def test_a_rating_comes_with_its_scale_and_who_gave_what() -> None:
    shown = state(RATING, low=0, high=100, mean=74.4, voters=9, histogram=(1, 8))[
        "shown"
    ]

    assert (shown["low"], shown["high"], shown["mean"]) == (0, 100, 74.4)
    assert (shown["voters"], shown["histogram"]) == (9, [1, 8])


def test_before_the_first_there_is_no_mean() -> None:
    assert state(RATING, mean=None, voters=0)["shown"]["mean"] is None


def test_test_votes_are_told_apart() -> None:
    shown = state(RATING, test_votes=2)["shown"]

    assert (shown["test_votes"], RATING.preview()["shown"]["test_votes"]) == (2, 0)
