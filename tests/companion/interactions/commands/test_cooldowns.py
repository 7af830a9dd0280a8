"""Cooldowns, and who is taken for a bot."""

from __future__ import annotations

from companion.interactions.commands.cooldowns import LOOP_REST_US, Cooldowns, LoopGuard

S = 1_000_000


def test_what_rests_is_over_to_the_microsecond() -> None:
    cooldowns = Cooldowns()
    cooldowns.begin("hi", "", 15, now=0)

    assert cooldowns.left("hi", "", 15 * S - 1) > 0
    assert cooldowns.left("hi", "", 15 * S) == 0


def test_each_rests_for_itself() -> None:
    cooldowns = Cooldowns()
    cooldowns.begin("hi", "luna", 15, now=0)

    assert cooldowns.left("hi", "juno", 0) == cooldowns.left("hello", "luna", 0) == 0


def test_a_cooldown_of_0_is_none() -> None:
    cooldowns = Cooldowns()
    cooldowns.begin("hi", "", 0, now=0)

    assert cooldowns.left("hi", "", 0) == 0


def test_a_million_viewers_are_not_all_remembered() -> None:
    cooldowns, guard = Cooldowns(), LoopGuard()
    for number in range(60_000):
        cooldowns.begin("hi", f"v{number}", 30, now=0)
        guard.note(f"v{number}", 0)

    assert cooldowns.left("hi", "v0", 0) == 0
    assert cooldowns.left("hi", "v59999", 0) == 30


def test_eight_answers_in_a_minute_are_a_bot_for_five() -> None:
    guard = LoopGuard()
    for number in range(7):
        guard.note("helper", number * S)
    assert not guard.rests("helper", 7 * S)
    guard.note("helper", 60 * S)

    assert guard.rests("helper", 60 * S + LOOP_REST_US - 1)
    assert not guard.rests("helper", 60 * S + LOOP_REST_US)
    assert not guard.rests("luna", 60 * S)


def test_eight_answers_in_more_than_a_minute_are_a_person() -> None:
    guard = LoopGuard()
    for number in range(8):
        guard.note("luna", number * 9 * S)

    assert not guard.rests("luna", 63 * S)
