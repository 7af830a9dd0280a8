"""A rating: one whole number per person, on its scale."""

from __future__ import annotations

import random
from typing import Any

import pytest

from companion.domain.entries import Verdict
from companion.domain.errors import CommandError
from companion.domain.show.notes import InteractionMade, ViewersLinked
from companion.domain.show.specs import RatingSpec
from companion.interactions.kind import SECOND
from companion.interactions.kinds.catalogue import made
from tests.companion.interactions.folding import Folding


def rated(*texts: str, **chosen: Any) -> Any:
    show = Folding()
    rating = show.make(RatingSpec(title="?", **chosen), "start")
    for number, text in enumerate(texts):
        show.say(f"v{number}", text)
    return rating.on_air()


# By hand: prior 3, weight 5: (15 + 5) / 6, (15 + 5 + 4 + 1) / 8; 50: (250 + 90) / 6.
@pytest.mark.parametrize(
    ("texts", "chosen", "mean"),
    [
        ((), {}, None),
        (("5",), {}, 20 / 6),
        (("5", "4/5", "1 / 5"), {}, 25 / 8),
        (("5", "4"), {"prior_weight": 0}, 4.5),
        (("90",), {"low": 0, "high": 100}, 340 / 6),
        (("6", "0", "-1", "4.5", "4/10", "five"), {}, None),
    ],
)
def test_the_mean_is_bayesian(
    texts: tuple[str, ...], chosen: dict[str, Any], mean: float | None
) -> None:
    assert rated(*texts, **chosen).mean == (mean and pytest.approx(mean))


def test_a_long_scale_has_ten_equal_columns() -> None:
    shown = rated("0", "9", "10", "90", "100", low=0, high=100)

    assert shown.histogram == (2, 1, 0, 0, 0, 0, 0, 0, 0, 2)
    assert rated("1", "5", "5").histogram == (1, 0, 0, 0, 2)


@pytest.mark.parametrize(
    ("low", "high", "inside", "outside"),
    [
        (1, 5, ("1", "5", "5/5", "3 /5"), ("0", "6", "-1", "05/6", "3/10", "3.5", "")),
        (0, 5, ("0", "0/5"), ("6", "1/1", "0/0")),
        (1, 10, ("10", "7/10"), ("0", "11", "7/100", "ten")),
        (0, 100, ("0", "100", "85/100", "!vote 50"), ("101", "999", "1000", "50%")),
    ],
)
def test_what_is_not_on_the_scale_is_ignored(
    low: Any, high: Any, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    assert rated(*outside, low=low, high=high).voters == 0
    assert rated(*inside, *outside, low=low, high=high).voters == len(inside)


@pytest.mark.parametrize("seed", range(100))
def test_the_mean_is_the_formula_over_the_last_rating_of_each(seed: int) -> None:
    chance, show = random.Random(seed), Folding()
    spec = RatingSpec(
        title="?",
        low=0,
        high=chance.choice((5, 10, 100)),
        prior_mean=chance.choice((None, 0, 4.5)),
        prior_weight=chance.choice((0, 1, 5.5)),
        revote=chance.random() < 0.5,
    )
    rating = show.make(spec, "start")
    begin, said = show.now, []
    for _n in range(40):
        who, value = f"v{chance.randrange(9)}", chance.randrange(spec.high + 1)
        at = begin + chance.randrange(90) * SECOND
        entry = show.say(who, str(value), at=at)
        said.append((at, entry.seq, who, value, entry))
    for gone in chance.sample(said, 10):
        show.judge(gone[4], Verdict.BLOCK)
        said.remove(gone)

    said.sort(key=lambda one: one[:2], reverse=not spec.revote)
    stands = {who: value for _at, _seq, who, value, _entry in said}
    prior = spec.high / 2 if spec.prior_mean is None else spec.prior_mean
    weight, ratings = spec.prior_weight, list(stands.values())
    mean = (weight * prior + sum(ratings)) / (weight + len(ratings))
    shown = rating.on_air()
    assert shown.mean == pytest.approx(mean)
    assert (shown.voters, sum(shown.histogram)) == (len(ratings), len(ratings))
    assert show.again().interactions["i"].on_air() == shown


def test_ten_equal_columns_hold_what_falls_into_each() -> None:
    shown = rated(*map(str, range(101)), low=0, high=100)

    assert shown.histogram == (10,) * 9 + (11,)


def test_a_test_rating_is_told_apart_and_a_prior_off_the_scale_is_refused() -> None:
    show = Folding()
    rating = show.make(RatingSpec(title="?"), "start")
    show.say("test", "5", test=True)

    assert (rating.on_air().voters, rating.on_air().test_votes) == (1, 1)
    with pytest.raises(CommandError, match=r"^prior_mean:"):
        made(InteractionMade(id="i", spec=RatingSpec(title="?", prior_mean=5.1)), 0)


def test_two_accounts_of_one_person_rate_once() -> None:
    show = Folding()
    rating = show.make(RatingSpec(title="?", prior_weight=0), "start")
    show.say("ana", "1")
    show.say("ana2", "5")
    show.write(ViewersLinked(viewer_id="tiktok:ana", other_id="tiktok:ana2"))

    assert (rating.on_air().voters, rating.on_air().mean) == (1, 5.0)
