"""Which gifts stand in the feed, and how long."""

from __future__ import annotations

from typing import Any

from companion.domain.values import Platform
from overlays.gift_feed import GiftFeed, GiftFeedSettings
from overlays.overlay import State
from tests.overlays.stream import Stream, moment
from tests.support.fakes import EPOCH

SECOND = 1_000_000

EVENING = [
    moment(1, "gift", worth=5, count=5, icon="https://x.invalid/rose.png"),
    moment(2, "follow"),
    moment(3, "cheer", worth=100, count=100),
    moment(4, "superchat", amount_micros=5, currency="EUR"),
    moment(5, "gifted_subscription", count=10),
    moment(6, "gift", worth=7, platform=Platform.YOUTUBE),
]


def project(now_s: float = 10, moments: Any = None, **chosen: Any) -> State:
    stream = Stream(
        happened=EVENING if moments is None else moments,
        now=EPOCH + round(now_s * SECOND),
    )
    return GiftFeed().project(stream, GiftFeedSettings(**chosen))


def ids(state: State) -> list[int]:
    return [row["id"] for row in state["rows"]]


def test_the_newest_gifts_are_there_oldest_first() -> None:
    state = project()
    assert ids(state) == [1, 3, 4, 5, 6]
    assert [row["unit"] for row in state["rows"]] == [
        "diamonds",
        "bits",
        "",
        "",
        "jewels",
    ]
    assert state["next_at"] is None
    assert ids(project(rows=2)) == [5, 6]


def test_a_broadcaster_chooses_what_counts() -> None:
    assert ids(project(gifts_from=6)) == [3, 4, 5, 6]
    assert ids(project(gifts=False, cheers=False)) == [4, 5]
    assert ids(project(superchats=False, subscriptions=False)) == [1, 3, 6]
    assert project(icons=False)["rows"][0]["icon"] is None
    assert [row["mixed"] for row in project(figure="worth")["rows"]] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_gifts_leave_after_their_time_and_it_says_when() -> None:
    state = project(now_s=6, stay_s=3)
    assert ids(state) == [4, 5, 6]
    assert state["next_at"] == EPOCH + 7 * SECOND
    assert project(now_s=60, stay_s=3) == {"rows": [], "next_at": None}


def test_gifts_are_found_behind_a_crowd_of_followers() -> None:
    crowd = [moment(n, "follow") for n in range(10, 500)]

    assert ids(project(moments=[*EVENING, *crowd])) == [1, 3, 4, 5, 6]
