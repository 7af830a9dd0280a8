"""Periodic messages: while live, when somebody writes, in turn, each chat alone."""

from __future__ import annotations

from typing import Any

import pytest

from companion.domain.entries import SessionChange
from companion.domain.errors import CommandError
from companion.domain.events import Chat
from companion.domain.show.bots import BotBook, PeriodicDef
from companion.domain.values import Platform, Role
from tests.companion.interactions.bots.evening import HELD, Evening
from tests.support.events import chat, viewer
from tests.support.fakes import FakeClock, settle

HOUR = 3600


def book(**fields: Any) -> BotBook:
    base: dict[str, Any] = {
        "id": "p",
        "name": "links",
        "texts": ("one", "two"),
        "after_lines": 0,
    }
    return BotBook(periodic=(PeriodicDef(**{**base, **fields}),))


def said(evening: Evening) -> list[str]:
    return [done[1] for done in evening.hand.done if done[0] == "message"]


def line(text: str = "hello", platform: Platform = Platform.TWITCH) -> Chat:
    return chat("luna", text, platform=platform)


@pytest.mark.parametrize(("every_s", "times"), [(900, 4), (600, 6), (60, 60)])
async def test_an_hour_brings_exactly_as_many_as_fit_into_it(
    evening: Evening, clock: FakeClock, every_s: int, times: int
) -> None:
    evening.use(book(every_s=every_s))

    async with evening.running():
        await clock.advance(HOUR)

    assert len(said(evening)) == times


async def test_the_texts_come_in_turn(evening: Evening, clock: FakeClock) -> None:
    evening.use(book(texts=("one", "two", "three")))

    async with evening.running():
        await clock.advance(HOUR)

    assert said(evening) == ["one", "two", "three", "one"]


async def test_nothing_is_said_while_the_session_is_paused(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(book())
    evening.hear(SessionChange(change="paused"))

    async with evening.running():
        await clock.advance(HOUR)
        assert said(evening) == []
        evening.hear(SessionChange(change="resumed"))
        await clock.advance(1)

    assert said(evening) == ["one"]


async def test_nothing_is_said_after_the_session(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(book())
    evening.hear(SessionChange(change="ended"))

    async with evening.running():
        await clock.advance(HOUR)

    assert said(evening) == []


async def test_it_waits_for_enough_lines_of_others(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(book(after_lines=3))
    own = viewer("mira", roles=frozenset({Role.BROADCASTER}))

    async with evening.running():
        for _number in range(2):
            evening.hear(line())
        evening.hear(line("a test"), test=True)
        evening.hear(line("HOLD"), judgement=HELD)
        evening.hear(chat(own, "our own", platform=Platform.TWITCH))
        await clock.advance(HOUR)
        assert said(evening) == []
        evening.hear(line())
        await clock.advance(1)

    assert said(evening) == ["one"]


async def test_a_line_that_is_released_counts(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(book(after_lines=1))
    held = evening.hear(line("HOLD"), judgement=HELD)

    async with evening.running():
        await clock.advance(900)
        assert said(evening) == []
        evening.release(held)
        await clock.advance(1)

    assert said(evening) == ["one"]


async def test_each_platform_has_its_own_lines_and_turn(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(book(after_lines=1))
    evening.hand.there = (Platform.TWITCH, Platform.YOUTUBE)

    async with evening.running():
        evening.hear(line())
        await clock.advance(900)
        evening.hear(line(platform=Platform.YOUTUBE))
        evening.hear(line())
        await clock.advance(900)

    assert evening.hand.done == [
        ("message", "one", "twitch"),
        ("message", "one", "youtube"),
        ("message", "two", "twitch"),
    ]


async def test_only_the_platforms_that_it_names_are_written_to(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(book(platforms=(Platform.YOUTUBE,)))
    evening.hand.there = (Platform.TWITCH, Platform.YOUTUBE)

    async with evening.running():
        await clock.advance(900)

    assert evening.hand.done == [("message", "one", "youtube")]


async def test_a_restart_goes_on_with_the_next_text_at_its_time(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(book())
    async with evening.running():
        await clock.advance(900)
    again = Evening(clock, entries=evening.record.entries)
    again.use(book())

    async with again.running():
        await clock.advance(899)
        assert said(again) == []
        await clock.advance(1)

    assert said(again) == ["two"]


async def test_one_that_fails_is_on_record_and_the_next_has_its_turn(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(book())
    evening.hand.fails["message"] = "too fast"

    async with evening.running():
        await clock.advance(900)
        evening.hand.fails.clear()
        await clock.advance(900)

    assert said(evening) == ["two"]
    failed = evening.log("p")[-1]
    assert (failed.outcome, failed.why, failed.can_repeat) == (
        "failed",
        "too fast",
        True,
    )
    await evening.runs.repeat(failed.run)
    await settle()
    assert evening.hand.done[-1] == ("message", "one", "twitch")


async def test_two_with_one_id_are_refused(evening: Evening) -> None:
    one = book().periodic[0]

    with pytest.raises(CommandError, match=r"periodic\[1\].id"):
        evening.periodic.check(BotBook(periodic=(one, one)))


async def test_a_text_with_an_unknown_variable_is_refused(evening: Evening) -> None:
    with pytest.raises(CommandError, match=r"periodic\[0\].texts\[1\].*pionts"):
        evening.periodic.check(book(texts=("ok", "{{pionts}}")))
