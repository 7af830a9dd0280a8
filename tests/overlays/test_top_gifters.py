"""Who has given most, by what is compared."""

from __future__ import annotations

from companion.domain.views import Standing
from overlays.top_gifters import TopGifters, TopGiftersSettings
from tests.overlays.stream import Stream, viewer

STANDINGS = [
    Standing(rank=1, viewer=viewer("a"), points=9_000),
    Standing(rank=2, viewer=viewer("b"), points=8_000, bits=5, gifts=1),
    Standing(rank=3, viewer=viewer("c", "tiktok"), points=7_000, diamonds=9, gifts=4),
    Standing(rank=4, viewer=viewer("d", "tiktok"), points=0, diamonds=20, gifts=2),
]


def rows(**chosen: object) -> list[tuple[int, str, int]]:
    state = TopGifters().project(
        Stream(standings=STANDINGS), TopGiftersSettings(**chosen)
    )
    return [(row["rank"], row["name"], row["total"]) for row in state["rows"]]


def test_the_most_diamonds_come_first_and_who_gave_none_is_not_there() -> None:
    assert rows() == [(1, "d", 20), (2, "c", 9)]


def test_other_measures_have_other_leaders() -> None:
    assert rows(measure="gifts") == [(1, "c", 4), (2, "d", 2), (3, "b", 1)]
    assert rows(measure="bits") == [(1, "b", 5)]
    assert [name for _rank, name, _n in rows(measure="points")] == ["a", "b", "c"]


def test_a_podium_has_three_places_and_a_list_as_many_as_wanted() -> None:
    assert len(rows(measure="points", layout="podium", rows=9)) == 3
    assert len(rows(measure="gifts", layout="list", rows=2)) == 2
    assert rows(platform="twitch") == []
