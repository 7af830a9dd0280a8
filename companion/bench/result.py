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


Baseline = tuple[str, float | None]
"""What it is compared with, and its figure; None: the text says why there is none."""


def faster(
    name: str, value: float, unit: str, *, baseline: Baseline, goal: str = ""
) -> Result:
    """Return a figure of which more is better."""
    beside = baseline[1]
    ratio = None if beside is None else value / beside
    return _result(name, value, unit, baseline=baseline, ratio=ratio, goal=goal)


def shorter(
    name: str, value: float, unit: str, *, baseline: Baseline, goal: str = ""
) -> Result:
    """Return a figure of which less is better."""
    beside = baseline[1]
    ratio = None if beside is None else beside / value
    return _result(name, value, unit, baseline=baseline, ratio=ratio, goal=goal)


def _result(
    name: str,
    value: float,
    unit: str,
    *,
    baseline: Baseline,
    ratio: float | None,
    goal: str,
) -> Result:
    text, beside = baseline
    return Result(
        name=name,
        value=round(value, 3),
        unit=unit,
        baseline=text,
        baseline_value=None if beside is None else round(beside, 3),
        ratio=None if ratio is None else round(ratio, 2),
        goal=goal,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0..1) of `values` lie; values not empty."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
