"""Signed points, money, clock and places."""

from __future__ import annotations

import pytest

from companion.gui.live.figures import (
    clock,
    is_same_day,
    money_text,
    place,
    signed_points,
)
from tests.support.fakes import EPOCH

DAY = 86_400_000_000


def test_a_change_of_points_has_its_sign() -> None:
    assert signed_points(120_000) == "+120"
    assert signed_points(-50_000) == "−50"
    assert signed_points(1_500) == "+1.5"


@pytest.mark.parametrize(
    ("micros", "currency", "text"),
    [
        (20_000_000, "EUR", "€20.00"),
        (2_000_000_000, "JPY", "¥2,000"),
        (5_500_000, "CHF", "CHF\u00a05.50"),
    ],
)
def test_money_is_shown_as_it_was_paid(micros: int, currency: str, text: str) -> None:
    assert money_text(micros, currency) == text


def test_the_clock_is_that_of_the_zone() -> None:
    assert clock(EPOCH, "UTC") == "20:00"
    assert clock(EPOCH, "Europe/Paris") == "21:00"
    assert clock(EPOCH + 31_000_000, "UTC", seconds=True) == "20:00:31"


def test_an_unknown_zone_is_this_machines() -> None:
    assert clock(EPOCH, "Nowhere/Atlantis") == clock(EPOCH, "")


def test_days_change_with_the_zone() -> None:
    late = EPOCH + 3 * 3_600_000_000 + 30 * 60_000_000

    assert is_same_day(EPOCH, late, "UTC")
    assert not is_same_day(EPOCH, late, "Europe/Paris")
    assert not is_same_day(EPOCH, EPOCH + DAY, "UTC")


@pytest.mark.parametrize(
    ("rank", "word"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (21, "21st"),
        (112, "112th"),
        (1002, "1,002nd"),
    ],
)
def test_a_rank_is_a_place(rank: int, word: str) -> None:
    assert place(rank) == word
