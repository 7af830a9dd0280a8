"""The day's units: counted, spread, kept for writing, and new at midnight Pacific."""

from __future__ import annotations

from datetime import UTC, datetime
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.platforms.store import FolderStore, MemoryStore, SmallStore
from companion.platforms.youtube.quota import Call, Pace, Plan, Quota, Quotas
from companion.settings import YouTubeCosts
from tests.support.fakes import FakeClock

HOUR = 3_600


def quota_on(
    clock: FakeClock, store: SmallStore | None = None, **plan: object
) -> Quota:
    return Quota(
        plan=Plan(**plan),  # type: ignore[arg-type]  # the test's own words
        clock=clock,
        store=store or MemoryStore(),
        name="youtube-units-1",
    )


def at(text: str) -> FakeClock:
    return FakeClock(round(datetime.fromisoformat(text).timestamp() * 1_000_000))


def test_each_call_costs_what_the_table_says() -> None:
    quota = quota_on(FakeClock())
    for call in Call:
        quota.spend(call)

    assert quota.spent == 5 + 5 + 20 + 20 + 50 + 50 + 1 + 1 + 1 + 1
    assert quota.left == 10_000 - quota.spent


def test_the_table_can_be_another() -> None:
    quota = quota_on(FakeClock(), costs=YouTubeCosts(insert=200))
    quota.spend(Call.INSERT)

    assert quota.spent == 200


@pytest.mark.parametrize(
    ("now", "reset"),
    [
        ("2026-01-01T20:00:00+00:00", "2026-01-02T08:00:00+00:00"),
        ("2026-07-01T06:59:00+00:00", "2026-07-01T07:00:00+00:00"),
        # The night in which clocks go forward: midnight is still Pacific standard time.
        ("2026-03-08T09:00:00+00:00", "2026-03-09T07:00:00+00:00"),
    ],
)
def test_units_are_new_at_midnight_in_california(now: str, reset: str) -> None:
    view = quota_on(at(now)).view()

    assert datetime.fromtimestamp(view.resets_at / 1e6, UTC).isoformat() == reset


async def test_a_new_day_has_all_its_units() -> None:
    clock = FakeClock()
    quota = quota_on(clock)
    quota.refused()
    before = quota.left
    await clock.advance(12 * HOUR)

    assert (before, quota.left) == (0, 10_000)


def test_a_restart_knows_what_was_spent_today(tmp_path: Path) -> None:
    clock = FakeClock()
    quota_on(clock, FolderStore(tmp_path)).spend(Call.INSERT)

    assert quota_on(clock, FolderStore(tmp_path)).spent == 20


async def test_a_restart_the_next_day_knows_that_it_is_another(tmp_path: Path) -> None:
    clock = FakeClock()
    quota_on(clock, FolderStore(tmp_path)).spend(Call.INSERT)
    await clock.advance(13 * HOUR)

    assert quota_on(clock, FolderStore(tmp_path)).spent == 0


def test_a_broken_file_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "youtube-units-1.json").write_text('{"spent": "many", "day": 5')

    assert quota_on(FakeClock(), FolderStore(tmp_path)).spent == 0


def test_one_key_has_one_quota_whoever_uses_it() -> None:
    quotas = Quotas(plan=Plan(), clock=FakeClock(), store=MemoryStore())
    quotas.of("youtube-units-1").spend(Call.LIST)

    assert quotas.of("youtube-units-1").spent == 5
    assert quotas.of("youtube-units-2").spent == 0


def test_polling_is_spread_over_the_planned_hours_with_the_reserve_kept() -> None:
    quota = quota_on(FakeClock(), hours=12, reserve=1_500, viewers_every_s=25)
    chat, viewers = quota.interval_s(Call.LIST), quota.interval_s(Call.VIDEOS)

    needed = 12 * HOUR / chat * 5 + 12 * HOUR / viewers
    assert viewers == 25
    assert needed == pytest.approx(8_500)


def test_two_streams_of_one_key_share_its_units() -> None:
    quota = quota_on(FakeClock(), hours=12)
    with quota.source():
        one = quota.interval_s(Call.LIST)
        with quota.source():
            two = quota.interval_s(Call.LIST)

    assert two > one * 1.9


def test_a_stream_that_began_earlier_has_fewer_hours_to_cover() -> None:
    clock = FakeClock()
    quota = quota_on(clock, hours=6)
    whole = quota.interval_s(Call.LIST)
    quota.began(clock.now() - 3 * HOUR * 1_000_000)

    assert quota.interval_s(Call.LIST) < whole / 2


async def test_past_the_planned_hours_the_units_still_do_not_end() -> None:
    clock = FakeClock()
    quota = quota_on(clock, hours=1)
    await clock.advance(3 * HOUR)
    every = quota.interval_s(Call.LIST)

    assert every != inf
    assert HOUR / every * 5 <= 8_500


def test_writing_may_use_the_reserve_and_reading_may_not() -> None:
    quota = quota_on(FakeClock(), units_per_day=1_000, reserve=500)
    while quota.affords(Call.LIST):
        quota.spend(Call.LIST)

    assert quota.left == 500
    assert quota.interval_s(Call.LIST) == inf
    assert quota.affords(Call.INSERT)


def test_what_writing_used_of_the_reserve_is_not_kept_twice() -> None:
    quota = quota_on(FakeClock(), units_per_day=1_000, reserve=500)
    for _ in range(20):
        quota.spend(Call.INSERT)

    assert quota.view().reserve == 100


async def test_the_view_shows_pace_and_how_long_it_lasts() -> None:
    clock = FakeClock()
    quota = quota_on(clock, units_per_day=1_000, reserve=0)
    for _ in range(10):
        quota.spend(Call.INSERT)
    view = quota.view()

    assert (view.spent, view.left, view.per_hour) == (200, 800, 1_200)
    assert view.lasts_s == pytest.approx(800 / 1_200 * HOUR)
    await clock.advance(700)
    assert quota.view().per_hour == 0


async def test_a_pace_allows_a_burst_and_then_asks_to_wait() -> None:
    clock = FakeClock()
    quota = quota_on(clock, hours=12)
    pace = Pace(quota, Call.STREAM, clock=clock, burst=3)
    waits = []
    for _ in range(4):
        waits.append(pace.wait_s())
        pace.made()

    assert waits[:3] == [0, 0, 0]
    every = quota.interval_s(Call.STREAM)
    assert waits[3] == pytest.approx(every, rel=0.1)
    await clock.advance(2 * every)
    assert pace.wait_s() == 0


@given(
    units=st.integers(100, 100_000),
    reserve=st.integers(0, 50_000),
    hours=st.floats(0.5, 24),
    sources=st.integers(1, 4),
    minutes=st.integers(0, 24 * 60),
)
def test_whoever_keeps_to_the_intervals_never_spends_more_than_there_is(
    units: int, reserve: int, hours: float, sources: int, minutes: int
) -> None:
    clock = FakeClock(1_767_225_600_000_000 + minutes * 60_000_000)
    quota = quota_on(
        clock, units_per_day=units, reserve=min(reserve, units // 2), hours=hours
    )
    due = dict.fromkeys([Call.LIST, Call.VIDEOS], 0.0)
    end = quota.resets_in_s - 1
    now = 0.0
    for _ in range(3_000):
        call = min(due, key=lambda one: due[one])
        now = due[call]
        if now >= end:
            break
        clock._now = clock._start + round(now * 1e6)  # the clock has no loop here
        every = quota.interval_s(call)
        if every != inf:
            for _ in range(sources):
                if quota.interval_s(call) != inf:
                    quota.spend(call)
        due[call] = now + (every * sources if every != inf else 600.0)

    assert quota.spent <= units - min(reserve, units // 2)


@pytest.mark.parametrize(
    "costs", [YouTubeCosts(videos=0), YouTubeCosts(list_messages=0)]
)
def test_what_costs_nothing_needs_no_units(costs: YouTubeCosts) -> None:
    quota = quota_on(FakeClock(), costs=costs)
    quota.refused()

    free = Call.VIDEOS if not costs.videos else Call.LIST
    assert quota.interval_s(free) == (25.0 if free is Call.VIDEOS else 0.0)
    assert quota.interval_s(Call.STREAM) == inf
    assert quota.view().left == 0


def test_a_clock_that_is_set_back_by_days_does_not_stretch_the_day() -> None:
    clock = FakeClock()
    right = clock.now()
    clock._now += 30 * 24 * HOUR * 1_000_000
    quota = quota_on(clock)
    quota.spend(Call.LIST)
    clock._now = right

    assert quota.resets_in_s <= 25 * HOUR
    assert quota.interval_s(Call.LIST) < 60
    assert quota.spent == 5
