from __future__ import annotations

from itertools import islice, takewhile

import pytest

from companion.domain.events import AnyEvent, Gift
from companion.platforms.simulator import Fault, Library, Scenario, Truth, generate
from companion.platforms.simulator.giving import run_of
from companion.platforms.simulator.scenario import Faults
from companion.platforms.simulator.truth import truth
from sessions.streaks import Run, count_increase

NAMES = Library().names()
STORMY = ("chaos", "money", "friday-night")


def emitted(scenario: Scenario, count: int, seed: int | None = None) -> list[AnyEvent]:
    told = generate(scenario, seed)
    return list(islice((one for one in told if not isinstance(one, Fault)), count))


def diamonds_by_increase(events: list[AnyEvent]) -> dict[str, int]:
    """Count as the ledger does: by channel, viewer, gift and group alone."""
    runs: dict[tuple[str, str, str, str], list[Run]] = {}
    single: set[str] = set()
    given: dict[str, int] = {}
    for event in events:
        if not isinstance(event, Gift) or event.viewer is None:
            continue
        increase = event.count
        if event.streak is None:
            if event.id in single:
                continue
            single.add(event.id)
        else:
            key = (event.channel, event.viewer.id, event.gift_id, event.streak.group)
            known = runs.setdefault(key, [])
            increase, run = count_increase(known, event.streak)
            known[:] = [one for one in known if one.generation != run.generation]
            known.append(run)
            known.sort(key=lambda one: one.generation)
        worth = increase * event.diamonds_each
        given[event.viewer.id] = given.get(event.viewer.id, 0) + worth
    return {viewer: worth for viewer, worth in given.items() if worth}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_ledgers_rule_for_streaks_gives_the_true_diamonds(
    name: str, seed: int
) -> None:
    scenario = Library().load(name)
    counted = diamonds_by_increase(emitted(scenario, 10_000, seed))
    true = truth(scenario, seed, 10_000)

    assert counted == {
        viewer: tally.diamonds
        for viewer, tally in true.viewers.items()
        if tally.diamonds
    }
    assert sum(counted.values()) == true.total.diamonds > 0


@pytest.mark.parametrize("name", STORMY)
def test_faults_change_nothing_about_what_was_given(name: str) -> None:
    scenario = Library().load(name)
    calm = scenario.model_copy(
        update={"faults": Faults(reused_group=scenario.faults.reused_group)}
    )
    stormy = emitted(scenario, 15_000)
    until = max(event.platform_at or 0 for event in stormy) - 120_000_000

    undisturbed = takewhile(
        lambda event: (event.platform_at or 0) < until,
        (one for one in generate(calm) if not isinstance(one, Fault)),
    )
    ended: dict[str, int] = {}
    for event in undisturbed:
        if isinstance(event, Gift) and event.streak and event.streak.ended:
            ended[run_of(event)] = event.streak.total
    told: dict[str, int] = {}
    for event in stormy:
        if isinstance(event, Gift) and event.streak and run_of(event) in ended:
            run = run_of(event)
            told[run] = max(told.get(run, 0), event.streak.total)

    assert len(ended) > 50
    assert told == ended


def test_repeats_change_nothing() -> None:
    once, twice = Truth(), Truth()
    for event in emitted(Library().load("money"), 4_000):
        once.feed(event)
        twice.feed(event)
        twice.feed(event)

    assert once.total == twice.total
    assert once.viewers == twice.viewers
    assert once.events == twice.events < 4_000


def test_an_anonymous_giver_counts_in_the_total_only() -> None:
    scenario = Library().load("money")
    true = truth(scenario, 1, 8_000)
    by_viewer = sum(tally.bits for tally in true.viewers.values())

    assert 0 < by_viewer < true.total.bits
    assert "twitch:anonymous" not in true.viewers


def test_the_giver_has_a_gifted_subscription() -> None:
    true = truth(Library().load("money"), 1, 8_000)
    counts = [tally.subscriptions for tally in true.viewers.values()]

    assert sum(counts) == true.total.subscriptions
    assert max(counts) >= 10


def test_amounts_are_never_converted() -> None:
    micros = truth(Library().load("money"), 1, 8_000).total.micros

    assert {"EUR", "JPY", "KWD"} <= micros.keys()
    assert all(amount % 10_000 == 0 for amount in micros.values())


def test_totals_only_grow_with_more_emissions() -> None:
    scenario = Library().load("chaos")
    earlier, later = truth(scenario, 5, 2_000), truth(scenario, 5, 4_000)

    assert earlier.total.diamonds <= later.total.diamonds
    assert earlier.total.chats < later.total.chats
    assert earlier.viewers.keys() <= later.viewers.keys()
