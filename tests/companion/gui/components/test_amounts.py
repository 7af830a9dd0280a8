"""Numbers, ages and times as people read them."""

from __future__ import annotations

import pytest

from companion.gui.components import amounts
from companion.i18n import set_language
from tests.support.fakes import EPOCH

SECOND = 1_000_000


def test_thousands_are_set_apart() -> None:
    assert amounts.number(41_908) == "41,908"
    assert amounts.number(7) == "7"


@pytest.mark.parametrize(
    ("thousandths", "text"),
    [(4_210_000, "4,210"), (500, "0.5"), (1_234_567, "1,234.567"), (-50_000, "−50")],
)
def test_points_show_decimals_only_where_there_are_some(
    thousandths: int, text: str
) -> None:
    assert amounts.points(thousandths) == text


@pytest.mark.parametrize(
    ("microseconds", "text"),
    [
        (400_000, "0.4 s"),
        (0, "0.0 s"),
        (-5, "0.0 s"),
        (48 * SECOND, "48 s"),
        (125 * SECOND, "2 min"),
        (3 * 3600 * SECOND, "3 h"),
    ],
)
def test_an_age_is_as_short_as_it_can_be(microseconds: int, text: str) -> None:
    assert amounts.age(microseconds) == text


def test_a_clock_runs_in_hours_minutes_and_seconds() -> None:
    assert amounts.stopwatch((2 * 3600 + 14 * 60 + 37) * SECOND) == "2:14:37"
    assert amounts.stopwatch(9 * SECOND) == "0:00:09"


def test_a_time_of_day_is_that_of_the_zone_asked_for() -> None:
    assert amounts.clock_time(EPOCH, zone="UTC") == "20:00"
    assert amounts.clock_time(EPOCH, zone="Europe/Paris") == "21:00"


def test_a_day_is_written_out_briefly() -> None:
    assert amounts.date(EPOCH, zone="UTC") == "1 Jan 2026"


def test_french_writes_its_own_way() -> None:
    set_language("fr")

    assert amounts.number(41_908).replace("\u202f", " ") == "41 908"
    assert amounts.points(500) == "0,5"
