"""Coins that people earn, minute by minute, over a real ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from companion.domain.entries import Judgement, SessionChange, Verdict
from companion.domain.show.notes import CoinsMoved
from companion.domain.values import Role
from companion.interactions.coins.earning import Earning
from companion.settings.coins import CoinsSettings
from tests.companion.interactions.coins.conftest import LedgerRecord
from tests.support.events import chat, join, like, rose, viewer

LUNA, SOL = "tiktok:luna", "tiktok:sol"


def earning(record: LedgerRecord, *, is_on: bool = True, **chosen: Any) -> Earning:
    made = Earning(
        record=record,
        clock=record.clock,
        rates=rates(is_on=is_on, **chosen),
        person=record.links.person,
    )
    record.followers.append(made)
    return made


async def minutes(record: LedgerRecord, made: Earning, count: int = 1) -> None:
    for _minute in range(count):
        await record.clock.advance(60)
        await made.pay()


def resumed(record: LedgerRecord, **rates: Any) -> Earning:
    """Go on after a crash, by what is on record."""
    record.followers.clear()
    again = earning(record, **rates)
    fold = again.fresh()
    (session,) = record.ledger.history.sessions()
    for entry in record.ledger.history.entries(session.id):
        if entry.number > 5:  # what the fixture wrote before
            fold.take(entry)
    again.turn_to(fold)
    return again


def rates(*, is_on: bool = True, **chosen: Any) -> CoinsSettings:
    base = {"per_minute": 0, "per_chat": 0, "per_diamond": 0}
    return CoinsSettings(is_on=is_on, **{**base, **chosen})


async def test_who_was_heard_lately_watches(record: LedgerRecord) -> None:
    made = earning(record, per_minute=2, heard_within=3)
    await record.hear(join("luna"))
    await minutes(record, made, 10)
    assert (record.coins(LUNA), record.coins(SOL)) == (6, 0)


async def test_one_minute_is_one_entry_that_sums_to_nothing(
    record: LedgerRecord,
) -> None:
    made = earning(record, per_minute=1)
    await record.hear(like("luna"), like("sol"))
    await minutes(record, made)
    (entry,) = record.ledger.history.notes.lasting(CoinsMoved)
    assert isinstance(entry.body, CoinsMoved)
    assert len(entry.body.postings) == 3
    assert sum(one.coins for one in entry.body.postings) == 0
    assert entry.body.run.startswith(f"minute:{entry.session}:")


async def test_messages_earn_up_to_so_many_an_hour(record: LedgerRecord) -> None:
    made = earning(record, per_chat=1, chats_per_hour=3)
    await record.hear(*(chat("luna") for _ in range(5)))
    await minutes(record, made)
    assert record.coins(LUNA) == 3


async def test_parts_of_a_coin_add_up(record: LedgerRecord) -> None:
    made = earning(record, per_diamond=Decimal("0.3"))
    for _minute in range(4):
        await record.hear(rose("luna"))
        await minutes(record, made)
    assert record.coins(LUNA) == 1


async def test_an_hour_has_a_limit(record: LedgerRecord) -> None:
    made = earning(record, per_diamond=10, most_per_hour=15)
    await record.hear(rose("luna", count=100))
    await minutes(record, made)
    assert record.coins(LUNA) == 15


async def test_subscribers_earn_more(record: LedgerRecord) -> None:
    made = earning(record, per_diamond=10, subscriber_factor=Decimal("1.5"))
    loyal = viewer("luna", roles=frozenset({Role.SUBSCRIBER}))
    await record.hear(rose(loyal), rose("sol"))
    await minutes(record, made)
    assert (record.coins(LUNA), record.coins(SOL)) == (15, 10)


@pytest.mark.parametrize("how", ["test", "held", "paused"])
async def test_what_does_not_count_earns_nothing(
    record: LedgerRecord, how: str
) -> None:
    made = earning(record, per_chat=5)
    held = Judgement(text=Verdict.HOLD)
    fields: dict[str, dict[str, Any]] = {
        "test": {"test": True},
        "held": {"judgement": held},
        "paused": {},
    }
    if how == "paused":
        await record.ledger.change(SessionChange(change="paused"))
    await record.hear(chat("luna"), **fields[how])
    await minutes(record, made)
    assert record.coins(LUNA) == 0


async def test_after_a_crash_each_minute_is_paid_once(record: LedgerRecord) -> None:
    made = earning(record, per_minute=1, per_chat=5)
    await record.hear(chat("luna"))
    await minutes(record, made, 2)
    await record.hear(chat("luna"))
    record.followers.clear()
    await record.clock.advance(60)

    again = resumed(record, per_minute=1, per_chat=5)
    await again.pay()
    await again.pay()
    assert record.coins(LUNA) == 5 + 1 + 1 + 5 + 1
    assert len(record.ledger.history.notes.lasting(CoinsMoved)) == 3


async def test_switched_off_it_pays_nothing_and_owes_nothing_later(
    record: LedgerRecord,
) -> None:
    rates = CoinsSettings(is_on=False)
    made = Earning(
        record=record, clock=record.clock, rates=rates, person=record.links.person
    )
    record.followers.append(made)
    await record.hear(chat("luna"))
    await minutes(record, made, 3)
    await record.hear(chat("luna"))
    assert record.coins(LUNA) == 0
    assert made._minutes.owed() == ()


async def test_other_rates_hold_at_once_and_for_what_is_over_those_before(
    record: LedgerRecord,
) -> None:
    made = earning(record, per_minute=1)
    await record.hear(like("luna"))
    await minutes(record, made)
    assert record.coins(LUNA) == 1

    await record.clock.advance(60)  # over, and not paid yet
    made.go_by(rates(per_minute=10))
    await made.pay()
    assert record.coins(LUNA) == 1 + 1

    await minutes(record, made)
    assert record.coins(LUNA) == 1 + 1 + 10


async def test_what_was_switched_off_is_not_paid_when_it_is_on_again(
    record: LedgerRecord,
) -> None:
    made = earning(record, per_minute=1)
    await record.hear(like("luna"))
    await minutes(record, made, 2)
    made.go_by(rates(is_on=False, per_minute=1))
    await minutes(record, made, 3)
    assert record.coins(LUNA) == 2

    made.go_by(rates(per_minute=1))
    await made.pay()
    await minutes(record, made)
    assert record.coins(LUNA) == 3

    await resumed(record, per_minute=1).pay()
    assert record.coins(LUNA) == 3


async def test_a_crash_just_after_it_was_switched_on_pays_nothing_for_before(
    record: LedgerRecord,
) -> None:
    made = earning(record, is_on=False, per_minute=1)
    await record.hear(like("luna"))
    await minutes(record, made, 3)
    made.go_by(rates(per_minute=1))
    await made.pay()
    await record.clock.advance(60)

    await resumed(record, per_minute=1).pay()
    assert record.coins(LUNA) == 1


async def test_switching_off_and_on_within_a_minute_loses_no_coin(
    record: LedgerRecord,
) -> None:
    made = earning(record, per_minute=1)
    await record.hear(like("luna"))
    await record.clock.advance(60)
    made.go_by(rates(is_on=False))
    made.go_by(rates(per_minute=1))
    await made.pay()

    assert record.coins(LUNA) == 1


async def test_after_a_crash_the_hours_limit_counts_what_was_paid(
    record: LedgerRecord,
) -> None:
    made = earning(record, per_minute=1, most_per_hour=10)
    await record.hear(like("luna"))
    await minutes(record, made, 4)
    made.go_by(rates(per_minute=3, most_per_hour=10))

    again = resumed(record, per_minute=3, most_per_hour=10)
    await minutes(record, again, 6)
    assert record.coins(LUNA) == 10


@pytest.mark.parametrize("off", ["in the session", "when it was resumed"])
async def test_what_was_switched_off_is_not_paid_when_the_session_is_resumed(
    record: LedgerRecord, off: str
) -> None:
    made = earning(record, per_minute=1)
    await record.hear(like("luna"))
    await minutes(record, made, 2)
    if off == "in the session":
        made.go_by(rates(is_on=False, per_minute=1))
    else:
        made = resumed(record, is_on=False, per_minute=1)
    await made.pay()
    for _minute in range(3):
        await record.hear(like("luna"), like("sol"))
        await minutes(record, made)
    assert record.coins(LUNA) == 2

    again = resumed(record, per_minute=1)
    await again.pay()
    assert (record.coins(LUNA), record.coins(SOL)) == (2, 0)
    await minutes(record, again)
    assert (record.coins(LUNA), record.coins(SOL)) == (3, 1)

    await resumed(record, per_minute=1).pay()
    assert (record.coins(LUNA), record.coins(SOL)) == (3, 1)


async def test_however_often_it_was_switched_within_a_minute_the_last_time_counts(
    record: LedgerRecord,
) -> None:
    made = earning(record, per_minute=1)
    await record.hear(like("luna"))
    await minutes(record, made)
    for is_on in (False, True, False, True, False):
        made.go_by(rates(is_on=is_on, per_minute=1))
        await made.pay()
    written = len(record.ledger.history.notes.lasting(CoinsMoved))
    await minutes(record, made, 3)
    assert len(record.ledger.history.notes.lasting(CoinsMoved)) == written

    await resumed(record, per_minute=1).pay()
    assert record.coins(LUNA) == 1
