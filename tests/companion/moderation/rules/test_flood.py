"""One Viewer who writes too fast."""

from __future__ import annotations

from companion.domain.entries import Reason, Verdict
from companion.moderation.memory import RuleMemory
from companion.moderation.prepared import prepared
from companion.moderation.rules.finding import Said
from companion.moderation.rules.flood import Flood
from companion.settings.moderation import FloodSettings
from tests.support.events import viewer

SECOND = 1_000_000


def flood(memory: RuleMemory) -> Flood:
    return Flood(FloodSettings(messages=3, seconds=10), Verdict.HOLD, memory)


def says(rule: Flood, at: float, who: str = "luna") -> bool:
    said = Said(viewer(who), prepared("hi"), round(at * SECOND))
    return bool(rule.find(said))


def test_so_many_are_fine_and_one_more_is_not() -> None:
    rule = flood(RuleMemory())

    assert [says(rule, at) for at in (0, 1, 2, 3, 4)] == [False] * 3 + [True] * 2


def test_who_waits_may_write_again() -> None:
    rule = flood(RuleMemory())
    for at in (0, 1, 2, 3):
        says(rule, at)

    assert not says(rule, 13)


def test_a_calm_viewer_may_write_for_ever() -> None:
    rule = flood(RuleMemory())

    assert not any(says(rule, at * 3.4) for at in range(100))


def test_viewers_are_counted_apart() -> None:
    rule = flood(RuleMemory())

    assert not any(says(rule, 0, who=str(number)) for number in range(50))


def test_it_is_remembered_when_settings_change() -> None:
    memory = RuleMemory()
    for at in (0, 1, 2):
        says(flood(memory), at)

    (finding,) = flood(memory).find(Said(viewer("luna"), prepared("x"), 3 * SECOND))

    assert finding == (Verdict.HOLD, Reason(rule="flood", detail="4"))


def test_a_clock_that_goes_back_does_no_harm() -> None:
    rule = flood(RuleMemory())

    assert [says(rule, at) for at in (5, 4, 3)] == [False] * 3


def test_a_flood_of_viewers_is_forgotten_again() -> None:
    memory = RuleMemory()
    rule = flood(memory)
    for number in range(25_000):
        says(rule, 0, who=str(number))

    assert len(memory.messages) == 20_000
