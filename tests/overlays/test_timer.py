"""What the timer overlay shows of a session."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from companion.domain.on_air import TimerOnAir
from overlays.timer import Timer, TimerSettings, time_of_day
from tests.overlays.evening import session
from tests.overlays.stream import Stream
from tests.support.fakes import EPOCH

TIMER = Timer()
MINUTE = 60_000_000
HOUR = 60 * MINUTE


def shown(totals: dict[str, Any], *, after: int = 0, **chosen: Any) -> Any:
    view = Stream(session=session(**totals), now=EPOCH + after)
    return TIMER.project(view, TimerSettings(**chosen))


def at(text: str, zone: str = "UTC") -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return int(moment.timestamp()) * 1_000_000


def test_the_state_has_what_the_preview_has() -> None:
    assert shown({})["timer"].keys() == TIMER.preview()["timer"].keys()


def test_between_sessions_nothing_runs() -> None:
    for mode in ("length", "stopwatch", "subathon"):
        assert TIMER.project(Stream(), TimerSettings(mode=mode)) == {"timer": None}


def test_a_length_counts_down_from_the_sessions_start() -> None:
    timer = shown({"follows": 3}, minutes=90, heading="{{followers}} follow")["timer"]

    assert timer["mode"] == "countdown"
    assert timer["title"] == "3 follow"
    assert timer["from"] == EPOCH // 1_000
    assert timer["at"] == (EPOCH + 90 * MINUTE) // 1_000


def test_a_stopwatch_counts_from_the_sessions_start() -> None:
    timer = shown({}, mode="stopwatch")["timer"]

    assert (timer["mode"], timer["at"]) == ("stopwatch", EPOCH // 1_000)


@pytest.mark.parametrize(
    ("start", "time", "end"),
    [
        ("2026-05-01T18:30", "20:00", "2026-05-01T20:00"),
        ("2026-05-01T23:30", "00:15", "2026-05-02T00:15"),
        ("2026-05-01T20:05", "20:00", "2026-05-01T20:00"),
        ("2026-05-01T14:01", "08:00", "2026-05-02T08:00"),
        ("2026-05-01T00:05", "23:55", "2026-04-30T23:55"),
        ("2026-03-29T01:30", "04:00", "2026-03-29T04:00"),
    ],
)
def test_a_time_of_day_is_the_one_that_is_meant(
    start: str, time: str, end: str
) -> None:
    zone = "Europe/Paris"

    found = time_of_day(time, after=at(start, zone), zone=ZoneInfo(zone))

    assert found == at(end, zone)


def test_the_time_of_day_is_the_sessions_own() -> None:
    start = at("2026-05-01T16:30")
    view = Stream(session=session(started_at=start, timezone="Europe/Paris"))

    timer = TIMER.project(view, TimerSettings(mode="time", time="20:00"))["timer"]

    assert timer["at"] * 1_000 == at("2026-05-01T20:00", "Europe/Paris")
    assert timer["from"] * 1_000 == start


def test_before_a_session_the_day_goes_on_by_itself() -> None:
    now = datetime(2026, 5, 1, 12, tzinfo=UTC).astimezone()
    view = Stream(now=int(now.timestamp()) * 1_000_000)
    time = f"{(now.hour + 1) % 24:02d}:00"

    found = TIMER.project(view, TimerSettings(mode="time", time=time))

    assert found["timer"]["at"] * 1_000 == view.now + HOUR
    assert found["next_at"] > view.now + HOUR


def test_support_makes_a_subathon_longer_exactly() -> None:
    totals = {
        "diamonds": 3,
        "bits": 100,
        "subscriptions": 2,
        "follows": 5,
        "money": {"EUR": 7_500_000, "USD": 900_000_000},
    }
    timer = shown(
        totals,
        mode="subathon",
        minutes=60,
        seconds_per_diamond=0.1,
        seconds_per_bit=0.5,
        seconds_per_subscription=180,
        seconds_per_follow=2,
        seconds_per_money=60,
    )["timer"]
    seconds = 3 * 0.1 + 100 * 0.5 + 2 * 180 + 5 * 2 + 7.5 * 60

    assert timer["added"] == round(seconds * 1_000)
    assert timer["at"] == (EPOCH + HOUR) // 1_000 + timer["added"]


def test_a_subathon_has_an_end_whatever_comes() -> None:
    chosen = {"mode": "subathon", "minutes": 60, "most_minutes": 30}

    timer = shown({"subscriptions": 1_000}, **chosen)["timer"]

    assert timer["added"] == 30 * 60_000


def test_what_is_over_an_hours_limit_waits_for_the_next_hour() -> None:
    chosen = {"mode": "subathon", "minutes": 120, "most_minutes_an_hour": 10}
    totals = {"subscriptions": 5}  # 15 minutes

    first = shown(totals, after=HOUR - 1, **chosen)
    second = shown(totals, after=HOUR, **chosen)

    assert first["timer"]["added"] == 10 * 60_000
    assert first["next_at"] == EPOCH + HOUR
    assert second["timer"]["added"] == 15 * 60_000
    assert second["next_at"] is None


def test_a_timer_that_was_put_on_takes_the_place() -> None:
    put = TimerOnAir(id="t", title="Pizza", at=EPOCH + HOUR, held_us=90_000_000)
    view = Stream(session=session(), airing=[put])

    timer = TIMER.project(view, TimerSettings(mode="stopwatch"))["timer"]

    assert (timer["mode"], timer["title"], timer["held"]) == (
        "countdown",
        "Pizza",
        90_000,
    )
    assert timer["at"] == (EPOCH + HOUR) // 1_000


@pytest.mark.parametrize(
    ("chosen", "held"),
    [
        ({"mode": "stopwatch"}, 20 * 60_000),
        ({"mode": "length", "minutes": 60}, 40 * 60_000),
        ({"mode": "length", "minutes": 5}, 0),
        ({"mode": "subathon", "minutes": 60}, 43 * 60_000),
    ],
)
def test_a_clock_stands_when_the_session_has_ended(
    chosen: dict[str, Any], held: int
) -> None:
    running = session(subscriptions=1)
    ended = structs.replace(running, state="ended", ended_at=EPOCH + 20 * MINUTE)
    view = Stream(session=ended, now=EPOCH + 5 * HOUR)

    assert TIMER.project(view, TimerSettings(**chosen))["timer"]["held"] == held
