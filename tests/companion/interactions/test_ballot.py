"""One answer per person, whatever comes when."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.entries import Entry
from companion.interactions.ballot import Ballot
from companion.interactions.heard import Heard
from companion.interactions.kind import Window
from tests.companion.interactions.folding import calls
from tests.support.events import chat, viewer


def heard(
    who: str, *, seq: int, said_at: int, by: int = 0, test: bool = False
) -> Heard:
    event = chat(viewer(who), "x")
    entry = Entry(seq=seq, number=seq, session="s", at=said_at, body=event, test=test)
    return Heard(
        entry=entry,
        event=event,
        viewer=viewer(who),
        person=viewer(who).id,
        text="x",
        said_at=said_at,
        by=by or seq,
        amounts=entry.amounts,
    )


def always(_said_at: int, _by: int) -> bool:
    return True


def test_the_first_answer_by_its_own_time_counts() -> None:
    ballot = Ballot[int](is_last=False, counts=always)
    ballot.add(heard("luna", seq=1, said_at=20), 0)
    ballot.add(heard("luna", seq=2, said_at=10), 1)
    ballot.add(heard("luna", seq=3, said_at=30), 2)

    assert dict(+ballot.votes) == {1: 1}
    assert (len(ballot), ballot.repeats) == (1, 2)


def test_the_last_answer_counts_where_it_may_be_changed() -> None:
    ballot = Ballot[int](is_last=True, counts=always)
    ballot.add(heard("luna", seq=1, said_at=20), 0)
    ballot.add(heard("luna", seq=2, said_at=10), 1)

    assert dict(+ballot.votes) == {0: 1}


def test_an_entry_counts_once() -> None:
    ballot = Ballot[int](is_last=False, counts=always)
    ballot.add(heard("luna", seq=1, said_at=1), 0)

    assert not ballot.add(heard("luna", seq=1, said_at=1), 0)
    assert len(ballot) == 1


votes = st.lists(
    st.tuples(
        st.integers(0, 5),  # who
        st.integers(0, 100),  # said at
        st.integers(0, 3),  # choice
        st.integers(0, 40),  # let through so much later
        st.booleans(),  # taken back
    ),
    max_size=40,
)


@given(votes, st.booleans(), st.randoms(use_true_random=False))
def test_any_order_gives_what_a_plain_recount_gives(
    said: list[tuple[int, int, int, int, bool]], is_last: bool, chance: object
) -> None:
    window = Window(begins=20, since=0, ends=80, frozen=1_000)
    ballot = Ballot[int](is_last=is_last, counts=window.takes)
    entries = [
        (heard(f"v{who}", seq=n + 1, said_at=at, by=n + 1 + by * 40), choice, gone)
        for n, (who, at, choice, by, gone) in enumerate(said)
    ]
    shuffled = list(entries)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random
    for one, choice, _gone in shuffled:
        ballot.add(one, choice)
    for one, _choice, gone in shuffled:
        if gone:
            ballot.take_back(one.entry.seq)

    kept = [
        (one.said_at, one.entry.seq, one.person, choice)
        for one, choice, gone in entries
        if not gone and 20 <= one.said_at < 80 and one.by < 1_000
    ]
    kept.sort(reverse=is_last)
    plain: dict[str, int] = {}
    for _at, _seq, person, choice in kept:
        plain.setdefault(person, choice)
    still = [one for one, _choice, gone in entries if not gone]

    assert +ballot.votes == Counter(plain.values())
    assert ballot.outside == len(still) - len(kept)
    assert ballot.repeats == len(kept) - len(plain)
    ballot.count_anew()
    assert +ballot.votes == Counter(plain.values())


def test_two_accounts_of_one_person_have_one_vote() -> None:
    ballot = Ballot[int](is_last=False, counts=always)
    ballot.add(heard("luna", seq=1, said_at=5), 0)
    ballot.add(heard("moon", seq=2, said_at=3), 1)

    is_any = ballot.relink(
        lambda _viewer: "tiktok:luna", {"tiktok:moon": "tiktok:moon"}
    )

    assert is_any
    assert dict(+ballot.votes) == {1: 1}
    assert len(ballot) == 1
    assert not ballot.relink(str, {"tiktok:zoe": "tiktok:zoe"})


def test_tests_are_told_apart() -> None:
    ballot = Ballot[int](is_last=False, counts=always)
    ballot.add(heard("luna", seq=1, said_at=5, test=True), 0)
    ballot.add(heard("moon", seq=2, said_at=3), 1)

    assert (ballot.tests, len(ballot)) == (1, 2)
    ballot.take_back(1)
    assert (ballot.tests, len(ballot)) == (0, 1)


@pytest.mark.parametrize("is_last", [False, True])
def test_taking_back_costs_as_much_for_who_has_answered_thousands_of_times(
    is_last: bool,
) -> None:
    costs = []
    for many in (20, 1_000):
        ballot = Ballot[int](is_last=is_last, counts=always)
        for seq in range(1, many + 1):
            ballot.add(heard("troll", seq=seq, said_at=seq), 0)

        def forget(ballot: Ballot[int] = ballot, many: int = many) -> None:
            for seq in range(1, many + 1):
                ballot.take_back(seq)

        costs.append(calls(forget) / many)
        assert (len(ballot), +ballot.votes) == (0, Counter())

    assert costs[1] <= costs[0] + 1
