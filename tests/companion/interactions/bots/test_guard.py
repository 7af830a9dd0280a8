"""What bots have said is known again, and what happens too often rests."""

from __future__ import annotations

from companion.domain.entries import PlatformAction
from companion.domain.values import Role
from companion.interactions.bots.guard import (
    ECHO_US,
    MOST_A_MINUTE,
    REST_US,
    RateGuard,
    actor,
    is_actor,
)
from tests.companion.interactions.bots.evening import Evening
from tests.support.events import chat, follow, viewer
from tests.support.fakes import EPOCH

OWN = viewer("mira", roles=frozenset({Role.BROADCASTER}))
MINUTE_US = 60_000_000


def test_a_chat_that_the_platform_named_ours_is_ours(evening: Evening) -> None:
    ours, theirs = chat("bot", "hello"), chat("bot", "hello")
    sent = PlatformAction(
        action="send", source="twitch:mira", outcome="done", made=ours.id
    )
    evening.record.add(sent)

    assert evening.echoes.is_own(evening.record.add(ours))
    assert not evening.echoes.is_own(evening.record.add(theirs))


def test_our_text_is_ours_before_the_platform_has_named_it(evening: Evening) -> None:
    now = evening.clock.now()
    evening.echoes.expect("so  many", now=now)

    assert evening.echoes.is_own(evening.record.add(chat(OWN, "so many \U000e0000")))
    assert not evening.echoes.is_own(evening.record.add(chat(OWN, "something else")))
    assert not evening.echoes.is_own(evening.record.add(chat("luna", "so many")))
    assert not evening.echoes.is_own(evening.record.add(follow(OWN)))


async def test_what_the_broadcaster_writes_later_is_theirs(evening: Evening) -> None:
    evening.echoes.expect("hello", now=evening.clock.now())
    await evening.clock.advance(ECHO_US / 1_000_000 + 1)

    assert not evening.echoes.is_own(evening.record.add(chat(OWN, "hello")))


def test_so_many_a_minute_and_then_a_rest() -> None:
    guard = RateGuard()
    admitted = [guard.admits(EPOCH + number) for number in range(MOST_A_MINUTE + 5)]

    assert admitted == [True] * MOST_A_MINUTE + [False] * 5
    assert guard.rests(EPOCH + REST_US - 1)
    assert guard.admits(EPOCH + MOST_A_MINUTE + REST_US)


def test_the_minute_slides() -> None:
    guard = RateGuard(most=2)

    assert [guard.admits(at * MINUTE_US // 2) for at in range(10)] == [True] * 10


def test_a_rule_is_known_by_its_name_in_the_record() -> None:
    assert is_actor(actor("Boss"))
    assert not is_actor("ann")
    assert not is_actor("")
