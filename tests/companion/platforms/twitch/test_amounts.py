from __future__ import annotations

import pytest

from companion.domain.errors import ProtocolChanged
from companion.platforms.twitch.amounts import tier_of, time_of, whole


@pytest.mark.parametrize(("value", "expected"), [(5, 5), ("5", 5), ("007", 7), (0, 0)])
def test_numbers_and_texts_of_numbers_are_read(value: object, expected: int) -> None:
    assert whole(value, least=0, most=10) == expected


@pytest.mark.parametrize(
    "value", [None, True, 1.0, "", "-1", "1.5", "٣", "9" * 400, 11, -1, [], {}]
)
def test_what_is_no_number_within_bounds_is_a_changed_protocol(value: object) -> None:
    with pytest.raises(ProtocolChanged):
        whole(value, least=0, most=10)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1000", "1"), ("3000", "3"), ("Prime", "prime"), ("4000", ""), (None, "")],
)
def test_tiers_are_as_the_domain_names_them(value: object, expected: str) -> None:
    assert tier_of(value) == expected


def test_a_prime_month_is_prime_whatever_its_tier() -> None:
    assert tier_of("1000", is_prime=True) == "prime"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-01T20:00:00Z", 1_767_297_600_000_000),
        ("2026-01-01T20:00:00.123456789Z", 1_767_297_600_123_456),
        ("2026-01-01T21:00:00+01:00", 1_767_297_600_000_000),
        ("2026-01-01T20:00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (5, None),
    ],
)
def test_a_time_that_makes_no_sense_is_none(text: object, expected: object) -> None:
    assert time_of(text) == expected
