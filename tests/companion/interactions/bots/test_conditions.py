"""Every fact that a condition can ask, each both ways."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.show.bots import If
from companion.domain.values import Role, Viewer
from companion.domain.views import Standing
from companion.interactions.bots.causes import TIME, Cause
from companion.interactions.bots.conditions import Conditions, check_conditions
from tests.companion.interactions.bots.evening import HELD, Evening
from tests.support.events import chat, rose, viewer

MOD = viewer("luna", roles=frozenset({Role.MODERATOR}))


def unmet(
    evening: Evening, fact: Any, value: str = "", *, by: Viewer = MOD, text: str = "Hi!"
) -> str:
    entry = evening.record.add(chat(by, text))
    cause = Cause(entry=entry, viewer=by, values={"text": text})
    return asked(evening, If(fact=fact, value=value), cause, now=entry.at)


def asked(evening: Evening, one: If, cause: Cause, *, now: int, seed: int = 1) -> str:
    conditions = Conditions(
        facts=evening.told, fold=lambda: evening.runs.fold, chance=random.Random(seed)
    )
    return conditions.unmet((one,), cause, now=now)


@pytest.mark.parametrize(
    ("fact", "value", "holds"),
    [
        ("who", "vip", True),
        ("who", "broadcaster", False),
        ("platform", "tiktok", True),
        ("platform", "twitch", False),
        ("text has", "HELLO", True),
        ("text has", "bye", False),
        ("text is", "well, hello there", True),
        ("text is", "hello", False),
        ("points", "42", True),
        ("points", "43", False),
        ("score", "42", True),
        ("score", "43", False),
        ("coins", "7", True),
        ("coins", "8", False),
        ("viewers", "30", True),
        ("viewers", "31", False),
        ("on air", "quiz", True),
        ("on air", "poll", False),
        ("chance", "100", True),
        ("chance", "0", False),
    ],
)
async def test_a_fact_holds_or_does_not(
    evening: Evening, fact: str, value: str, holds: bool
) -> None:
    evening.told.standings[MOD.id] = Standing(rank=1, viewer=MOD, points=42_999)
    evening.hand.purse[MOD.id] = 7
    evening.told.watched = 30
    evening.told.kinds = {"quiz"}

    why = unmet(evening, fact, value, text="Well,  Hello there")

    assert (why == "") is holds
    assert not why or value.casefold() in why.casefold()


async def test_not_turns_it_round(evening: Evening) -> None:
    entry = evening.record.add(chat(MOD))
    cause = Cause(entry=entry, viewer=MOD)
    one = If(fact="who", value="moderator", is_not=True)

    assert asked(evening, one, cause, now=entry.at).startswith("Not so: unless")


@pytest.mark.parametrize(
    ("value", "at", "holds"),
    [
        ("18:00-23:30", "18:00", True),
        ("18:00-23:30", "23:29", True),
        ("18:00-23:30", "23:30", False),
        ("18:00-23:30", "17:59", False),
        ("22:00-02:00", "23:59", True),
        ("22:00-02:00", "00:00", True),
        ("22:00-02:00", "01:59", True),
        ("22:00-02:00", "02:00", False),
        ("22:00-02:00", "12:00", False),
        ("20:00-24:00", "23:59", True),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "Asia/Tokyo"])
async def test_between_is_the_broadcasters_day_over_midnight_too(
    evening: Evening, zone: str, value: str, at: str, holds: bool
) -> None:
    evening.told.timezone = zone
    hour, minute = map(int, at.split(":"))
    here = datetime(2026, 7, 1, hour, minute, tzinfo=ZoneInfo(zone))
    now = round(here.astimezone(UTC).timestamp() * 1_000_000)

    why = asked(evening, If(fact="between", value=value), TIME, now=now)

    assert (why == "") is holds


async def test_the_first_time_is_the_first_that_was_allowed(evening: Evening) -> None:
    held = evening.record.add(chat("luna", "HOLD"), judgement=HELD)
    evening.record.add(chat("luna", "a test"), test=True)
    first = evening.record.add(chat("luna", "one"))
    second = evening.record.add(chat("luna", "two"))
    gift = evening.record.add(rose("luna"))
    other = evening.record.add(chat("ben", "one"))
    one = If(fact="first time")

    def is_first(entry: Entry) -> bool:
        cause = Cause(entry=entry, viewer=entry.event.viewer if entry.event else None)
        return not asked(evening, one, cause, now=0)

    assert [is_first(e) for e in (held, first, second, gift, other)] == [
        False,
        True,
        False,
        True,
        True,
    ]


async def test_the_first_time_is_known_after_a_restart(evening: Evening) -> None:
    evening.record.add(chat("luna", "one"))
    again = Evening(evening.clock, entries=evening.record.entries)

    assert unmet(again, "first time", by=viewer("luna"))


async def test_chance_is_as_often_as_it_says(evening: Evening) -> None:
    conditions = Conditions(
        facts=evening.told, fold=lambda: evening.runs.fold, chance=random.Random(7)
    )
    one = (If(fact="chance", value="25"),)

    held = sum(not conditions.unmet(one, TIME, now=0) for _time in range(10_000))

    assert 2_350 < held < 2_650


@pytest.mark.parametrize("fact", ["who", "points", "coins", "score", "first time"])
async def test_what_nobody_did_is_not_somebodys(evening: Evening, fact: Any) -> None:
    value = "everyone" if fact == "who" else "0"

    assert asked(evening, If(fact=fact, value=value), TIME, now=0)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("who", "king"),
        ("platform", "kick"),
        ("text has", " "),
        ("text is", "\ufe0f"),
        ("points", "-1"),
        ("coins", "1.5"),
        ("score", "٣"),
        ("viewers", ""),
        ("between", "18-23"),
        ("between", "25:00-26:00"),
        ("between", "18:00"),
        ("on air", "karaoke"),
        ("chance", "101"),
        ("chance", "nan"),
        ("chance", "inf"),
        ("chance", "a lot"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_field(fact: Any, value: str) -> None:
    good = If(fact="who", value="vip")
    with pytest.raises(CommandError) as refused:
        check_conditions((good, If(fact=fact, value=value)), "rules[3].conditions")

    assert str(refused.value).startswith("rules[3].conditions[1].value: ")
