"""Who came last, and whose turn it is."""

from __future__ import annotations

from typing import Any

import pytest

from overlays.latest import Latest, LatestSettings
from overlays.overlay import State
from tests.overlays.stream import Stream, moment
from tests.support.fakes import EPOCH

SECOND = 1_000_000

EVENING = [
    moment(1, "gift", worth=500),
    moment(2, "subscription"),
    moment(3, "gifted_membership"),
    moment(4, "gift", worth=5),
    moment(5, "raid", viewers=84),
]


def project(now_s: float = 0, **chosen: Any) -> State:
    stream = Stream(
        happened=EVENING, best_gift=EVENING[0], now=EPOCH + round(now_s * SECOND)
    )
    return Latest().project(stream, LatestSettings(**chosen))


def parts(state: State) -> dict[str, int | None]:
    return {
        one["part"]: (one["moment"] or {"id": None})["id"] for one in state["parts"]
    }


def test_the_newest_of_each_part_is_shown_in_the_chosen_order() -> None:
    assert parts(project()) == {"gifter": 4, "subscriber": 3, "top_gift": 1}
    chosen = project(shown=("raid", "top_gift", "raid"))
    assert list(parts(chosen).items()) == [("raid", 5), ("top_gift", 1)]


def test_what_has_not_happened_shows_as_a_dash_when_wanted() -> None:
    assert parts(project(empty=True))["follower"] is None


def test_rotating_parts_take_turns_by_the_clock() -> None:
    chosen = {"layout": "rotating", "seconds": 5, "shown": ("gifter", "raid", "share")}
    state = project(**chosen)
    turns = [next(iter(parts(project(s, **chosen)))) for s in range(20)]

    assert len(state["parts"]) == 1
    assert (state["next_at"] - EPOCH) % SECOND == 0
    assert EPOCH < state["next_at"] <= EPOCH + 5 * SECOND
    assert turns.count("gifter") == turns.count("raid") == 10
    alone = project(**{**chosen, "shown": ("raid",)})
    assert alone["next_at"] is None, "nobody to take turns with"


@pytest.mark.parametrize("wrong", [(), ("everybody",)])
def test_only_parts_that_there_are_can_be_chosen(wrong: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="shown"):
        LatestSettings(shown=wrong)
