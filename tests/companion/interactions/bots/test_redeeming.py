"""Rules that cost coins: paid first, given once, given back when it did not work."""

from __future__ import annotations

import asyncio

import pytest

from companion.domain.show.bots import BotBook, RuleDef, Then, When
from companion.domain.show.notes import CoinsMoved
from tests.companion.interactions.bots.evening import Evening
from tests.support.events import chat
from tests.support.fakes import FakeClock, settle

LUNA = "tiktok:luna"
SOUND = Then(do="sound", name="boss.mp3")


def book(*then: Then, price: int = 50) -> BotBook:
    when = When(event="redeem", about="Boss Music", price=price)
    rule = RuleDef(id="b", name="Boss", when=when, actions=then or (SOUND,))
    return BotBook(rules=(rule,))


async def play(evening: Evening, *texts: str, test: bool = False) -> None:
    async with evening.running():
        for text in texts:
            evening.hear(chat("luna", text), test=test)
        await settle(100)


def moved(evening: Evening) -> list[tuple[str, int]]:
    bodies = [entry.body for entry in evening.record.entries]
    return [
        (body.reason, body.postings[0].coins)
        for body in bodies
        if isinstance(body, CoinsMoved)
    ]


async def test_the_coins_move_before_anything_is_done(evening: Evening) -> None:
    evening.hand.purse[LUNA] = 80
    evening.use(book())
    await play(evening, "!redeem boss  music")

    assert evening.hand.done == [
        ("coins", LUNA, "-50", "redeemed"),
        ("sound", "boss.mp3"),
    ]
    assert evening.hand.purse[LUNA] == 30


@pytest.mark.parametrize(
    "text", ["!redeem", "!redeem boss", "redeem boss music", "say !redeem boss music"]
)
async def test_only_its_whole_name_redeems(evening: Evening, text: str) -> None:
    evening.hand.purse[LUNA] = 80
    evening.use(book())
    await play(evening, text)

    assert evening.hand.done == []


async def test_who_has_too_few_gets_nothing_and_the_log_says_why(
    evening: Evening,
) -> None:
    evening.hand.purse[LUNA] = 49
    evening.use(book())
    await play(evening, "!redeem boss music")

    assert evening.hand.done == []
    (line,) = evening.log("b")
    assert (line.outcome, line.why) == ("failed", "There are too few coins.")
    assert not line.can_repeat


async def test_two_at_once_never_spend_the_same_coins(evening: Evening) -> None:
    evening.hand.purse[LUNA] = 120
    evening.use(book())
    await play(evening, *["!redeem boss music"] * 5)

    assert evening.hand.purse[LUNA] == 20
    assert evening.hand.done.count(("sound", "boss.mp3")) == 2


async def test_what_fails_is_given_back_by_an_entry(evening: Evening) -> None:
    evening.hand.purse[LUNA] = 50
    evening.hand.fails["sound"] = "the file is gone"
    evening.use(book())
    await play(evening, "!redeem boss music")

    assert moved(evening) == [("redeemed", -50), ("refund", 50)]
    assert evening.hand.purse[LUNA] == 50


async def test_what_costs_nothing_moves_nothing(evening: Evening) -> None:
    evening.use(book(price=0))
    await play(evening, "!redeem boss music")

    assert evening.hand.done == [("sound", "boss.mp3")]


async def test_a_test_moves_no_coins(evening: Evening) -> None:
    evening.hand.purse[LUNA] = 50
    evening.use(book())
    await play(evening, "!redeem boss music", test=True)

    assert evening.hand.done == []


async def test_a_crash_at_every_step_takes_nothing_for_nothing(
    evening: Evening, clock: FakeClock
) -> None:
    """The record is cut off after each of its entries; then Companion starts again."""
    evening.hand.purse[LUNA] = 50
    evening.hand.fails["sound"] = "gone"
    evening.use(book())
    await play(evening, "!redeem boss music")
    whole = list(evening.record.entries)

    for length in range(2, len(whole) + 1):
        again = Evening(clock, entries=whole[:length])
        again.hand.purse[LUNA] = 50 + sum(coins for _reason, coins in moved(again))
        again.use(book())
        async with again.running():
            for entry in whole[1:2]:
                again.tell(entry)
            await settle(100)

        has_begun_sound = any(line.action == "sound" for line in again.runs.log())
        is_cut_off = any(line.outcome == "interrupted" for line in again.runs.log())
        paid = -sum(coins for _reason, coins in moved(again))
        # Nothing is kept for nothing: but for what a person must look at.
        assert paid == 0 or is_cut_off or has_begun_sound
        assert sum(reason == "refund" for reason, _coins in moved(again)) <= 1
        assert sum(reason == "redeemed" for reason, _coins in moved(again)) <= 1


async def test_a_crash_between_price_and_action_gives_the_coins_back(
    evening: Evening, clock: FakeClock
) -> None:
    evening.hand.purse[LUNA] = 50
    evening.hand.hangs.add("sound")
    evening.use(book())
    await play(evening, "!redeem boss music")
    # Up to the CoinsMoved: neither the outcome of the price nor the action is known.
    cut = next(
        number
        for number, entry in enumerate(evening.record.entries, start=1)
        if isinstance(entry.body, CoinsMoved)
    )
    again = Evening(clock, entries=evening.record.entries[:cut])
    again.use(book())

    async with again.running():
        await settle(100)

    assert moved(again) == [("redeemed", -50), ("refund", 50)]


async def test_what_is_at_work_now_is_not_given_back(
    evening: Evening, clock: FakeClock
) -> None:
    evening.hand.purse[LUNA] = 50
    evening.hand.hangs.add("sound")
    evening.use(book())
    async with evening.running():
        evening.hear(chat("luna", "!redeem boss music"))
        await settle(100)
        await clock.advance(5)
        assert moved(evening) == [("redeemed", -50)]
        await asyncio.sleep(0)
