"""The kinds of values: numbers stay exact, and nothing is guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from companion.settings.scoring import ChatRule


@pytest.mark.parametrize(
    ("given", "expected"),
    [(2, "2"), (Decimal("0.125"), "0.125"), (0.1, "0.1"), (1_000_000, "1000000")],
)
def test_a_number_is_kept_as_it_was_written(given: object, expected: str) -> None:
    assert ChatRule.model_validate({"points": given}).points == Decimal(expected)


@pytest.mark.parametrize(
    "given",
    ["2", "ten", True, None, [1], -1, 1_000_001, Decimal("0.0001"), float("inf"),
     Decimal("NaN")],
)  # fmt: skip
def test_what_is_no_number_in_bounds_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        ChatRule.model_validate({"points": given})


@pytest.mark.parametrize("given", ["30", True, 30.0, Decimal(30)])
def test_a_whole_number_is_written_as_one(given: object) -> None:
    with pytest.raises(ValidationError):
        ChatRule.model_validate({"cap": given})
