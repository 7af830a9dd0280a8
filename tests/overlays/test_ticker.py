"""What passes by on the ticker."""

from __future__ import annotations

import pytest

from overlays.ticker import Ticker, TickerSettings
from tests.overlays.stream import Stream, moment

KINDS = {
    "gift": "gifts",
    "cheer": "cheers",
    "superchat": "superchats",
    "supersticker": "superchats",
    "subscription": "subscriptions",
    "gifted_membership": "subscriptions",
    "follow": "follows",
    "share": "shares",
    "raid": "raids",
}
EVENING = [
    moment(n, kind, worth=5, icon="https://x.invalid/a.png")
    for n, kind in enumerate(KINDS, 1)
]


def ids(**chosen: object) -> list[int]:
    state = Ticker().project(Stream(happened=EVENING), TickerSettings(**chosen))
    return [item["id"] for item in state["items"]]


@pytest.mark.parametrize("part", dict.fromkeys(KINDS.values()))
def test_each_part_passes_by_when_it_is_chosen(part: str) -> None:
    wanted = [n for n, kind in enumerate(KINDS, 1) if KINDS[kind] == part]

    assert ids(shown=(part,)) == wanted[::-1]


def test_the_newest_comes_first_and_no_more_than_wanted() -> None:
    assert ids(items=3) == [9, 7, 6]
    assert ids(shown=("gifts", "cheers"), gifts_from=6) == []
    assert not TickerSettings().shows(moment(1, "redemption"))


def test_words_of_ones_own_may_hold_variables() -> None:
    settings = TickerSettings(text="{{viewers}} watch", icons=False)
    state = Ticker().project(Stream(happened=EVENING), settings)

    assert state["text"] == "– watch"
    assert {item["icon"] for item in state["items"]} == {None}
