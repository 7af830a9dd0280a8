"""One measured figure and what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Result(Struct, frozen=True, kw_only=True):
    """A figure: its name, value and unit, and the baseline measured beside it.

    ratio: how many times better than the baseline, whichever way better is; None with
    baseline_value None, when the baseline could not be measured: `baseline` says why.
    goal: what the budget asks for, "" when it asks for nothing.
    """

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float | None
    ratio: float | None
    goal: str = ""


def faster(
    name: str, value: float, unit: str, *, baseline: tuple[str, float], goal: str = ""
) -> Result:
    """Return a figure of which more is better."""
    return _result(
        name, value, unit, baseline=baseline, ratio=value / baseline[1], goal=goal
    )


def shorter(
    name: str, value: float, unit: str, *, baseline: tuple[str, float], goal: str = ""
) -> Result:
    """Return a figure of which less is better."""
    return _result(
        name, value, unit, baseline=baseline, ratio=baseline[1] / value, goal=goal
    )


def _result(
    name: str,
    value: float,
    unit: str,
    *,
    baseline: tuple[str, float],
    ratio: float,
    goal: str,
) -> Result:
    return Result(
        name=name,
        value=round(value, 3),
        unit=unit,
        baseline=baseline[0],
        baseline_value=round(baseline[1], 3),
        ratio=round(ratio, 2),
        goal=goal,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0..1) of `values` lie; values not empty."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
