"""Standings: one update, the first five, any rank, by number of Viewers.

Baseline: the same questions to an SQLite table that holds one row per Viewer, as the
systems before this one ask their database.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Sequence

from companion.app.machine import SystemClock
from companion.bench.result import Result, shorter
from sessions.standings import Standings

SIZES = (10_000, 100_000, 1_000_000)
QUICK = 50
"""Sizes are divided by this in a quick run."""

_GOALS = {"update": "5 µs", "top-5": "1 µs", "rank": "3 µs"}
_BASELINE = "SQLite table, one row per Viewer"


def measure(is_quick: bool) -> Sequence[Result]:
    """Return the three figures for each size."""
    results: list[Result] = []
    for size in SIZES:
        viewers = size // QUICK if is_quick else size
        results += _measure_size(viewers, repeats=2_000 if is_quick else 20_000)
    return results


def _measure_size(viewers: int, *, repeats: int) -> Sequence[Result]:
    chance = random.Random(viewers)  # noqa: S311  # the same load every run
    points = [chance.randrange(10_000_000) for _ in range(viewers)]
    picks = [f"tiktok:{chance.randrange(viewers)}" for _ in range(repeats)]
    standings = Standings()
    standings.load((f"tiktok:{i}", one, i) for i, one in enumerate(points))
    ours = {
        "update": each(picks, lambda who: standings.add(who, 1000, reached=viewers)),
        "top-5": each(picks, lambda _who: standings.top(5)),
        "rank": each(picks, standings.rank),
    }
    theirs = _baseline(points, picks[: max(5, 200_000 // viewers)])
    return [
        shorter(
            f"{name} ({viewers:,} viewers)",
            ours[name],
            "µs",
            baseline=(_BASELINE, theirs[name]),
            goal=_GOALS[name],
        )
        for name in ours
    ]


def _baseline(points: Sequence[int], picks: Sequence[str]) -> dict[str, float]:
    with sqlite3.connect(":memory:") as table:
        table.execute("CREATE TABLE board (id TEXT PRIMARY KEY, points INTEGER)")
        rows = ((f"tiktok:{i}", one) for i, one in enumerate(points))
        table.executemany("INSERT INTO board VALUES (?, ?)", rows)
        update = "UPDATE board SET points = points + 1000 WHERE id = ?"
        top = "SELECT id, points FROM board ORDER BY points DESC LIMIT 5"
        rank = (
            "SELECT COUNT(*) + 1 FROM board WHERE points > "
            "(SELECT points FROM board WHERE id = ?)"
        )
        found = {
            "update": each(picks, lambda who: table.execute(update, (who,))),
            "top-5": each(picks, lambda _who: table.execute(top).fetchall()),
            "rank": each(picks, lambda who: table.execute(rank, (who,)).fetchone()),
        }
    table.close()
    return found


def each(picks: Sequence[str], do: Callable[[str], object]) -> float:
    """Return microseconds a call: the best of three rounds, to leave noise out."""
    clock = SystemClock()
    best = float("inf")
    for _ in range(3):
        began = clock.monotonic()
        for who in picks:
            do(who)
        best = min(best, clock.monotonic() - began)
    return best / len(picks) * 1_000_000
