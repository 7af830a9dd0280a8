"""Answers: begun on record first, done once, one's bug is nobody else's."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

import pytest

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.show.bots import CommandDef
from companion.domain.show.notes import BotRan, CounterSet, QuoteKept
from companion.domain.values import Role, Viewer
from companion.domain.views import Shown
from companion.interactions.commands.pretence import Pretence
from companion.settings.bots import BotsSettings
from tests.companion.interactions.commands.in_memory import Desk

SONG = CommandDef(
    name="song", reply="song {{count}}", counter="song", cooldown_s=0, cooldown_each_s=0
)


def outcomes(desk: Desk, entry: Entry) -> list[str]:
    return [
        one.body.outcome
        for one in desk.entries
        if isinstance(one.body, BotRan) and one.body.of == entry.seq
    ]


class Purse(Pretence):
    """Counts what is given; error: raised instead."""

    def __init__(self, error: Exception | None = None) -> None:
        self.given: Counter[str] = Counter()
        self.error = error

    async def give(
        self, giver_id: str, receiver_id: str, coins: int, *, of: int | None = None
    ) -> Any:
        if self.error is not None:
            raise self.error
        self.given[receiver_id] += coins
        return await super().give(giver_id, receiver_id, coins, of=of)


def giving(purse: Purse, *, entries: list[Entry] | None = None) -> Desk:
    desk = Desk(deeds=purse, entries=entries or ())
    desk.facts.coin_name = lambda: "coins"
    desk.facts.viewer = _viewer
    return desk


def _viewer(name: str, platform: str) -> Any:
    return Viewer(id=f"{platform}:{name}", name=name)


# What fails stays by itself.


async def test_a_bug_in_a_command_stops_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk(SONG)

    def broken(_id: str) -> None:
        raise ZeroDivisionError

    desk.facts.standing = broken
    entry = desk.says("luna", "!points")
    desk.says("juno", "!song")

    await desk.works()
    desk.says("juno", "!song")
    await desk.works()

    assert desk.sent == ["song 1", "song 2"]
    assert "made a mistake" in desk.why(entry)
    assert [one.levelno for one in caplog.records] == [logging.ERROR]
    assert caplog.records[0].exc_info is not None


async def test_a_bug_in_what_acts_is_told_in_the_log() -> None:
    desk = giving(Purse(ZeroDivisionError()))
    entry = desk.says("luna", "!give @juno 5")
    desk.says("juno", "!points")

    await desk.works()

    assert outcomes(desk, entry) == ["begun", "failed"]
    assert desk.sent == ["0 points"]


async def test_a_full_disk_is_told_and_commands_go_on() -> None:
    desk = Desk(SONG)
    desk.failing = CounterSet
    entry = desk.says("luna", "!song")
    await desk.works()
    desk.failing = None
    desk.says("juno", "!song")
    await desk.works()

    assert outcomes(desk, entry) == ["begun", "failed"]
    assert desk.why(entry) == "The disk is full."
    assert desk.sent == ["song 1"]


async def test_what_cannot_begin_on_record_is_not_done() -> None:
    purse = Purse()
    desk = giving(purse)
    desk.failing = BotRan
    desk.says("luna", "!give @juno 5")

    await desk.works()

    assert (desk.sent, dict(purse.given)) == ([], {})


# Begun first.


@pytest.mark.parametrize(
    ("text", "kind"),
    [("!song", CounterSet), ("!quote add to be", QuoteKept)],
)
async def test_it_begins_on_record_before_it_acts(text: str, kind: type) -> None:
    desk = Desk(SONG)
    entry = desk.says("luna", text, Role.MODERATOR)

    await desk.works()

    bodies = [one.body for one in desk.entries[entry.seq :]]
    assert isinstance(bodies[0], BotRan)
    assert bodies[0].outcome == "begun"
    assert isinstance(bodies[1], kind)


async def test_what_was_begun_is_never_done_by_itself_again() -> None:
    purse = Purse()
    desk = giving(purse)
    entry = desk.says("luna", "!give @juno 5")
    await desk.works()
    assert purse.given["twitch:juno"] == 5
    begun = [
        one
        for one in desk.entries
        if not (isinstance(one.body, BotRan) and one.body.outcome == "done")
    ]

    after = giving(purse, entries=begun)
    after.commands.hear(Shown(entry=entry, late=True))
    await after.works()

    assert after.sent == []
    assert purse.given["twitch:juno"] == 5
    assert after.runs.log()[0].outcome == "interrupted"


# Counters.


async def test_a_hundred_calls_at_once_count_exactly() -> None:
    desk = Desk(SONG)
    for number in range(100):
        desk.says(f"v{number}", "!song")

    await desk.works(10)

    assert desk.kept.counter("song") == 100
    values = [
        one.body.value for one in desk.entries if isinstance(one.body, CounterSet)
    ]
    assert sorted(values) == list(range(1, 101))


async def test_who_does_not_get_an_answer_is_counted_all_the_same() -> None:
    desk = Desk(SONG)
    desk.mute = "Nothing can be written there."
    desk.says("luna", "!song")

    await desk.works()

    assert (desk.sent, desk.kept.counter("song")) == ([], 1)


# By hand.


async def test_what_a_platform_refused_is_said_again_by_hand() -> None:
    desk = Desk()
    refused: list[str] = []

    async def refuse(text: str, **_where: Any) -> list[Entry]:
        refused.append(text)
        raise CommandError("The platform did not take it.")

    say, desk.say = desk.say, refuse  # type: ignore[method-assign]  # of the platform
    entry = desk.says("luna", "!points")
    await desk.works()
    assert (refused, outcomes(desk, entry)) == (["0 points"], ["begun", "failed"])
    desk.say = say  # type: ignore[method-assign]  # as it was

    await desk.runs.repeat(desk.runs.log()[0].run)

    assert desk.sent == ["0 points"]
    assert outcomes(desk, entry) == ["begun", "failed", "begun", "done"]


async def test_what_acted_is_not_counted_again_by_hand() -> None:
    desk = Desk(SONG)

    async def refuse(_text: str, **_where: Any) -> list[Entry]:
        raise CommandError("The platform did not take it.")

    say, desk.say = desk.say, refuse  # type: ignore[method-assign,assignment]  # of the platform
    desk.says("luna", "!song")
    await desk.works()
    desk.say = say  # type: ignore[method-assign]  # as it was

    await desk.runs.repeat(desk.runs.log()[0].run)

    assert desk.sent == ["song 1"]
    assert desk.kept.counter("song") == 1


# What is said.


async def test_what_was_asked_stays_text() -> None:
    desk = Desk(CommandDef(name="say", reply="{{args}}", cooldown_s=0))
    desk.says("luna", "!say /ban @everyone {{points}} \x1b[31m<b>x</b> ' OR 1=1 --")

    await desk.works()

    (said,) = desk.sent
    assert not said.startswith("/")
    assert "@everyone" not in said
    assert "{{points}}" in said
    assert "\x1b" not in said


@pytest.mark.parametrize("told", ["!points", ".ban luna", "/me", "?hi"])
async def test_an_answer_calls_no_command(told: str) -> None:
    desk = Desk(
        CommandDef(name="say", reply="{{args}}"), settings=BotsSettings(prefix="?")
    )
    desk.says("luna", f"?say {told}")

    await desk.works()

    assert desk.sent[0][0] not in "!./?"


async def test_a_long_answer_is_cut_to_what_the_platform_takes() -> None:
    desk = Desk(CommandDef(name="long", reply="{{args}} " * 50))
    desk.says("luna", "!long " + "x" * 300)

    await desk.works()

    assert len(desk.sent[0]) == 500
    assert desk.sent[0].endswith("…")
