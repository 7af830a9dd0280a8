"""Counters and quotes: a fold of the record, exact under concurrency."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from companion.domain.errors import CommandError
from companion.domain.show.notes import CounterSet, QuoteKept
from companion.interactions.commands.keepsakes import (
    LARGEST,
    MOST_COUNTERS,
    Keepsakes,
    KeptInMemory,
    KeptOnRecord,
    picked_quote,
)
from tests.companion.interactions.commands.in_memory import Desk


def kept() -> KeptOnRecord:
    return Desk().kept


async def test_a_hundred_at_once_count_exactly() -> None:
    counters = kept()
    values = await asyncio.gather(
        *(counters.count("song", of=number) for number in range(100))
    )

    assert sorted(values) == list(range(1, 101))


async def test_one_cause_counts_once() -> None:
    counters = kept()
    values = await asyncio.gather(*(counters.count("song", of=7) for _ in range(50)))

    assert values == [1] * 50


async def test_what_is_on_record_is_taken_up_again() -> None:
    desk = Desk()
    await desk.kept.count("song", 5, of=1)
    await desk.kept.keep_quote("to be", of=2)
    await desk.kept.keep_quote("or not", of=3)
    await desk.kept.keep_quote("", number=1)
    again = Keepsakes(desk.entries)

    assert (again.counters, again.quotes) == ({"song": 5}, {2: "or not"})
    after = KeptOnRecord(desk, again)
    assert await after.count("song", of=1) == 5
    assert await after.keep_quote("twice", of=3) == 2
    assert await after.keep_quote("new") == 3


async def test_another_session_changes_no_counter() -> None:
    desk = Desk()
    await desk.kept.count("song")
    desk.kept.turn_to(None)

    assert desk.kept.counter("song") == 1


async def test_a_counter_is_called_by_one_name() -> None:
    counters = kept()
    await counters.count("My  Song")

    assert counters.counter("my_song") == counters.counter(" MY SONG ") == 1


@pytest.mark.parametrize("name", ["", "  ", "a}b", "x" * 51, "a\x00b"])
async def test_a_counter_that_can_be_none_is_refused(name: str) -> None:
    with pytest.raises(CommandError, match="counter"):
        await kept().set_counter(name, 1)


async def test_a_counter_goes_so_far_and_no_further() -> None:
    counters = kept()
    await counters.set_counter("song", LARGEST)

    assert await counters.count("song") == LARGEST
    with pytest.raises(CommandError, match="at most"):
        await counters.set_counter("song", LARGEST + 1)


async def test_there_are_so_many_counters_and_no_more() -> None:
    desk = Desk()
    desk.kept.took(
        [desk.entry(CounterSet(name=f"c{n}", value=1)) for n in range(MOST_COUNTERS)]
    )

    with pytest.raises(CommandError, match="no more can be had"):
        await desk.kept.count("another")
    assert await desk.kept.count("c1") == 2


async def test_a_quote_is_replaced_and_dropped_by_its_number() -> None:
    quotes = kept()
    number = await quotes.keep_quote("to be")
    await quotes.keep_quote("to be, or not", number=number)
    assert quotes.quotes() == {1: "to be, or not"}
    await quotes.keep_quote("", number=number)

    assert quotes.quotes() == {}
    with pytest.raises(CommandError, match="no quote with this number"):
        await quotes.keep_quote("", number=number)
    assert await quotes.keep_quote("next") == 2


async def test_a_quote_is_plain_and_not_too_long() -> None:
    quotes = kept()
    await quotes.keep_quote(" a\x00\u202e\nb ")
    assert quotes.quotes() == {1: "a b"}

    with pytest.raises(CommandError, match="400"):
        await quotes.keep_quote("x" * 401)


def test_any_quote_is_picked_by_chance_alone() -> None:
    quotes = {3: "c", 1: "a", 2: "b"}
    picked = {picked_quote(quotes, None, Random(seed)) for seed in range(50)}

    assert picked == {(1, "a"), (2, "b"), (3, "c")}
    assert picked_quote({}, None, Random(1)) is None


async def test_the_sandbox_has_counters_of_its_own() -> None:
    real = kept()
    await real.count("song", 4)
    pretended = KeptInMemory(real)

    assert [await pretended.count("song") for _ in range(2)] == [5, 6]
    assert await pretended.keep_quote("here") == 1
    assert real.counter("song") == 4
    assert real.quotes() == {}


def test_a_note_is_folded_once() -> None:
    desk = Desk()
    note = desk.entry(QuoteKept(number=1, text="a"))
    desk.entries.clear()
    folded = Keepsakes([note])
    folded.take(note)

    assert folded.quotes == {1: "a"}
