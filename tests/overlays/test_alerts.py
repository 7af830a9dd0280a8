"""Which alert is on the screen when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from pydantic import ValidationError

from companion.domain.moments import Moment
from companion.domain.values import Platform
from companion.pipeline.held_back import HeldBack
from overlays.alerts import Alerts
from overlays.alerts.schedule import Schedule, schedule, weight_of
from overlays.alerts.settings import AlertsSettings
from tests.overlays.stream import Stream, moment, viewer
from tests.support.events import rose
from tests.support.fakes import EPOCH, FakeClock
from tests.support.small_engine import SmallEngine

SECOND = 1_000_000
CHOSEN = AlertsSettings()


def at(seconds: float) -> int:
    return EPOCH + round(seconds * SECOND)


def gift(number: int, when: float, diamonds: int = 500, **more: Any) -> Moment:
    known = {
        "viewer": viewer(f"v{number}", "tiktok"),
        "platform": Platform.TIKTOK,
        "title": "Lion",
        "worth": diamonds,
        "began": at(when),
    }
    return moment(number, "gift", **{**known, **more})


def follow(number: int, when: float, **more: Any) -> Moment:
    known = {"viewer": viewer(f"v{number}", "tiktok"), "began": at(when), **more}
    return moment(number, "follow", **known)


def shown(moments: Sequence[Moment], when: float, **chosen: Any) -> Schedule:
    wishes = AlertsSettings(**chosen) if chosen else CHOSEN
    return schedule([one for one in moments if one.began <= at(when)], at(when), wishes)


def main_id(moments: Sequence[Moment], when: float) -> int | None:
    main = shown(moments, when).main
    return None if main is None else main.id


def test_an_alert_comes_at_once_and_stays_longer_for_more() -> None:
    small = [gift(1, 0, diamonds=100)]
    great = [gift(1, 0, diamonds=30_000)]

    assert shown(small, 0).main.lead.id == 1
    assert [main_id(small, when) for when in (3.5, 4.5)] == [1, None]
    assert [main_id(great, when) for when in (7.9, 8.1)] == [1, None]
    assert shown(great, 1).next_at == at(8)
    assert shown(great, 9).next_at is None, "nobody is woken when all is over"


def test_one_large_alert_at_a_time_and_the_heaviest_goes_first() -> None:
    moments = [gift(1, 0), gift(2, 0.5, 600, title="B"), gift(3, 1, 2_000, title="C")]
    order = [main_id(moments, when / 2) for when in range(24)]

    assert [one for n, one in enumerate(order) if one and one != order[n - 1]] == [
        1,
        3,
        2,
    ]
    assert shown(moments, 1).main.ends == at(3), "three seconds, when others wait"


def test_what_would_wait_too_long_is_told_small() -> None:
    moments = [
        structs.replace(gift(n, 0, 1000 * n), title=f"Gift {n}") for n in range(1, 9)
    ]
    seen = {
        one.lead.id
        for when in range(20)
        for alert in [shown(moments, when / 2)]
        for one in (alert.main, *alert.rows)
        if one is not None
    }
    told = {
        one.id
        for when in range(20)
        for alert in [shown(moments, when / 2)]
        for row in (alert.main, *alert.rows)
        if row is not None
        for one in row.moments
    }

    assert 8 in seen
    assert told == set(range(1, 9))


def test_a_streak_stays_while_it_runs_and_grows_in_place() -> None:
    def streak(count: int, grew: float, *, running: bool = True) -> list[Moment]:
        grown = {"count": count, "worth": 100 * count, "is_running": running}
        return [gift(1, 0, grew=at(grew), **grown)]

    assert shown(streak(5, 20), 20.5).main.id == 1
    assert shown(streak(9, 25), 25.5).main.moments[0].count == 9
    assert shown(streak(9, 25), 29).main is None


def test_a_streak_makes_room_for_others_and_comes_back_while_it_grows() -> None:
    def evening(grew: float) -> list[Moment]:
        return [gift(1, 0, grew=at(grew)), gift(2, 1, title="B")]

    assert main_id(evening(2.9), 2.9) == 1
    assert main_id(evening(3.5), 3.5) == 2
    assert main_id(evening(9), 9.5) == 1


def test_equal_ones_join_a_small_alert() -> None:
    moments = [follow(n, n * 0.3, platform=Platform.TIKTOK) for n in range(6)]
    moments.append(follow(6, 1.8))
    [row] = shown(moments, 2).rows

    assert len(row.moments) == 7
    assert row.id == 0
    assert shown(moments, 7).rows == ()


def test_small_alerts_show_for_four_seconds_three_at_once() -> None:
    moments = [
        follow(1, 0),
        moment(2, "share", began=at(0)),
        moment(3, "raid", began=at(0), viewers=5),
        gift(4, 0, 5),
    ]

    assert [row.id for row in shown(moments, 1).rows] == [1, 2, 3]
    assert 4 in [row.id for row in shown(moments, 3).rows], "somebody made room"
    assert [row.id for row in shown([follow(1, 0)], 3.9).rows] == [1]
    assert shown([follow(1, 0)], 4).rows == ()


@pytest.mark.parametrize("diamonds", [1, 500], ids=["small", "large"])
@pytest.mark.parametrize("titles", [1, 40])
def test_a_thousand_gifts_of_one_second_are_all_shown_within_ten(
    diamonds: int, titles: int
) -> None:
    moments = [
        gift(n, n / 1000, diamonds, title=f"Gift {n % titles}") for n in range(1, 1001)
    ]
    began: dict[int, float] = {}
    most = 0
    for step in range(120):
        now = shown(moments, step / 10)
        most = max(most, len(now.rows))
        for alert in (now.main, *now.rows):
            if alert is not None:
                for one in alert.moments:
                    began.setdefault(one.id, step / 10)

    assert len(began) == 1000, "none is left out, so totals are exact"
    assert all(began[n] - n / 1000 <= 10 for n in began)
    assert most <= 3


def test_every_gift_is_in_one_alert_so_the_sums_are_exact() -> None:
    moments = [gift(n, n / 1000, 5) for n in range(1, 1001)]
    counted: dict[int, int] = {}
    for step in range(120):
        now = shown(moments, step / 10)
        for alert in (now.main, *now.rows):
            if alert is not None:
                total = sum(one.count for one in alert.moments)
                counted[alert.begins] = max(total, counted.get(alert.begins, 0))

    assert sum(counted.values()) == 1000


def test_what_is_older_than_its_time_does_not_show_after_a_restart() -> None:
    moments = [gift(1, 0, 30_000), follow(2, 0)]

    assert shown(moments, 60) == Schedule()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 60), st.sampled_from((1, 50, 500, 9_000))), max_size=30
    ),
    st.floats(0, 90),
)
def test_a_look_is_the_same_however_much_of_the_past_is_known(
    steps: list[tuple[float, int]], when: float
) -> None:
    moments = [gift(n, start, worth) for n, (start, worth) in enumerate(sorted(steps))]
    old = [gift(1000 + n, n * 100 - 1000, 500) for n in range(8)]
    now = shown(moments, when)

    assert shown([*old, *moments], when) == now
    assert len(now.rows) <= 3
    for alert in (now.main, *now.rows):
        if alert is not None:
            assert alert.begins <= at(when) < alert.ends
    assert now.next_at is None or now.next_at > at(when)


def test_what_lies_a_little_ahead_comes_by_itself_and_never_from_far() -> None:
    soon = schedule([gift(1, 0.2), gift(2, 3_600)], at(0), CHOSEN)

    assert (soon.main, soon.next_at) == (None, at(0.2))
    assert schedule([gift(2, 3_600)], at(0), CHOSEN) == Schedule()


def test_settings_choose_which_and_from_which_amount() -> None:
    assert CHOSEN.size_of(gift(1, 0, 20)) == "medium"
    assert CHOSEN.size_of(gift(1, 0, 19)) == "small"
    assert AlertsSettings(gifts_from=50).size_of(gift(1, 0, 20)) == ""
    for kind, field in (
        ("gift", "gifts"),
        ("cheer", "cheers"),
        ("superchat", "superchats"),
        ("supersticker", "superchats"),
        ("gifted_subscription", "subscriptions"),
        ("membership", "subscriptions"),
        ("follow", "follows"),
        ("share", "shares"),
        ("raid", "raids"),
    ):
        one = moment(1, kind, worth=5, viewers=5)
        assert CHOSEN.size_of(one)
        assert AlertsSettings(**{field: False}).size_of(one) == ""
    assert CHOSEN.size_of(moment(1, "redemption")) == ""
    assert AlertsSettings(redemptions=True).size_of(moment(1, "redemption")) == "small"
    assert CHOSEN.size_of(moment(1, "raid", viewers=500)) == "medium"


def test_amounts_of_other_currencies_are_weighed_by_their_hundredths() -> None:
    euro = moment(1, "superchat", amount_micros=20_000_000, currency="EUR")
    yen = moment(1, "superchat", amount_micros=2_000_000_000, currency="JPY")

    assert weight_of(euro) == weight_of(yen) == 2_000


def test_tiers_have_their_own_sounds_and_pictures() -> None:
    chosen = AlertsSettings(sound_small="a", picture_large="p", picture_huge="q")
    great, large = gift(1, 0, 9_000), gift(1, 0, 500)

    assert chosen.sound_of(great, "large") == "builtin:fanfare"
    assert chosen.sound_of(large, "large") == "builtin:chime"
    assert chosen.sound_of(large, "medium") == "builtin:pop"
    assert chosen.sound_of(large, "small") == "a"
    assert CHOSEN.sound_of(large, "small") is None
    assert chosen.picture_of(great, "large") == "q"
    assert chosen.picture_of(large, "large") == "p"
    assert chosen.picture_of(large, "medium") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"medium_from": 200},
        {"large_from": 9_000},
        {"seconds_least": 8, "seconds_most": 4},
    ],
)
def test_settings_that_contradict_each_other_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        AlertsSettings(**wrong)


def test_the_state_tells_everything_that_the_page_shows() -> None:
    given = moment(
        1,
        "gifted_subscription",
        count=9,
        receivers=tuple(viewer(name) for name in "abcdefg"),
        text="for all",
        began=EPOCH,
    )
    followers = [follow(n, 0) for n in (2, 3)]
    stream = Stream(happened=[given, *followers], now=EPOCH)
    state = Alerts().project(stream, AlertsSettings(speak=True))
    main, [row] = state["main"], state["rows"]

    assert (main["kind"], main["name"], main["count"]) == (
        "gifted_subscription",
        "Nova",
        9,
    )
    assert [face["name"] for face in main["faces"]] == list("abcde")
    assert main["more"] == 4
    assert main["speech"] == "speech:1"
    assert main["sound"] == "builtin:pop"
    assert (row["others"], row["entries"]) == (1, [2, 3])
    assert state["next_at"] is not None
    quiet = Alerts().project(stream, AlertsSettings(message=False))
    assert (quiet["main"]["text"], quiet["main"]["speech"]) == ("", None)


def test_a_flood_is_asked_for_in_full() -> None:
    moments = [gift(n, n / 1000, 5) for n in range(1, 1001)]
    state = Alerts().project(Stream(happened=moments, now=at(2)), CHOSEN)

    assert state["rows"][0]["count"] == 1000
    assert len(state["rows"][0]["entries"]) == 50


def test_nobody_in_particular_is_told_as_well() -> None:
    stream = Stream(happened=[moment(1, "cheer", viewer=None, worth=900)], now=at(2))

    assert Alerts().project(stream, CHOSEN)["main"]["name"] == ""


async def test_behind_a_delay_alerts_come_later_and_stay_as_long() -> None:
    clock = FakeClock()
    engine = SmallEngine(clock)
    await engine.start_session("Friday")
    engine.feed(rose("luna", count=500))
    view = HeldBack(engine.view, clock=clock, delay_s=10, approval=False)

    def look() -> dict[str, Any] | None:
        view.begin()
        main: dict[str, Any] | None = Alerts().project(view, CHOSEN)["main"]
        return main

    assert Alerts().project(engine.view, CHOSEN)["main"]["name"] == "Luna"
    assert look() is None
    assert view.next_due == 10
    await clock.advance(10)
    assert look()["count"] == 500
    await clock.advance(4.5)
    assert look() is not None
    await clock.advance(1)
    assert look() is None
