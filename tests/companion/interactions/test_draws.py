"""A draw that anybody can check, and that is fair."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.errors import CommandError
from companion.domain.show.steps import Committed, Drawn
from companion.interactions.draws import (
    ROUNDS,
    Seal,
    first_of,
    hash_of,
    list_text,
    order_of,
    seed_of,
    turn_of,
)
from tests.support.fakes import FakeIds

DOCUMENT = Path(__file__).parents[3] / "docs" / "fair-draws.md"
BOWL = ((11, 1), (12, 2), (40, 1), (41, 7))


def chi_squared(seen: Counter[int], shares: list[int], draws: int) -> float:
    whole = sum(shares)
    expected = [draws * share / whole for share in shares]
    return sum((seen[at] - wanted) ** 2 / wanted for at, wanted in enumerate(expected))


def counted(bowl: tuple[tuple[int, int], ...], draws: int) -> Counter[int]:
    return Counter(first_of(f"seed {n}", bowl, 1)[0] for n in range(draws))


def test_the_same_seed_draws_the_same() -> None:
    drawn = first_of("a seed", BOWL, 3)

    assert first_of("a seed", BOWL, 3) == drawn
    assert any(first_of(f"seed {n}", BOWL, 3) != drawn for n in range(10))


def test_another_list_is_another_draw() -> None:
    bowl = tuple((number, 1) for number in range(1000))
    longer = (*bowl, (1000, 1))

    assert first_of("a seed", bowl, 5) != first_of("a seed", longer, 5)


@given(
    lots=st.lists(st.integers(0, 5), max_size=30),
    seed=st.text("0123456789abcdef", min_size=1, max_size=64),
)
def test_everybody_with_a_lot_is_drawn_once(lots: list[int], seed: str) -> None:
    bowl = tuple(enumerate(lots))

    drawn = list(order_of(seed, bowl))

    assert sorted(drawn) == [at for at, many in enumerate(lots) if many]


@given(
    lots=st.lists(st.integers(1, 10**12), min_size=1, max_size=8),
    seed=st.text("0123456789abcdef", min_size=1, max_size=64),
)
def test_a_draw_is_what_its_document_says(lots: list[int], seed: str) -> None:
    left = list(enumerate(lots))
    text = "".join(f"{many} {number}\n" for number, many in left)
    digest = sha256(text.encode()).hexdigest()
    plain = []
    for turn in range(1, len(lots) + 1):
        whole = sum(many for _number, many in left)
        said = f"{seed}:{digest}:{turn}:0".encode()
        rest = int.from_bytes(sha256(said).digest(), "big") % whole
        for one in left:
            rest -= one[1]
            if rest < 0:
                break
        left.remove(one)
        plain.append(one[0])

    assert list(order_of(seed, tuple(enumerate(lots)))) == plain


# The 0.999 quantiles of chi-squared: a fair draw fails them once in a thousand seeds,
# and these seeds are always the same.
@pytest.mark.parametrize(
    ("shares", "limit"),
    [([1] * 20, 43.82), ([1, 2, 3, 4, 10], 18.47), ([1, 999], 10.83)],
    ids=["equal", "weighted", "one in a thousand"],
)
@pytest.mark.parametrize(
    "draws", [20_000, pytest.param(100_000, marks=pytest.mark.long)]
)
def test_draws_are_fair(shares: list[int], limit: float, draws: int) -> None:
    seen = counted(tuple(enumerate(shares)), draws)

    assert chi_squared(seen, shares, draws) < limit


def test_a_second_winner_is_drawn_by_the_lots_that_are_left() -> None:
    second = Counter(
        first_of(f"seed {n}", ((0, 1), (1, 1), (2, 2)), 2)[1] for n in range(10_000)
    )
    # First 2 (1/2): then 0 or 1 by halves. First 0 (1/4): then 1 or 2 as 1 to 2; so 1.
    # Of 12: 0 and 1 are second in 3 + 1 cases, 2 in 2 + 2.
    assert chi_squared(second, [4, 4, 4], 10_000) < 13.82


def test_each_seed_is_checked_by_the_one_before() -> None:
    sealed = "5" * 64

    for turn in (1, 2, 500, ROUNDS):
        assert hash_of(seed_of(sealed, turn)) == seed_of(sealed, turn - 1)
    assert hash_of(sealed) == seed_of(sealed, ROUNDS - 1)


def test_the_first_commitment_binds() -> None:
    seal, ids = Seal(), FakeIds()
    (first,) = seal.commit(ids)
    (other,) = Seal().commit(ids)
    seal.take(first)
    seal.take(other)

    assert isinstance(first, Committed)
    assert len(first.sealed) == 64
    assert first.sealed != first.hash
    assert seal.commit(ids) == ()
    assert hash_of(seal.next()[1]) == first.hash == seal.proof


def test_the_seed_that_was_told_is_the_proof_of_the_next() -> None:
    seal = Seal()
    seal.take(seal.commit(FakeIds())[0])
    turn, seed = seal.next()
    seal.take(Drawn(seed=seed, winners=(), entrants=0, lots=0, round=turn))

    assert seal.proof == seed
    assert hash_of(seal.next()[1]) == seed


def test_nothing_is_drawn_that_was_not_prepared() -> None:
    with pytest.raises(CommandError, match="start it first"):
        Seal().next()


def test_seeds_come_to_an_end() -> None:
    seal = Seal()
    seal.take(seal.commit(FakeIds())[0])
    seal.take(Drawn(seed="x", winners=(), entrants=0, lots=0, round=ROUNDS))

    with pytest.raises(CommandError, match="set up another"):
        seal.next()


def test_a_wheel_stops_clear_of_the_borders() -> None:
    turns = [turn_of(f"seed {n}") for n in range(1000)]

    assert 0.1 <= min(turns) < 0.11
    assert 0.89 < max(turns) <= 0.9


def test_the_documented_command_prints_proof_and_winners(tmp_path: Path) -> None:
    seed = "c0ffee" * 10
    bowl = (*((number, number % 4 + 1) for number in range(100, 160)), (170, 0))
    names = [f"twitch:{number} <b>\u2028x\n{number}" for number, _lots in bowl]
    (tmp_path / "list.txt").write_text(
        list_text(bowl, names), encoding="utf-8", newline="\n"
    )
    found = re.search(
        r"\n(python3 -c .* SEED list.txt 1)\n", DOCUMENT.read_text("utf-8")
    )
    assert found is not None
    command = shlex.split(found[1])
    assert command[-3:] == ["SEED", "list.txt", "1"]

    ran = subprocess.run(
        [sys.executable, *command[1:-3], seed, "list.txt", "5"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
    )

    proof, *winners = ran.stdout.splitlines()
    expected = [f"{bowl[at][1]} {bowl[at][0]}" for at in first_of(seed, bowl, 5)]
    assert proof == hash_of(seed)
    assert [" ".join(line.split(" ")[:2]) for line in winners] == expected
