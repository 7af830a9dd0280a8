"""Lines that boxes are drawn to."""

from __future__ import annotations

from companion.gui.stage_editor.box import Box
from companion.gui.stage_editor.snapping import (
    Guide,
    Lines,
    lines_of,
    snapped_move,
    snapped_pull,
)

BOX = Box(x=100, y=100, width=200, height=100)


def test_edges_and_middles_are_lines() -> None:
    assert lines_of([BOX]) == Lines(xs=(100, 200, 300), ys=(100, 150, 200))


def test_the_nearest_of_three_edges_snaps_and_says_where() -> None:
    # The right edge would come to 496, the middle to 396: 500 is 4 from the right.
    found = snapped_move(BOX, 196, 50, Lines(xs=(500, 390)), reach=8)

    assert (found.dx, found.dy) == (200, 50)
    assert found.guides == (Guide(direction="v", at=500),)


def test_both_directions_snap_at_once() -> None:
    found = snapped_move(BOX, 3, -2, Lines(xs=(200,), ys=(200,)), reach=8)

    assert (found.dx, found.dy) == (0, 0)
    assert len(found.guides) == 2


def test_beyond_reach_nothing_snaps() -> None:
    assert snapped_move(BOX, 9, 0, Lines(xs=(100,)), reach=8).dx == 9
    assert snapped_move(BOX, 0, 0, Lines(xs=(100,)), reach=-1).guides == ()


def test_only_the_pulled_side_snaps() -> None:
    lines = Lines(xs=(104, 310), ys=(204,))
    found = snapped_pull(BOX, (1, 0), 7, 3, lines, reach=8)

    assert found.dx == 10
    assert found.guides == (Guide(direction="v", at=310),)


def test_with_kept_proportions_the_side_that_leads_snaps_alone() -> None:
    lines = Lines(xs=(308,), ys=(205,))
    wide = snapped_pull(BOX, (1, 1), 6, 1, lines, reach=8, keep_ratio=True)
    high = snapped_pull(BOX, (1, 1), 1, 6, lines, reach=8, keep_ratio=True)

    assert (wide.dx, wide.dy) == (8, 0)
    assert (high.dx, high.dy) == (0, 5)
