from __future__ import annotations

from collections import defaultdict
from itertools import islice, pairwise

import pytest

from companion.domain.events import (
    AnyEvent,
    Gift,
    Membership,
    Subscription,
    SuperChat,
)
from companion.platforms.simulator import Fault, Library, Scenario, generate
from companion.platforms.simulator.giving import run_of
from companion.platforms.simulator.scenario import Faults
from companion.platforms.simulator.stage import MESSAGE_BASE


def calm(name: str) -> Scenario:
    return Library().load(name).model_copy(update={"faults": Faults()})


def told(scenario: Scenario, count: int) -> list[AnyEvent]:
    items = generate(scenario)
    return [item for item in islice(items, count) if not isinstance(item, Fault)]


def runs(events: list[AnyEvent]) -> dict[str, list[Gift]]:
    found: dict[str, list[Gift]] = defaultdict(list)
    for event in events:
        if isinstance(event, Gift) and event.streak is not None:
            found[run_of(event)].append(event)
    return found


def test_a_run_is_told_with_rising_totals_and_then_ended() -> None:
    finished = 0
    for messages in runs(told(calm("demo"), 10_000)).values():
        streaks = [gift.streak for gift in messages if gift.streak]
        totals = [streak.total for streak in streaks]
        assert totals[0] == 1
        if not streaks[-1].ended:
            continue
        finished += 1
        assert [streak.ended for streak in streaks[:-1]] == [False] * (len(streaks) - 1)
        assert totals[:-1] == sorted(set(totals[:-1]))
        assert totals[-1] == totals[-2], "a single rose is told twice, too"
        assert all(gift.count == gift.streak.total for gift in messages if gift.streak)

    assert finished > 200


def test_message_numbers_rise_and_are_those_of_tiktok_in_size() -> None:
    gifts = [event for event in told(calm("demo"), 5_000) if isinstance(event, Gift)]
    numbers = [gift.streak.message for gift in gifts if gift.streak]

    assert numbers == sorted(set(numbers))
    assert MESSAGE_BASE < numbers[0] < 2**63


def test_a_viewers_runs_of_one_gift_never_overlap() -> None:
    open_runs: dict[tuple[str, str], str] = {}
    for event in told(calm("money"), 10_000):
        if not isinstance(event, Gift) or event.streak is None or not event.viewer:
            continue
        key = (event.viewer.id, event.gift_id)
        assert open_runs.setdefault(key, run_of(event)) == run_of(event)
        if event.streak.ended:
            del open_runs[key]


def test_a_group_id_that_comes_again_can_be_told_apart() -> None:
    scenario = calm("money").model_copy(update={"faults": Faults(reused_group=0.7)})
    by_group: dict[tuple[str, str, str], list[list[Gift]]] = defaultdict(list)
    for messages in runs(told(scenario, 20_000)).values():
        first = messages[0]
        assert first.viewer is not None
        assert first.streak is not None
        key = (first.viewer.id, first.gift_id, first.streak.group)
        by_group[key].append(messages)
    again = [found for found in by_group.values() if len(found) > 1]

    assert len(again) > 20
    for found in again:
        for before, after in pairwise(found):
            last, first = before[-1].streak, after[0].streak
            assert last is not None
            assert first is not None
            assert first.total < last.total


def test_expensive_gifts_come_alone() -> None:
    gifts = [event for event in told(calm("demo"), 20_000) if isinstance(event, Gift)]
    alone = [gift for gift in gifts if gift.streak is None]

    assert {gift.count for gift in alone} == {1}
    assert {gift.name for gift in alone} >= {"Galaxy", "Hand Hearts"}
    assert max(gift.diamonds_each for gift in gifts if gift.streak) < 200


def test_subscriptions_are_own_gifted_to_one_and_in_bulk() -> None:
    events = told(calm("money"), 20_000)
    subs = [event for event in events if isinstance(event, Subscription)]
    shapes = {
        (sub.viewer is None, sub.gifted_by is None, sub.count > 1) for sub in subs
    }

    assert shapes == {
        (False, True, False),
        (False, False, False),
        (True, False, True),
    }
    assert {sub.tier for sub in subs} == {"", "1", "2", "3", "prime"}


def test_a_member_who_stays_has_one_month_more_each_time() -> None:
    months: dict[str, int] = {}
    stayed = 0
    for event in told(calm("money"), 30_000):
        if isinstance(event, Membership) and event.viewer is not None:
            before = months.get(event.viewer.id)
            if before is not None:
                assert event.months == before + 1
                stayed += 1
            months[event.viewer.id] = event.months

    assert stayed > 5


@pytest.mark.parametrize(
    ("code", "divides"), [("JPY", 1_000_000), ("EUR", 10_000), ("KWD", 10_000)]
)
def test_amounts_fit_their_currency(code: str, divides: int) -> None:
    paid = [
        event.amount_micros
        for event in told(calm("money"), 30_000)
        if isinstance(event, SuperChat) and event.currency == code
    ]

    assert paid
    assert all(amount > 0 and amount % divides == 0 for amount in paid)


def test_a_scenario_can_name_the_currencies_people_pay_in() -> None:
    paid = {
        event.currency
        for event in told(calm("demo"), 30_000)
        if isinstance(event, SuperChat)
    }

    assert paid == {"EUR", "USD", "GBP", "BRL"}
