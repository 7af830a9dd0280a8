"""Rates, peaks and the last values, from totals as they come."""

from __future__ import annotations

from companion.domain.views import Totals
from companion.gui.shell.trends import POINTS, Trends
from tests.support.fakes import EPOCH

SECOND = 1_000_000
MINUTE = 60 * SECOND


def fed(chats_per_second: list[int]) -> Trends:
    trends, total = Trends(), 0
    for second, chats in enumerate(chats_per_second):
        total += chats
        trends.take("s", Totals(chats=total), at=EPOCH + second * SECOND)
    return trends


def test_the_rate_is_that_of_the_last_sixty_seconds() -> None:
    trends = fed([0] + [5] * 60 + [1] * 60)

    assert trends.chats_per_minute == 60


def test_a_young_session_counts_what_there_is() -> None:
    assert fed([0, 3, 4]).chats_per_minute == 7
    assert Trends().chats_per_minute == 0


def test_the_usual_rate_is_the_middle_half_of_five_minutes_or_more() -> None:
    few = fed([0] + [1] * 240)
    assert few.usual_chats is None

    minutes = (10, 20, 30, 40, 50, 60, 70, 80)
    rates = [0, *(1 if s < n else 0 for n in minutes for s in range(60))]
    low, high = fed(rates).usual_chats

    assert 10 < low <= high < 80


def test_a_peak_that_was_seen_has_its_time() -> None:
    trends = Trends()
    trends.take("s", Totals(watching=10, watching_peak=10), at=EPOCH)
    assert trends.peak_at is None

    trends.take("s", Totals(watching=40, watching_peak=40), at=EPOCH + MINUTE)
    trends.take("s", Totals(watching=12, watching_peak=40), at=EPOCH + 2 * MINUTE)

    assert trends.peak_at == EPOCH + MINUTE


def test_a_line_has_at_most_24_values_five_seconds_apart() -> None:
    trends = Trends()
    for second in range(300):
        totals = Totals(diamonds=second)
        trends.take("s", totals, at=EPOCH + second * SECOND)

    values = trends.series("diamonds")

    assert len(values) == POINTS
    assert values[-1] == 299
    assert values[-2] - values[-3] == 5


def test_another_session_begins_anew() -> None:
    trends = fed([0] + [5] * 60)
    trends.take("other", Totals(chats=7), at=EPOCH + 2 * MINUTE)

    assert trends.chats_per_minute == 0
    assert len(trends.series("rate")) == 1
