"""Settings of coins."""

from __future__ import annotations

from decimal import Decimal

import pytest

from companion.domain.errors import SettingsError
from companion.settings import catalogue, parsed


def test_nobody_earns_coins_until_they_are_switched_on() -> None:
    assert parsed({}).coins.is_on is False


def test_parts_of_a_coin_are_exact() -> None:
    coins = parsed({"coins": {"per_diamond": 0.1, "subscriber_factor": 1.5}}).coins
    assert coins.per_diamond == Decimal("0.1")
    assert coins.subscriber_factor == Decimal("1.5")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("plural", "x" * 31),
        ("per_minute", -1),
        ("per_chat", "ten"),
        ("per_bit", 0.0001),
        ("heard_within", 0),
        ("chats_per_hour", 1.5),
        ("most_per_hour", -1),
        ("subscriber_factor", 0.5),
    ],
)
def test_what_cannot_be_names_the_field(field: str, value: object) -> None:
    with pytest.raises(SettingsError) as caught:
        parsed({"coins": {field: value}})
    assert caught.value.field == f"coins.{field}"


def test_it_says_honestly_who_counts_as_watching() -> None:
    (found,) = [one for one in catalogue() if one.field == "coins.per_minute"]
    assert "No platform tells" in found.description
