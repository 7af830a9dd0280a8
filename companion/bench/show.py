"""The show: votes from the chat to the overlay, and any rank of the scoreboard."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path

from companion.bench.leaderboard import each
from companion.bench.result import Result, faster, percentile, shorter
from companion.bench.votes import (
    measure_latency,
    ours_per_second,
    theirs_per_second,
)
from companion.domain.values import POINT, Viewer
from companion.interactions.awards import Award
from companion.interactions.scoreboard import Scoreboard

_ORM = "SQLAlchemy ORM, a commit per vote, the votes counted by SQL"
_PUSHED = "the same, the counts pushed to every page per vote"
_TABLE = "SQLite table, one row per Viewer"

RATE = 2_000
"""Votes a second: 8,000 viewers within four seconds."""

PEOPLE = 1_000_000


def measure(is_quick: bool) -> Sequence[Result]:
    """Return votes per second, from vote to overlay, and the cost of a rank."""
    with tempfile.TemporaryDirectory(prefix="companion-bench-") as name:
        folder = Path(name)
        ours = asyncio.run(
            ours_per_second(folder / "ours", votes=2_000 if is_quick else 50_000)
        )
        theirs = theirs_per_second(folder / "theirs", seconds=0.3 if is_quick else 5.0)
        late, baseline = asyncio.run(
            measure_latency(
                folder / "latency", rate=RATE, seconds=0.3 if is_quick else 8.0
            )
        )
    return [
        faster("votes_per_s", ours, "votes/s", baseline=(_ORM, theirs)),
        *(
            shorter(
                f"vote_to_overlay_{name} at {RATE:,}/s",
                percentile(late, share) * 1_000,
                "ms",
                baseline=(_PUSHED, percentile(baseline, share) * 1_000),
                goal="150 ms, × 50" if name == "p99" else "",
            )
            for name, share in (("p50", 0.5), ("p99", 0.99))
        ),
        _rank(PEOPLE // 50 if is_quick else PEOPLE),
    ]


def _rank(people: int) -> Result:
    """Return how long any rank of the scoreboard takes."""
    chance = random.Random(people)  # noqa: S311  # the same load every run
    points = [chance.randrange(1, 10_000) * POINT for _ in range(people)]
    board = Scoreboard()
    board.set(
        "quiz",
        {
            f"twitch:{n}": Award(
                viewer=Viewer(id=f"twitch:{n}", name=f"Viewer {n}"),
                points=one,
                order=(0, n),
            )
            for n, one in enumerate(points)
        },
    )
    picks = [f"twitch:{chance.randrange(people)}" for _ in range(5_000)]
    return shorter(
        f"rank ({people:,} people)",
        each(picks, board.rank),
        "µs",
        baseline=(_TABLE, _table_rank(points, picks[: max(5, 200_000 // people)])),
        goal="1,000 µs",
    )


def _table_rank(points: Sequence[int], picks: Sequence[str]) -> float:
    with sqlite3.connect(":memory:") as table:
        table.execute("CREATE TABLE scores (id TEXT PRIMARY KEY, points INTEGER)")
        rows = ((f"twitch:{n}", one) for n, one in enumerate(points))
        table.executemany("INSERT INTO scores VALUES (?, ?)", rows)
        asked = (
            "SELECT COUNT(*) + 1 FROM scores WHERE points > "
            "(SELECT points FROM scores WHERE id = ?)"
        )
        found = each(picks, lambda who: table.execute(asked, (who,)).fetchone())
    table.close()
    return found
