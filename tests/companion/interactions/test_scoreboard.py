"""The scoreboard: sums, ranks and ties, without a scan."""

from __future__ import annotations

import random

import pytest

from companion.domain.on_air import Scored
from companion.domain.values import POINT
from companion.interactions.scoreboard import Scoreboard
from tests.support.events import viewer


def award(*people: tuple[str, int], first: str = "") -> dict[str, Scored]:
    return {
        who: Scored(viewer=viewer(who), points=points * POINT, is_first=who == first)
        for who, points in people
    }


def lines(board: Scoreboard) -> list[tuple[str, int]]:
    return [(one.viewer.id[7:], one.points // POINT) for one in board.best(100)]


def test_what_interactions_award_is_summed() -> None:
    board = Scoreboard()
    board.set("one", award(("luna", 2), ("zoe", 1)))
    board.set("two", award(("zoe", 2)))

    assert lines(board) == [("zoe", 3), ("luna", 2)]
    assert (board.rank("zoe"), board.rank("luna"), board.rank("nobody")) == (1, 2, None)
    assert (board.points("zoe"), len(board)) == (3 * POINT, 2)


def test_equal_points_keep_the_order_of_who_earned_first() -> None:
    board = Scoreboard()
    board.set("one", award(("zoe", 1), ("abel", 1)))
    board.set("two", award(("mia", 1)))

    assert [who for who, _ in lines(board)] == ["zoe", "abel", "mia"]


def test_what_is_taken_back_is_gone() -> None:
    board = Scoreboard()
    board.set("one", award(("luna", 2)))
    board.set("two", award(("luna", 1), ("zoe", 1)))

    assert board.set("one", {})
    assert lines(board) == [("luna", 1), ("zoe", 1)]
    assert board.set("two", {})
    assert lines(board) == []
    assert not board.set("two", {})


def test_first_is_who_was_first_in_the_last_one() -> None:
    board = Scoreboard()
    board.set("one", award(("luna", 2), first="luna"))
    board.set("two", award(("zoe", 2), first="zoe"))

    assert [one.viewer.id for one in board.best(9) if one.is_first] == ["tiktok:zoe"]


@pytest.mark.parametrize("seed", range(40))
def test_the_same_awards_give_the_same_board_whenever_they_are_taken(seed: int) -> None:
    chance = random.Random(seed)
    names = [f"v{n}" for n in range(12)]
    final: dict[str, dict[str, Scored]] = {f"i{n}": {} for n in range(4)}
    board = Scoreboard()
    for name in final:
        board.enter(name)
    for _ in range(30):
        name = chance.choice(list(final))
        people = chance.sample(names, chance.randrange(6))
        final[name] = award(*((who, chance.randrange(1, 3)) for who in people))
        board.set(name, final[name])

    again = Scoreboard()
    for name in final:
        again.enter(name)
    for name in chance.sample(list(final), len(final)):
        again.set(name, final[name])

    plain: dict[str, int] = {}
    for awards in final.values():
        for who, one in awards.items():
            plain[who] = plain.get(who, 0) + one.points
    assert lines(board) == lines(again)
    assert {who: board.points(who) for who in plain} == plain
    order = [board.rank(who) for who, _ in lines(board)]
    assert order == list(range(1, len(order) + 1))
