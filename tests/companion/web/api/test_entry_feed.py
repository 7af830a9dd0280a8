"""The newest entry is found with few questions; a feed forgets what nobody reads."""

from __future__ import annotations

import asyncio

import pytest

from companion.web.api.entry_feed import EntryFeed, newest_seq
from tests.support.events import chat
from tests.support.fakes import FakeClock
from tests.support.small_engine import SmallEngine


@pytest.mark.parametrize("entries", [0, 1, 2, 3, 7, 8, 100, 1000])
async def test_the_newest_seq_is_found(engine: SmallEngine, entries: int) -> None:
    engine.feed(*(chat() for _ in range(entries)))

    assert await newest_seq(engine) == entries + 1


async def test_it_is_found_where_a_session_begins_late(engine: SmallEngine) -> None:
    engine.feed(*(chat() for _ in range(500)))
    await engine.start_session("Next")
    engine.feed(chat())

    assert await newest_seq(engine) == 503


async def test_there_is_none_before_the_first_session(clock: FakeClock) -> None:
    assert await newest_seq(SmallEngine(clock)) == 0


async def test_many_questions_are_not_needed(engine: SmallEngine) -> None:
    asked = 0
    entries = engine.entries

    class Counting(SmallEngine):
        async def entries(self, **fields: int) -> object:
            nonlocal asked
            asked += 1
            return await entries(**fields)

    engine.feed(*(chat() for _ in range(20_000)))

    assert await newest_seq(Counting(FakeClock())) == 20_001
    assert asked <= 40


async def test_lines_are_kept_for_all_who_follow(
    engine: SmallEngine, clock: FakeClock
) -> None:
    feed = EntryFeed(engine, clock)
    running = asyncio.ensure_future(feed.run())
    async with feed.followed() as newest:
        engine.feed(chat(text="one"))
        feed.touch()
        first, second = await feed.after(newest), await feed.after(newest)
    running.cancel()

    assert first[0] is second[0]
    assert first[0].entry.body.text == "one"


async def test_who_is_far_behind_is_served_from_the_ledger(
    engine: SmallEngine, clock: FakeClock
) -> None:
    feed = EntryFeed(engine, clock)
    running = asyncio.ensure_future(feed.run())
    async with feed.followed():
        engine.feed(*(chat() for _ in range(6000)))
        feed.touch()
        seqs: list[int] = [1]
        while seqs[-1] < 6001:
            seqs += [line.entry.seq for line in await feed.after(seqs[-1])]
    running.cancel()

    assert seqs == list(range(1, 6002))
