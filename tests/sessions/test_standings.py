"""Standings against the obvious: sorting everything anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.standings import Standings

moves = st.lists(
    st.tuples(st.integers(0, 7).map("tiktok:{}".format), st.integers(-3000, 3000)),
    max_size=60,
)


@given(moves)
def test_equals_a_full_sort_after_any_moves(steps: list[tuple[str, int]]) -> None:
    standings = Standings()
    points: dict[str, int] = {}
    reached: dict[str, int] = {}
    for number, (viewer, change) in enumerate(steps, start=1):
        standings.add(viewer, change, reached=number)
        if viewer not in points or change:
            reached[viewer] = number
        points[viewer] = points.get(viewer, 0) + change

    order = sorted(points, key=lambda viewer: (-points[viewer], reached[viewer]))
    assert standings.top(100) == [(viewer, points[viewer]) for viewer in order]
    for rank, viewer in enumerate(order, start=1):
        assert standings.rank(viewer) == rank
        assert standings.at(rank) == (viewer, points[viewer])


def test_equal_points_keep_the_order_in_which_they_were_reached() -> None:
    standings = Standings()
    standings.add("late", 500, reached=1)
    standings.add("early", 1000, reached=2)
    standings.add("late", 500, reached=3)

    assert [viewer for viewer, _ in standings.top(2)] == ["early", "late"]
    assert standings.is_tie(1)
    assert standings.is_tie(2)


def test_a_zero_moves_nobody_and_loses_no_tie() -> None:
    standings = Standings()
    standings.add("a", 1000, reached=1)
    standings.add("b", 1000, reached=2)
    standings.add("a", 0, reached=3)

    assert standings.rank("a") == 1


def test_loading_rows_equals_adding_them() -> None:
    rows = [("a", 10, 3), ("b", 20, 1), ("c", 10, 2)]
    loaded, added = Standings(), Standings()
    loaded.load(rows)
    for viewer, points, reached in rows:
        added.add(viewer, points, reached=reached)

    assert loaded.top(3) == added.top(3) == [("b", 20), ("c", 10), ("a", 10)]


def test_unknown_viewers_and_ranks_are_said_so() -> None:
    standings = Standings()

    assert standings.rank("nobody") is None
    assert standings.points("nobody") == 0
    with pytest.raises(IndexError):
        standings.at(0)
    with pytest.raises(IndexError):
        standings.at(1)
