"""Boxes that are pulled at."""

from __future__ import annotations

import pytest

from companion.gui.stage_editor.box import (
    HANDLES,
    LARGEST,
    SMALLEST,
    Box,
    Handle,
    accepted,
    joined,
    resized,
)

BOX = Box(x=100, y=200, width=400, height=200)


def test_a_corner_moves_its_two_sides_and_holds_the_others() -> None:
    pulled = resized(BOX, (-1, -1), -10, 20)

    assert pulled == Box(x=90, y=220, width=410, height=180)
    assert (pulled.right, pulled.bottom) == (BOX.right, BOX.bottom)


def test_an_edge_moves_one_side_only() -> None:
    assert resized(BOX, (1, 0), 30, 99) == Box(x=100, y=200, width=430, height=200)
    assert resized(BOX, (0, -1), 99, 30) == Box(x=100, y=230, width=400, height=170)


@pytest.mark.parametrize("handle", HANDLES)
def test_proportions_are_kept_at_every_handle(handle: Handle) -> None:
    pulled = resized(BOX, handle, 80 * handle[0], 40 * handle[1], keep_ratio=True)

    assert pulled.width / pulled.height == pytest.approx(2, abs=0.02)
    assert pulled.width > BOX.width


@pytest.mark.parametrize("handle", HANDLES)
def test_from_the_middle_the_middle_stays(handle: Handle) -> None:
    pulled = resized(BOX, handle, 20 * handle[0], 10 * handle[1], from_middle=True)

    assert pulled.across[1] == BOX.across[1]
    assert pulled.down[1] == BOX.down[1]
    assert pulled.width == BOX.width + (40 if handle[0] else 0)


@pytest.mark.parametrize("handle", HANDLES)
@pytest.mark.parametrize("keep_ratio", [True, False])
def test_nothing_becomes_smaller_or_larger_than_accepted(
    handle: Handle, keep_ratio: bool
) -> None:
    for far in (-9_000, 9_000):
        pulled = resized(BOX, handle, far, far, keep_ratio=keep_ratio)

        assert SMALLEST <= pulled.width <= LARGEST
        assert SMALLEST <= pulled.height <= LARGEST


def test_a_box_pulled_through_itself_keeps_its_held_corner() -> None:
    pulled = resized(BOX, (-1, -1), 2_000, 2_000)

    assert (pulled.right, pulled.bottom) == (BOX.right, BOX.bottom)
    assert (pulled.width, pulled.height) == (SMALLEST, SMALLEST)


def test_the_nearest_accepted_box_and_the_one_around_several() -> None:
    assert accepted(Box(x=-5_000, y=9_000, width=0, height=99_999)) == Box(
        x=-1920, y=1920, width=40, height=3840
    )
    other = Box(x=0, y=390, width=10, height=100)
    assert joined((BOX, other)) == Box(x=0, y=200, width=500, height=290)
    assert BOX.meets(Box(x=499, y=399, width=40, height=40))
    assert not BOX.meets(Box(x=500, y=200, width=40, height=40))
