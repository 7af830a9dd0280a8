"""Settings worked out into exact rates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from companion.scoring.table import Rate, Rates, ScoringTable, tier_factor
from companion.settings.scoring import ScoringSettings


def table(**values: Any) -> ScoringTable:
    return ScoringTable(ScoringSettings.model_validate(values))


@pytest.mark.parametrize(
    ("diamonds", "factor"),
    [
        (1, 5), (4, 5), (5, 6), (9, 6), (10, 7), (19, 7), (20, 8), (49, 8), (50, 10),
        (99, 10), (100, 15), (299, 15), (300, 20), (999, 20), (1000, 30), (44_999, 30),
    ],
)  # fmt: skip
def test_classic_multiplies_by_the_price_of_one_gift(
    diamonds: int, factor: int
) -> None:
    classic = table(preset="classic")

    assert tier_factor(classic.settings.gift, diamonds) == factor
    assert classic.gift(diamonds).other == Rate(diamonds * factor * 1000, 1)


def test_without_tiers_a_diamond_is_a_point() -> None:
    assert table().gift(29_999).other == Rate(29_999_000, 1)


def test_rates_are_exact_and_in_lowest_terms() -> None:
    rates = table(like={"points": 1, "per": 15}).likes

    assert rates.other == Rate(200, 3)


def test_followers_may_need_fewer_likes() -> None:
    rates = table(preset="classic").likes

    assert (rates.other, rates.follower) == (Rate(200, 3), Rate(100, 1))


def test_the_follower_factor_multiplies_every_kind() -> None:
    factor = {"follower_factor": Decimal("1.5")}
    rates = table(chat=factor, cheer=factor, gift=factor, like=factor, superchat=factor)

    assert rates.units["chat"] == Rates(Rate(1000, 1), Rate(1500, 1))
    assert rates.units["cheer"].follower == Rate(1500, 1)
    assert rates.gift(3).follower == Rate(4500, 1)
    assert rates.likes.follower == Rate(150, 1)
    assert rates.paid("superchat", "EUR").follower == Rate(3, 20)


def test_a_currency_may_have_its_own_rate() -> None:
    rates = table(superchat={"currencies": {"JPY": Decimal("0.7")}})

    assert rates.paid("superchat", "JPY").other == Rate(7, 10_000)
    assert rates.paid("superchat", "USD").other == Rate(1, 10)
    assert rates.paid("supersticker", "JPY").other == Rate(1, 10)
