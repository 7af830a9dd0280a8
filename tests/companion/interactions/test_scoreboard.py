"""The scoreboard: sums, ranks and ties, without a scan."""

from __future__ import annotations

import random

import pytest

from companion.domain.values import POINT
from companion.interactions.awards import Award, Awards
from companion.interactions.scoreboard import Scoreboard
from tests.support.events import viewer


def award(*people: tuple[str, int], first: str = "") -> dict[str, Award]:
    return {
        who: Award(
            viewer=viewer(who),
            points=points * POINT,
            order=(0, place),
            is_first=who == first,
        )
        for place, (who, points) in enumerate(people)
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
    final: dict[str, dict[str, Award]] = {f"i{n}": {} for n in range(4)}
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


def many(chance: random.Random, people: int) -> dict[str, Award]:
    return award(*((f"v{n}", chance.randrange(9)) for n in range(people)))


def whole(board: Scoreboard) -> list[tuple[str, int, bool, int | None]]:
    return [
        (one.viewer.id, one.points, one.is_first, board.rank(one.viewer.id[7:]))
        for one in board.best(9_999)
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_was_reckoned_before_is_what_is_taken(order: tuple[int, int]) -> None:
    chance = random.Random(4)
    awards = [many(chance, 2_500), many(chance, 1_500)]
    boards = [Scoreboard(), Scoreboard()]
    for board in boards:
        for name in ("i0", "i1"):
            board.enter(name)
    for number in order:
        name, theirs = f"i{number}", awards[number]
        assert len(list(boards[0].reckon(name, theirs))) > 3
        for board in boards:
            board.set(name, theirs)
        assert not list(boards[0].reckon(name, theirs))

    assert whole(boards[0]) == whole(boards[1])
    for board in boards:
        board.set("i0", award(("v3", 4)))
    assert whole(boards[0]) == whole(boards[1])


def test_what_was_reckoned_for_another_board_is_not_taken() -> None:
    chance, board, plain = random.Random(5), Scoreboard(), Scoreboard()
    first, other, second = many(chance, 1_200), many(chance, 5), many(chance, 1_500)
    for each in (board, plain):
        each.set("i0", first)
    portions = board.reckon("i1", second)
    next(portions)
    for each in (board, plain):
        each.set("i2", other)
    assert not list(portions)
    for _portion in board.reckon("i1", dict(second)):
        pass
    for each in (board, plain):
        each.set("i1", second)
    assert whole(board) == whole(plain)


def test_what_is_made_of_what_was_taken_tells_whose_award_is_another() -> None:
    board, first = Scoreboard(), Awards(award(("luna", 2), ("zoe", 3), ("mia", 1)))
    board.set("one", first)
    changed = award(("zoe", 3), ("mia", 5))
    second = Awards(changed, made_of=first.stamp, touched=("luna", "mia"))
    assert board.set("one", second)
    assert lines(board) == [("mia", 5), ("zoe", 3)]

    # It was made of others than are taken: all are looked at.
    board.set("one", Awards(award(("luna", 9)), made_of=first.stamp))
    assert lines(board) == [("luna", 9)]


def test_a_person_is_shown_as_the_account_that_earned_in_the_last_one() -> None:
    board = Scoreboard()
    one, two = award(("luna", 1)), award(("luna", 2))
    other = {"luna": Award(viewer=viewer("moon"), points=2 * POINT)}
    for name in ("one", "two"):
        board.enter(name)
    for name, awards in (("two", other), ("one", one), ("one", two)):
        board.set(name, awards)

    assert lines(board) == [("moon", 4)]
