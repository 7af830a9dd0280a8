"""The front door under overload: what goes first, what never goes."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.entries import Gap
from companion.domain.events import MONEY, AnyEvent, Arrival, Chat, Like
from companion.pipeline.intake import Intake
from tests.support.events import chat, follow, join, like, rose

MAKE = {"join": join, "like": like, "chat": chat, "gift": rose, "follow": follow}


def arrival(event: AnyEvent) -> Arrival:
    return Arrival(event=event, source="tiktok:@a")


async def taken(intake: Intake) -> list[AnyEvent]:
    return [ticket.item.event for ticket in await intake.take(10_000)]


@given(st.lists(st.sampled_from(sorted(MAKE)), max_size=80))
def test_money_and_order_survive_any_flood(kinds: list[str]) -> None:
    async def run() -> None:
        shed: list[str] = []
        intake = Intake(on_shed=shed.append, capacity=10)
        events = [MAKE[kind]() for kind in kinds]
        for event in events:
            intake.offer(arrival(event))
        if not events:
            return
        kept = await taken(intake)

        assert [one for one in events if one in kept] == kept
        assert len(kept) + len(shed) == len(events)
        for kind in (MONEY, type(follow())):
            assert [one for one in events if isinstance(one, kind)] == [
                one for one in kept if isinstance(one, kind)
            ]

    asyncio.run(run())


@pytest.mark.parametrize(
    ("waiting", "newcomer", "left"),
    [
        ([join, like, chat], chat, [Like, Chat, Chat]),
        ([like, chat, like], chat, [Chat, Like, Chat]),
        ([chat, chat, chat], join, [Chat, Chat, Chat]),
        ([chat, chat, chat], like, [Chat, Chat, Chat]),
        ([like, like, join], like, [Like, Like, Like]),
    ],
)
async def test_joins_go_first_then_likes_then_chat(
    waiting: list[type], newcomer: type, left: list[type]
) -> None:
    shed: list[str] = []
    intake = Intake(on_shed=shed.append, capacity=3)
    for make in (*waiting, newcomer):
        intake.offer(arrival(make()))

    assert [type(one) for one in await taken(intake)] == left
    assert shed == ["tiktok:@a"]


async def test_the_oldest_of_a_kind_goes_first() -> None:
    intake = Intake(on_shed=lambda _source: None, capacity=2)
    for text in ("one", "two", "three"):
        intake.offer(arrival(chat("luna", text)))

    assert [one.text for one in await taken(intake)] == ["two", "three"]


async def test_money_comes_in_above_the_limit() -> None:
    intake = Intake(on_shed=lambda _source: None, capacity=3)
    for _ in range(10):
        intake.offer(arrival(rose()))

    assert len(await taken(intake)) == 10


async def test_who_can_wait_waits_and_sheds_nothing() -> None:
    shed: list[str] = []
    intake = Intake(on_shed=shed.append, capacity=50)

    async def fill() -> None:
        for number in range(500):
            await intake.put(arrival(join(id=f"tiktok:{number}")))

    filling = asyncio.create_task(fill())
    ids: list[str] = []
    while len(ids) < 500:
        ids += [ticket.item.event.id for ticket in await intake.take(7)]
        assert len(intake) <= 5
    await filling

    assert ids == [f"tiktok:{number}" for number in range(500)]
    assert shed == []


async def test_gaps_and_submitted_events_are_never_shed() -> None:
    intake = Intake(on_shed=lambda _source: None, capacity=1)
    intake.gap(Gap(source="tiktok:@a", began=1, ended=2))
    waiting = asyncio.create_task(intake.submit(arrival(join())))
    await asyncio.sleep(0)
    intake.offer(arrival(rose()))

    assert len(await intake.take(10)) == 3
    waiting.cancel()


async def test_shedding_goes_on_rightly_after_some_were_taken() -> None:
    shed: list[str] = []
    intake = Intake(on_shed=shed.append, capacity=4)
    for text in ("a", "b", "c", "d"):
        intake.offer(arrival(chat("luna", text)))
    await intake.take(2)
    for text in ("e", "f", "g"):
        intake.offer(arrival(chat("luna", text)))

    assert [one.text for one in await taken(intake)] == ["d", "e", "f", "g"]
    assert len(shed) == 1
    assert len(intake) == 0


async def test_nothing_grows_while_nobody_takes() -> None:
    """An hour of a full disk: what was shed leaves no trace behind it."""
    intake = Intake(on_shed=lambda _source: None, capacity=100)
    intake.offer(arrival(rose()))
    for number in range(5_000):
        intake.offer(arrival(chat("luna", str(number))))

    assert len(intake) == 100
    assert len(intake._tickets) <= 200
    texts = [getattr(one, "text", None) for one in await taken(intake)]
    assert texts == [None, *(str(number) for number in range(4_901, 5_000))]


async def test_what_was_left_so_far_is_waited_for_and_no_more() -> None:
    intake = Intake(on_shed=lambda _source: None)
    for _ in range(3):
        intake.offer(arrival(chat()))
    passed = asyncio.create_task(intake.passed())
    await asyncio.sleep(0)
    intake.offer(arrival(chat()))

    assert len(await intake.take(3)) == 3
    await asyncio.sleep(0)
    assert not passed.done()
    intake.settle(3)
    await passed

    assert len(intake) == 1


async def test_nothing_left_is_nothing_to_wait_for() -> None:
    intake = Intake(on_shed=lambda _source: None)
    await intake.passed()

    intake.offer(arrival(chat()))
    await intake.take(5)
    passed = asyncio.create_task(intake.passed())
    await asyncio.sleep(0)
    assert not passed.done()
    intake.settle(1)
    await passed
