"""Figures and what they are compared with."""

from __future__ import annotations

import msgspec
import pytest

from companion.bench.result import faster, percentile, shorter


def test_more_is_better_of_a_speed() -> None:
    found = faster("events_per_s", 20_000, "events/s", baseline=("by hand", 400))
    assert (found.value, found.baseline_value, found.ratio) == (20_000, 400, 50)


def test_less_is_better_of_a_time() -> None:
    found = shorter("p99", 0.25, "ms", baseline=("by hand", 1.0), goal="1 ms")
    assert (found.ratio, found.goal) == (4, "1 ms")


@pytest.mark.parametrize("of", [faster, shorter])
def test_a_baseline_that_cannot_be_measured_is_null_and_says_why(of: object) -> None:
    found = of("x", 1.0, "s", baseline=("Qt is not installed", None))
    plain = msgspec.to_builtins(found)
    assert (plain["baseline_value"], plain["ratio"]) == (None, None)
    assert plain["baseline"] == "Qt is not installed"


def test_a_result_has_the_shape_of_the_contract() -> None:
    plain = msgspec.to_builtins(faster("x", 1, "y", baseline=("z", 1)))
    assert {"name", "value", "unit", "baseline", "baseline_value", "ratio"} <= set(
        plain
    )


@pytest.mark.parametrize(("share", "value"), [(0, 1), (0.5, 51), (0.99, 100), (1, 100)])
def test_a_percentile_is_one_of_the_values(share: float, value: int) -> None:
    assert percentile(range(1, 101), share) == value
