"""`bench show`: what it measures is what the app does."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.bench.show import measure
from companion.bench.votes import OrmPoll, ours_per_second


@pytest.fixture(scope="module")
def results() -> dict[str, float | None]:
    return {one.name.split(" (")[0]: one.ratio for one in measure(is_quick=True)}


def test_votes_latency_and_a_rank_are_measured_beside_their_baselines(
    results: dict[str, float | None],
) -> None:
    assert list(results) == [
        "votes_per_s",
        "vote_to_overlay_p50 at 2,000/s",
        "vote_to_overlay_p99 at 2,000/s",
        "rank",
    ]
    assert all(ratio is not None and ratio > 1 for ratio in results.values())


async def test_ours_counts_every_vote_or_the_figure_is_none(tmp_path: Path) -> None:
    # It raises when a vote is missing.
    assert await ours_per_second(tmp_path / "ours", votes=500) > 0


def test_the_baseline_counts_the_same_votes(tmp_path: Path) -> None:
    poll = OrmPoll(tmp_path / "theirs")
    for number in range(12):
        poll.take(f"twitch:{number % 9}", number % 3)

    assert poll.votes() == {0: 3, 1: 3, 2: 3}
    poll.close()
