"""`bench leaderboard`: what it measures is what the app does."""

from __future__ import annotations

from companion.bench.leaderboard import SIZES, measure


def test_each_size_has_update_top_and_rank() -> None:
    names = [one.name for one in measure(is_quick=True)]
    assert len(names) == 3 * len(SIZES)
    for size in SIZES:
        viewers = f"({size // 50:,} viewers)"
        assert [name for name in names if name.endswith(viewers)] == [
            f"update {viewers}",
            f"top-5 {viewers}",
            f"rank {viewers}",
        ]


def test_questions_cost_less_than_asking_a_database() -> None:
    largest = measure(is_quick=True)[-2:]
    assert all(one.ratio is not None and one.ratio > 5 for one in largest)
