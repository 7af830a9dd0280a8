"""A timer: exact to the microsecond, whatever comes late."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.domain.entries import ViewerMarked
from companion.domain.errors import CommandError
from companion.domain.events import Cheer, Subscription
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import Extension, TimerSpec
from companion.domain.values import Platform
from companion.interactions.kinds.catalogue import made
from tests.companion.interactions.kinds.giving import Giving
from tests.support.events import follow, rose, viewer

SECOND = 1_000_000
HOUR = 3_600 * SECOND


@pytest.fixture
def giving() -> Giving:
    return Giving()


def subathon(**fields: object) -> TimerSpec:
    known = {
        "mode": "subathon",
        "seconds": 600,
        "adds": (Extension(unit="gifts", seconds=10),),
    }
    return TimerSpec(**{**known, **fields})


def ban(giving: Giving) -> None:
    """Ban who gives, and delete all that they wrote."""
    giving.write(ViewerMarked(viewer_id=viewer().id, mark="ban"))


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (TimerSpec(), "seconds"),
        (subathon(mode="countdown"), "adds"),
        (subathon(most_s=599), "most_s"),
    ],
)
def test_a_timer_that_contradicts_itself_is_refused(
    spec: TimerSpec, field: str
) -> None:
    with pytest.raises(CommandError, match=field):
        made(InteractionMade(id="i", spec=spec), 0)


def test_a_countdown_ends_so_many_seconds_after_its_start(giving: Giving) -> None:
    one = giving.make(TimerSpec(seconds=90), "wait")
    assert one.on_air().held_us == 90 * SECOND

    giving.act("start")

    assert one.closes_at == one.on_air().at == giving.now + 90 * SECOND
    assert one.on_air().held_us is None


def test_a_countdown_that_stands_loses_no_time(giving: Giving) -> None:
    one = giving.make(TimerSpec(seconds=90), "start")
    giving.now += 4 * SECOND + 321_001
    giving.act("hold")
    assert one.on_air().held_us == 85 * SECOND - 321_001
    assert one.closes_at is None

    giving.now += 100 * SECOND
    giving.act("extend", value="-30")
    giving.act("go")

    assert one.closes_at == giving.now + 55 * SECOND - 321_001


def test_a_stopwatch_shows_what_has_passed_without_its_pauses(giving: Giving) -> None:
    one = giving.make(TimerSpec(mode="stopwatch"), "start")
    began = giving.now
    giving.act("hold")
    assert one.on_air().held_us == SECOND
    giving.now += 10 * SECOND
    giving.act("go")

    assert one.on_air().at == began + 11 * SECOND
    assert one.closes_at is None


def test_support_adds_by_the_rules(giving: Giving) -> None:
    adds = (
        Extension(unit="diamonds", seconds=1, each=10),
        Extension(unit="bits", seconds=2, each=100),
        Extension(unit="subs", seconds=60),
        Extension(unit="follows", seconds=5),
    )
    one = giving.make(subathon(adds=adds), "start")
    base = {"platform": Platform.TWITCH, "channel": "mira"}

    giving.happen(rose(count=3, diamonds_each=3))  # 9 diamonds: nothing yet
    giving.happen(rose(count=1, diamonds_each=2))  # 11: 1 s
    giving.happen(Cheer(id="twitch:1", bits=250, viewer=viewer(), **base))  # 4 s
    gift = Subscription(id="twitch:2", gifted_by=viewer("gina"), count=5, **base)
    giving.happen(gift)  # 300 s, whose receivers nobody tells
    giving.happen(follow())  # 5 s

    assert one.on_air().added_us == 310 * SECOND


def test_tests_add_nothing(giving: Giving) -> None:
    one = giving.make(subathon(), "start")
    giving.happen(rose(count=2), test=True)
    giving.happen(rose(count=4))

    assert one.on_air().added_us == 40 * SECOND


def test_what_somebody_gave_before_their_ban_stays_given(giving: Giving) -> None:
    one = giving.make(subathon(), "start")
    giving.happen(rose(count=3))

    ban(giving)

    assert one.on_air().added_us == 30 * SECOND


def test_what_is_over_the_cap_of_an_hour_is_lost(giving: Giving) -> None:
    one = giving.make(subathon(seconds=20_000, most_per_hour=25), "start")
    first = giving.happen(rose(count=2)).at  # 20
    giving.happen(rose(count=1))  # 5 of 10
    giving.happen(rose(count=1), at=first + HOUR - 1)  # 0: within the hour still
    assert one.on_air().added_us == 25 * SECOND

    giving.now = first + HOUR - SECOND
    giving.happen(rose(count=9))  # the first 20 have left the window

    assert one.on_air().added_us == 45 * SECOND


def test_it_runs_no_longer_than_it_may_in_all(giving: Giving) -> None:
    one = giving.make(subathon(most_s=615), "start")
    start = giving.now

    giving.happen(rose(count=50))

    assert one.closes_at == start + 615 * SECOND
    assert one.on_air().added_us == 15 * SECOND


def test_support_after_the_end_does_not_wake_it(giving: Giving) -> None:
    one = giving.make(subathon(seconds=10), "start")
    end = one.closes_at

    giving.happen(rose(), at=end)
    assert one.closes_at == end
    giving.happen(rose(), at=end - 1)
    assert one.closes_at == end + 20 * SECOND  # the first was in time, then


def test_going_back_goes_on_with_what_was_left(giving: Giving) -> None:
    one = giving.make(TimerSpec(seconds=90), "start")
    start = giving.now
    giving.act("close")
    assert one.on_air().held_us == 89 * SECOND
    giving.now += 500 * SECOND

    giving.act("back")

    assert one.closes_at == giving.now + 89 * SECOND
    giving.act("back", "start")
    assert one.closes_at == giving.now + 90 * SECOND
    assert start < giving.now


GIFTS = st.lists(
    st.tuples(
        st.integers(1, 30),  # how many
        st.integers(0, 2 * HOUR),  # how long after the one before
        st.sampled_from(["", "test", "ban"]),
    ),
    max_size=25,
)


@settings(max_examples=100, deadline=None)
@given(gifts=GIFTS, per_hour=st.sampled_from([None, 60, 200]))
def test_a_subathon_is_a_plain_sum(
    gifts: list[tuple[int, int, str]], per_hour: int | None
) -> None:
    giving = Giving()
    adds = (Extension(unit="gifts", seconds=7, each=3),)
    one = giving.make(
        subathon(seconds=80_000, adds=adds, most_per_hour=per_hour, most_s=82_000),
        "start",
    )
    start = giving.now
    kept: list[tuple[int, int]] = []
    for count, pause, what in gifts:
        giving.now += pause
        entry = giving.happen(rose(count=count), test=what == "test")
        if what != "test":
            kept.append((entry.at, count))
        if what == "ban":
            ban(giving)

    length, units, given_at = 80_000 * SECOND, 0, []
    for at, count in kept:
        if at >= start + length:
            continue
        wanted = ((units + count) // 3 - units // 3) * 7 * SECOND
        units += count
        if per_hour is not None:
            used = sum(many for when, many in given_at if when > at - HOUR)
            wanted = min(wanted, per_hour * SECOND - used)
        wanted = max(0, min(wanted, 82_000 * SECOND - length))
        given_at.append((at, wanted))
        length += wanted

    assert one.closes_at == start + length
    assert giving.again().interactions["i"].on_air() == one.on_air()
