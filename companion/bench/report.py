"""Running benches and printing what they found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import msgspec

from companion.bench.result import Result
from companion.i18n import _

Bench = Callable[[bool], Sequence[Result]]
"""Takes whether it is to be quick."""


def run_benches(
    names: Sequence[str], *, is_quick: bool, is_json: bool, is_all: bool
) -> int:
    """Measure and print; returns 0."""
    found: dict[str, Any] = {}
    for name in names:
        measure: Bench = import_module(f"companion.bench.{name}").measure
        results = measure(is_quick)
        found[name] = {"bench": name, "results": msgspec.to_builtins(results)}
        if not is_json:
            sys.stdout.write(_table(name, results))
            sys.stdout.flush()
    if is_json:
        answer: Mapping[str, Any] = found if is_all else found[names[0]]
        sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
    return 0


def _table(name: str, results: Sequence[Result]) -> str:
    lines = [name]
    for one in results:
        beside = one.baseline
        if one.baseline_value is not None:
            beside = f"{_figure(one.baseline_value)} {one.unit} ({one.baseline})"
        ratio = "–" if one.ratio is None else f"× {_times(one.ratio)}"
        goal = _("goal {goal}").format(goal=one.goal) if one.goal else ""
        lines.append(
            f"  {one.name:<34}{_figure(one.value):>12} {one.unit:<9}{ratio:>12}  "
            f"{goal:<18}  {beside}"
        )
    return "\n".join(lines) + "\n\n"


def _times(ratio: float) -> str:
    return f"{ratio:,.1f}" if ratio >= 10 else f"{ratio:.2f}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
