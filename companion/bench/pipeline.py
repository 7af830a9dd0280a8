"""From a parsed event to the disk, the standings and an overlay's frame.

Baseline: what the systems before this one do for every event: one ORM insert, one
commit, and the whole board read and pushed.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from companion.app.machine import SystemClock
from companion.bench.latency import measure_latency
from companion.bench.orm_baseline import events_per_second
from companion.bench.result import Result, faster, percentile, shorter
from companion.bench.throughput import measure_throughput

_ROW_BY_ROW = "SQLAlchemy ORM, a commit per event, the board read every second"
_PUSHED = "the same, the whole board pushed to every page per event"


def measure(is_quick: bool) -> Sequence[Result]:
    """Return events per second, and from event to overlay at two rates; quick: one."""
    with tempfile.TemporaryDirectory(prefix="companion-bench-") as name:
        folder = Path(name)
        clock = SystemClock()
        ours = asyncio.run(
            measure_throughput(folder / "ours", events=8_000 if is_quick else 100_000)
        )
        theirs = events_per_second(
            folder / "theirs", seconds=0.4 if is_quick else 5.0, clock=clock
        )
        results = [
            faster(
                "events_per_s",
                ours,
                "events/s",
                baseline=(_ROW_BY_ROW, theirs),
                goal="20,000, × 50",
            )
        ]
        # A quick run has time for one rate: the one that the budget names.
        seconds, rates = (0.3, (2_000,)) if is_quick else (8.0, (200, 2_000))
        for rate in rates:
            results += _latency(folder / str(rate), rate=rate, seconds=seconds)
    return results


def _latency(folder: Path, *, rate: int, seconds: float) -> Sequence[Result]:
    ours, theirs = asyncio.run(measure_latency(folder, rate=rate, seconds=seconds))
    return [
        shorter(
            f"event_to_overlay_{name} at {rate:,}/s",
            percentile(ours, share) * 1_000,
            "ms",
            baseline=(_PUSHED, percentile(theirs, share) * 1_000),
            goal="100 ms" if (name, rate) == ("p99", 2_000) else "",
        )
        for name, share in (("p50", 0.5), ("p99", 0.99))
    ]
