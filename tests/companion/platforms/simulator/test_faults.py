from __future__ import annotations

from itertools import islice, pairwise

import pytest

from companion.domain.events import MONEY, AnyEvent, Gift
from companion.platforms.simulator import Fault, Library, Scenario, generate
from companion.platforms.simulator.giving import run_of
from companion.platforms.simulator.scenario import Faults

Items = list[AnyEvent | Fault]


def scenario(**faults: float) -> Scenario:
    calm = Library().load("money")
    bare = [phase.model_copy(update={"moment": ()}) for phase in calm.phase]
    return calm.model_copy(
        update={"faults": Faults.model_validate(faults), "phase": tuple(bare)}
    )


def told(count: int = 8_000, **faults: float) -> Items:
    return list(islice(generate(scenario(**faults)), count))


def events(items: Items) -> list[AnyEvent]:
    return [item for item in items if not isinstance(item, Fault)]


CLEAN = events(told(20_000))
PLACE = {event.id: index for index, event in enumerate(CLEAN)}


def test_without_faults_everything_comes_once_and_in_order() -> None:
    assert len(PLACE) == len(CLEAN) == 20_000


def test_duplicates_are_the_same_event_again_soon_after() -> None:
    disturbed = events(told(duplicate=0.1))
    first: dict[str, int] = {}
    repeats = 0
    for index, event in enumerate(disturbed):
        if event.id in first:
            repeats += 1
            assert disturbed[first[event.id]] == event
            assert index - first[event.id] <= 40
        first.setdefault(event.id, index)

    assert repeats / len(first) == pytest.approx(0.1, rel=0.15)
    assert list(first) == [event.id for event in CLEAN[: len(first)]]


def test_late_events_come_a_few_events_late_and_none_is_lost() -> None:
    disturbed = events(told(reorder=0.1))
    places = [PLACE[event.id] for event in disturbed]
    late = sum(after < before for before, after in pairwise(places))

    assert late > 300
    assert max(index - place for index, place in enumerate(places)) <= 12
    assert sorted(places)[:-20] == list(range(len(places) - 20))


def test_lost_ends_lose_only_what_was_told_before() -> None:
    disturbed = events(told(lost_end=0.5))
    here = {event.id for event in disturbed}
    missing = [
        event for event in CLEAN[: PLACE[disturbed[-1].id]] if event.id not in here
    ]

    assert len(missing) > 100
    assert all(
        isinstance(event, Gift) and event.streak is not None and event.streak.ended
        for event in missing
    )


def test_a_run_that_lost_its_highest_message_keeps_its_end() -> None:
    disturbed = events(told(lost_end=0.9, lost_middle=0.5))
    until = PLACE[disturbed[-1].id] - 500

    def highest(told: list[AnyEvent]) -> dict[str, int]:
        runs: dict[str, int] = {}
        for event in told:
            if isinstance(event, Gift) and event.streak is not None:
                run = run_of(event)
                runs[run] = max(runs.get(run, 0), event.streak.total)
        return runs

    finished = {
        run_of(event)
        for event in CLEAN[:until]
        if isinstance(event, Gift) and event.streak is not None and event.streak.ended
    }
    before, after = highest(CLEAN[:until]), highest(disturbed)
    assert len(finished) > 300
    assert {run: after.get(run) for run in finished} == {
        run: before[run] for run in finished
    }


def test_a_broken_connection_is_followed_by_the_backlog() -> None:
    items = told(disconnect_every_s=60, offline_s=10, backlog=600)
    broken = [
        index
        for index, item in enumerate(items)
        if isinstance(item, Fault) and item.kind == "disconnect"
    ]
    assert len(broken) >= 3
    for index in broken:
        ended = next(
            (i for i in range(index + 1, len(items)) if isinstance(items[i], Fault)),
            None,
        )
        if ended is None:
            continue
        fault = items[ended]
        assert isinstance(fault, Fault)
        assert fault.kind == "caught-up"
        backlog = events(items[index + 1 : ended])
        heard = {event.id for event in events(items[:index])}
        again = [event.id in heard for event in backlog]
        assert again == sorted(again, reverse=True), (
            "first what was heard, then the rest"
        )
        assert False in again
        assert sum(again) == max(0, min(600 - again.count(False), len(heard)))

    seen: dict[str, AnyEvent] = {event.id: event for event in events(items)}
    assert list(seen)[:-1] == [event.id for event in CLEAN[: len(seen) - 1]]


def test_a_backlog_that_is_too_small_loses_anything_but_money() -> None:
    disturbed = events(told(disconnect_every_s=60, offline_s=30, backlog=20))
    here = {event.id for event in disturbed}
    missing = [
        event for event in CLEAN[: PLACE[disturbed[-1].id]] if event.id not in here
    ]

    assert len(missing) > 20
    assert not any(isinstance(event, MONEY) for event in missing)


def test_a_silence_holds_back_what_happens_and_loses_nothing() -> None:
    items = told(silence_every_s=100, silence_s=30)
    silences = [
        item for item in items if isinstance(item, Fault) and item.kind == "silence"
    ]

    assert len(silences) >= 2
    assert {silence.seconds for silence in silences} == {30}
    assert all(silence.events == 30 * 6 for silence in silences)
    assert events(items) == CLEAN[: len(events(items))]


def test_no_backlog_at_all_is_possible() -> None:
    disturbed = events(told(disconnect_every_s=60, offline_s=10, backlog=0))

    assert len({event.id for event in disturbed}) == len(disturbed)
