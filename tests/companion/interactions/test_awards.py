"""Who earns what: kept by what changes, as it would be reckoned anew."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

import pytest

from companion.domain.on_air import Scored
from companion.interactions.awards import Award, Earners
from companion.interactions.ballot import Answer
from tests.support.events import viewer


def answer(who: str, seq: int, *, at: int, test: bool = False) -> Answer[int]:
    return Answer(
        choice=seq % 2,
        said_at=at,
        seq=seq,
        by=seq,
        viewer=viewer(who),
        person=who,
        is_test=test,
    )


def earners() -> Earners:
    return Earners(
        earns=lambda one: one.choice == 1,
        worth=lambda one, is_first: 1_000 - one.said_at + 500 * is_first,
    )


def plainly(answers: list[Answer[int]]) -> Iterator[tuple[str, int, bool]]:
    right = [one for one in answers if one.choice == 1 and not one.is_test]
    for place, one in enumerate(sorted(right, key=lambda one: one.order)):
        yield one.person, 1_000 - one.said_at + 500 * (place == 0), place == 0


def told(awards: Mapping[str, Award]) -> list[tuple[str, int, bool]]:
    in_order = sorted(awards, key=lambda who: awards[who].order)
    return [(who, awards[who].points, awards[who].is_first) for who in in_order]


@pytest.mark.parametrize("seed", range(20))
def test_what_changes_is_told_as_if_it_were_reckoned_anew(seed: int) -> None:
    chance, mine, now = random.Random(seed), earners(), dict[str, Answer[int]]()
    for seq in range(1, 120):
        who = f"v{chance.randrange(12)}"
        if (before := now.pop(who, None)) is not None:
            mine.dropped(before)
        if chance.random() < 0.8:
            now[who] = answer(
                who, seq, at=chance.randrange(90), test=chance.random() < 0.1
            )
            mine.chosen(now[who])
        if chance.random() < 0.5:
            assert told(mine.awards()) == list(plainly(list(now.values())))
            assert mine.awards() is mine.awards()
        if chance.random() < 0.05:
            mine.forget()

    best = [(one.viewer.id[7:], one.points, one.is_first) for one in mine.best(3)]
    assert best == list(plainly(list(now.values())))[:3]
    assert all(isinstance(one, Scored) for one in mine.best(3))


def test_what_was_told_once_stays_as_it_was() -> None:
    mine = earners()
    mine.chosen(answer("luna", 1, at=5))
    before = mine.awards()
    mine.chosen(answer("sol", 3, at=2))

    assert told(before) == [("luna", 1_495, True)]
    assert told(mine.awards()) == [("sol", 1_498, True), ("luna", 995, False)]


def test_it_is_reckoned_in_portions_and_anew_when_somebody_comes_meanwhile() -> None:
    mine = earners()
    for n in range(3_000):
        mine.chosen(answer(f"v{n}", 2 * n + 1, at=n % 900))
    portions = mine.prepare()
    next(portions)
    mine.chosen(answer("early", 7_001, at=0))
    assert len(list(portions)) == 0
    assert len(list(mine.prepare())) == 4
    assert len(list(mine.prepare())) == 0
    assert len(mine.awards()) == 3_001
