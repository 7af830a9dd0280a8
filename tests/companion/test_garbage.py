"""Garbage is looked for seldom, and everything only while hardly anything is new."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest

from companion.domain.entries import Entry
from companion.domain.events import Arrival, Chat
from companion.domain.values import Platform, Viewer
from companion.garbage import (
    ALL_EVERY,
    INTERVAL_MS,
    OLD_EVERY,
    collecting,
    collecting_by_hand,
)
from tests.support.fakes import FakeClock, settle


class Knot:
    """Something in a reference cycle: only the collector can free it."""

    def __init__(self) -> None:
        self.itself = self


def knot() -> weakref.ref[Knot]:
    return weakref.ref(Knot())


def full() -> int:
    return int(gc.get_stats()[2]["collections"])


@pytest.fixture
def look() -> Iterator[Callable[[], None]]:
    with collecting_by_hand() as looking:
        yield looking


def busily(look: Callable[[], None]) -> None:
    """Look while more is new than the collector waits for."""
    kept = [[number] for number in range(2 * gc.get_threshold()[0])]
    look()
    assert kept


def test_the_young_are_collected_while_much_is_new(look: Callable[[], None]) -> None:
    young, before = knot(), full()
    busily(look)
    assert young() is None
    assert full() == before


def test_the_old_wait_for_a_minute_and_a_calm_moment(
    look: Callable[[], None],
) -> None:
    before = full()
    for _ in range(OLD_EVERY + 5):
        busily(look)
    assert full() == before

    gc.collect(0)
    look()
    assert full() == before + 1

    for _ in range(OLD_EVERY - 1):
        look()
    assert full() == before + 1
    gc.collect(0)
    look()
    assert full() == before + 2


def test_the_old_wait_for_an_hour_at_most(look: Callable[[], None]) -> None:
    before = full()
    for _ in range(ALL_EVERY):
        busily(look)
    assert full() == before + 1


def test_what_survived_is_visited_again_within_the_hour(
    look: Callable[[], None],
) -> None:
    one = Knot()
    gone = weakref.ref(one)
    for _ in range(OLD_EVERY):
        look()
        gc.collect(0)
    del one
    for _ in range(ALL_EVERY - OLD_EVERY - 1):
        look()
        gc.collect(0)
    assert gone() is not None
    look()
    assert gone() is None


@pytest.mark.parametrize("was_enabled", [True, False])
def test_the_collector_is_given_back_as_it_was(was_enabled: bool) -> None:
    if was_enabled:
        gc.enable()
    with collecting_by_hand():
        assert not gc.isenabled()
        frozen = gc.get_freeze_count()
        assert frozen > 0
    assert gc.isenabled() == was_enabled
    assert gc.get_freeze_count() == 0


async def test_a_loop_looks_by_its_own_clock() -> None:
    clock = FakeClock()
    async with collecting(clock):
        await settle()
        young = knot()
        kept = [[number] for number in range(2 * gc.get_threshold()[0])]
        await clock.advance(INTERVAL_MS / 1_000)
        assert young() is None
        assert kept


def test_what_an_event_is_made_of_is_left_out() -> None:
    viewer = Viewer(id="twitch:1", name="One")
    chat = Chat(
        id="twitch:a", platform=Platform.TWITCH, channel="c", viewer=viewer, text="hi"
    )
    arrival = Arrival(event=chat, source="twitch:c")
    entry = Entry(seq=1, number=1, session="s", at=0, body=chat)
    assert not [one for one in (viewer, chat, arrival, entry) if gc.is_tracked(one)]
