from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from companion.platforms.simulator.chance import Dice, Urn, zipf


def test_only_the_promised_generator_is_used() -> None:
    dice, plain = Dice("seed"), Random("seed").random

    assert [dice.random() for _ in range(5)] == [plain() for _ in range(5)]


def test_between_reaches_both_ends_and_nothing_else() -> None:
    dice = Dice("x")

    assert {dice.between(3, 5) for _ in range(500)} == {3, 4, 5}


def test_waiting_is_as_long_as_the_rate_says_on_average() -> None:
    dice = Dice("x")
    waits = [dice.waiting(4) for _ in range(20_000)]

    assert sum(waits) / len(waits) == pytest.approx(0.25, rel=0.05)
    assert min(waits) >= 0


def test_an_urn_draws_by_weight() -> None:
    dice = Dice("x")
    drawn = Counter(Urn("ab", [1, 3]).draw(dice) for _ in range(8_000))

    assert drawn["b"] / drawn["a"] == pytest.approx(3, rel=0.15)


def test_zipf_halves_at_the_second_rank() -> None:
    assert zipf(3, 1) == [1, 1 / 2, 1 / 3]
    assert zipf(3, 0) == [1, 1, 1]
