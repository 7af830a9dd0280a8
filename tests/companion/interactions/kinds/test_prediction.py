"""Predictions: what is staked, who wins how much, and that no coin is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.entries import Entry, Verdict
from companion.domain.errors import CommandError
from companion.domain.show.notes import (
    CoinsMoved,
    InteractionMade,
    InteractionStepped,
    Posting,
    ViewersLinked,
)
from companion.domain.show.specs import PredictionSpec
from companion.domain.show.steps import Closing
from companion.domain.values import POINT
from companion.interactions.kinds.catalogue import made
from companion.interactions.kinds.prediction import Prediction, shares
from tests.companion.interactions.folding import PENDING, Folding

POT = "pot:i"


def spec(**changes: Any) -> PredictionSpec:
    known = {"question": "Do we win?", "options": ("Yes", "No", "A draw 0 0")}
    return PredictionSpec(**{**known, **changes})


def begun(**changes: Any) -> tuple[Folding, Prediction]:
    """Return an evening on which it is ongoing; everybody has 100 coins."""
    told = Folding()
    told.give(luna=100, kai=100, zoe=100)
    return told, told.make(spec(**changes), "start")


def staked(one: Prediction) -> list[int]:
    return [option.points // POINT for option in one.on_air().options]


def bet(told: Folding, who: str, text: str, **fields: Any) -> Entry:
    entry = told.say(who, f"!bet {text}", **fields)
    told.pay()
    return entry


def backed() -> tuple[Folding, Prediction]:
    """Return an evening on which luna stakes 10 coins and kai 30 against her."""
    told, one = begun()
    bet(told, "luna", "1 10")
    bet(told, "kai", "2 30")
    return told, one


def decide(told: Folding, winner: str) -> None:
    told.act("close")
    told.act("decide", value=winner)
    told.pay()


def won_by_luna() -> Folding:
    told, _one = backed()
    decide(told, "1")
    return told


def coins(told: Folding) -> tuple[int, ...]:
    return tuple(told.coins[f"tiktok:{who}"] for who in ("luna", "kai", "zoe"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!bet 1 50", [50, 0, 0]),
        ("  !BET   yes  50 ", [50, 0, 0]),
        ("!bet b 50", [0, 50, 0]),
        ("!bet a draw 0 0 50", [0, 0, 50]),
    ],
)
def test_a_bet_names_an_outcome_and_an_amount(text: str, expected: list[int]) -> None:
    told, one = begun()
    told.say("luna", text)
    assert one.answers(text.strip())
    assert staked(one) == [0, 0, 0], "nothing counts before its coins are there"
    told.pay()

    assert staked(one) == expected
    assert coins(told) == (50, 100, 100)
    assert one.on_air().voters == 1


@pytest.mark.parametrize(
    "text",
    [
        "!bet",
        "!bet 1",
        "!bet 50",
        "!bet 4 50",
        "!bet 1 all",
        "!bet 1 -5",
        "!bet 1 0",
        "!bet 1 5.5",
        "!bet 1 ٥٠",
        "!bet 1 ²",
        "!bet 1 " + "9" * 400,
        "!betting 1 50",
        "bet 1 50",
        "",
    ],
)
def test_nothing_else_is_a_bet(text: str) -> None:
    told, one = begun()
    told.say("luna", text)

    assert (told.pay(), staked(one), one.answers(text)) == (0, [0, 0, 0], False)


def test_a_stake_has_a_least_and_a_most() -> None:
    told, one = begun(least=10, most=20)
    for amount in (9, 10, 20, 21):
        bet(told, "luna", f"1 {amount}")

    assert staked(one) == [30, 0, 0]


def test_a_later_stake_adds_on_the_same_outcome_and_is_refused_on_another() -> None:
    told, one = begun()
    for text in ("1 10", "2 30", "1 5"):
        bet(told, "luna", text)

    assert staked(one) == [15, 0, 0]
    assert coins(told) == (85, 100, 100)


def test_whoever_has_too_few_coins_may_bet_less_and_on_another_outcome() -> None:
    told, one = begun()
    told.say("luna", "!bet 1 1000")
    told.say("luna", "!bet 2 30")
    told.pay()

    assert staked(one) == [0, 30, 0]
    assert coins(told) == (70, 100, 100)


def test_a_test_stakes_nothing() -> None:
    told, one = begun()
    bet(told, "luna", "1 10", test=True)

    assert (staked(one), coins(told)) == ([0, 0, 0], (100, 100, 100))


def test_a_bet_that_waits_for_its_verdict_counts_from_then_on() -> None:
    told, one = begun()
    entry = bet(told, "luna", "1 10", judgement=PENDING)
    assert staked(one) == [0, 0, 0]
    told.judge(entry, Verdict.ALLOW)
    told.pay()
    assert staked(one) == [10, 0, 0]

    told.judge(entry, Verdict.BLOCK)
    told.pay()
    assert (staked(one), coins(told)) == ([0, 0, 0], (100, 100, 100))


def test_what_was_said_after_it_closed_goes_back() -> None:
    told, one = begun()
    bet(told, "luna", "1 10")
    at = told.now + 1
    bet(told, "kai", "2 10")
    told.write(InteractionStepped(id="i", step=Closing(at=at)))
    told.pay()
    bet(told, "zoe", "2 10")

    assert (staked(one), coins(told)) == ([10, 0, 0], (90, 100, 100))


def test_winners_share_the_pot_by_what_they_staked() -> None:
    told, one = begun()
    bet(told, "luna", "1 10")
    bet(told, "kai", "1 30")
    bet(told, "zoe", "2 61")
    told.act("close")
    assert one.verbs() == ("decide",)
    told.act("decide", value="1")
    told.pay()

    # 101 coins by one to three: 25.25 and 75.75, the coin left goes to kai.
    assert coins(told) == (90 + 25, 70 + 76, 39)
    assert told.coins[POT] == 0
    assert (one.on_air().winner, staked(one)) == ("1", [40, 61, 0])
    assert one.verbs() == ()
    told.act("finish")
    assert told.pay() == 0


@pytest.mark.parametrize("value", ["3", "-"])
def test_when_nobody_was_right_or_nothing_came_true_all_of_it_goes_back(
    value: str,
) -> None:
    told, one = backed()
    told.act("close")
    told.act("decide", value=value)
    told.pay()

    assert coins(told) == (100, 100, 100)
    assert staked(one) == [10, 30, 0], "what was staked is shown still"


def finish(told: Folding) -> None:
    told.act("close", "finish")


def go_back(told: Folding) -> None:
    told.act("back")


@pytest.mark.parametrize("end", [Folding.fail, finish, go_back])
def test_whatever_breaks_it_off_gives_the_stakes_back(
    end: Callable[[Folding], None],
) -> None:
    told, one = backed()
    end(told)
    told.pay()

    assert coins(told) == (100, 100, 100)
    assert staked(one) == [0, 0, 0]
    assert told.pay() == 0


def test_a_decision_is_taken_back_while_the_winners_have_their_coins() -> None:
    told = won_by_luna()
    assert coins(told) == (130, 70, 100)

    told.act("back")
    told.pay()
    assert (coins(told), told.coins[POT]) == ((90, 70, 100), 40)
    bet(told, "zoe", "2 30")
    decide(told, "2")
    assert coins(told) == (90, 105, 105)


def test_a_wrong_decision_is_put_right_even_before_its_coins_came_back() -> None:
    told = won_by_luna()
    told.act("back", "close")
    told.act("decide", value="2")
    told.pay()

    assert coins(told) == (90, 110, 100)


def test_what_a_winner_has_spent_stays_with_them() -> None:
    told = won_by_luna()
    told.coins["tiktok:luna"] = 0
    told.act("back")
    told.pay()

    assert coins(told) == (0, 70, 100)
    assert (told.coins[POT], told.pay()) == (0, 0)


def test_a_stake_that_went_back_stays_back_when_its_message_is_released() -> None:
    told, one = begun()
    said = bet(told, "luna", "1 10")
    for text in (Verdict.BLOCK, Verdict.ALLOW):
        told.judge(said, text)
        told.pay()

    assert (coins(told), staked(one)) == ((100, 100, 100), [0, 0, 0])


def test_a_stake_or_a_payout_that_a_person_takes_back_is_not_made_again() -> None:
    told, one = begun()
    stakes = []
    for who, text in (("luna", "1 10"), ("kai", "1 30")):
        bet(told, who, text)
        stakes.append(told.entries[-1])
    take_back(told, stakes[0])
    assert (staked(one), told.pay()) == ([30, 0, 0], 0)

    decide(told, "1")
    take_back(told, told.entries[-1])
    assert (told.pay(), one.verbs(), staked(one)) == (0, ("decide",), [30, 0, 0])


def take_back(told: Folding, entry: Entry) -> None:
    moved = entry.body
    assert isinstance(moved, CoinsMoved)
    postings = tuple(
        Posting(account=one.account, coins=-one.coins) for one in moved.postings
    )
    for one in postings:
        told.coins[one.account] += one.coins
    told.write(CoinsMoved(postings=postings, reason="undone", undoes=entry.seq))


def test_the_winner_of_two_accounts_is_one_person() -> None:
    told, _one = begun()
    bet(told, "luna", "1 10")
    told.write(ViewersLinked(viewer_id="tiktok:kai", other_id="tiktok:luna"))
    bet(told, "kai", "2 10")
    bet(told, "luna", "1 5")
    decide(told, "1")

    assert coins(told) == (90, 110, 100)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"least": 5, "most": 4}, "most: "),
        ({"keyword": "  "}, "keyword: "),
        ({"options": ("Same", "same")}, "options: "),
    ],
)
def test_a_spec_that_contradicts_itself_is_refused(
    changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        made(InteractionMade(id="i", spec=spec(**changes)), 0)


@pytest.mark.parametrize("value", ["", "4", "yes"])
def test_a_decision_names_one_of_the_outcomes(value: str) -> None:
    told, one = begun()
    told.act("close")
    with pytest.raises(CommandError, match="value: "):
        told.act("decide", value=value)
    assert one.on_air().winner is None


def test_it_is_decided_once_and_not_before_it_closed() -> None:
    told, _one = begun()
    with pytest.raises(CommandError):
        told.act("decide", value="1")
    told.act("close")
    told.act("decide", value="1")
    with pytest.raises(CommandError):
        told.act("decide", value="2")


@given(
    pot=st.integers(1, 10**15),
    staked=st.lists(st.integers(1, 10**9), min_size=1, max_size=60),
)
def test_shares_are_whole_add_up_and_are_less_than_a_coin_off(
    pot: int, staked: list[int]
) -> None:
    stakes = {f"tiktok:{n}": coins for n, coins in enumerate(staked)}
    found = shares(pot, stakes)

    assert sum(found.values()) == pot
    for who, one in stakes.items():
        exact = Fraction(pot * one, sum(staked))
        assert abs(found.get(who, 0) - exact) < 1
    ranked = sorted(stakes, key=lambda who: -stakes[who])
    got = [found.get(who, 0) for who in ranked]
    assert got == sorted(got, reverse=True), "who staked more never gets less"


PEOPLE = ("luna", "kai", "zoe")
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("bet"),
            st.sampled_from(PEOPLE),
            st.tuples(st.integers(1, 3), st.sampled_from((1, 7, 33, 60, 200))),
        ),
        st.tuples(
            st.sampled_from(("pay", "crash", "close", "back", "fail", "retry")),
            st.none(),
            st.none(),
        ),
        st.tuples(st.just("decide"), st.sampled_from("123-"), st.none()),
        st.tuples(st.just("block"), st.integers(0, 30), st.none()),
        st.tuples(st.just("link"), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
    ),
    max_size=40,
)


@given(steps=STEPS)
def test_no_coin_is_made_or_lost_however_it_goes(
    steps: list[tuple[str, Any, Any]],
) -> None:
    told, _one = begun()
    said: list[Entry] = []
    for step, one, other in steps:
        match step:
            case "bet":
                said.append(told.say(one, f"!bet {other[0]} {other[1]}"))
            case "pay":
                told.pay()
            case "crash":
                told.fold = told.again()
            case "block" if one < len(said):
                told.judge(said[one], Verdict.BLOCK)
            case "link":
                ids = {"viewer_id": f"tiktok:{one}", "other_id": f"tiktok:{other}"}
                told.write(ViewersLinked(**ids))
            case "fail":
                told.fail()
            case "close" | "back" | "retry" | "decide":
                try_to(told, step, one or "")
        assert sum(told.coins.values()) == 300
        assert min(told.coins.values()) >= 0
    told.pay()
    assert (
        told.again().interactions["i"].on_air() == told.fold.interactions["i"].on_air()
    )

    phase = told.fold.interactions["i"].phase
    if phase in {"before", "waiting", "failed", "after"}:
        assert told.coins.get(POT, 0) == 0


def try_to(told: Folding, verb: Any, value: str) -> None:
    one = told.fold.interactions["i"]
    if verb == "close" and one.phase != "ongoing":
        return
    try:
        told.act(verb, value=value)
    except CommandError:
        return


@given(
    bets=st.lists(
        st.tuples(st.integers(0, 30), st.integers(1, 3), st.integers(1, 99)),
        max_size=80,
    ),
    winner=st.sampled_from("123"),
)
def test_payouts_are_those_of_a_plain_recount(
    bets: list[tuple[int, int, int]], winner: str
) -> None:
    told = Folding()
    told.give(**{f"v{n}": 200 for n in range(31)})
    told.make(spec(), "start")
    has = dict.fromkeys(range(31), 200)
    chosen: dict[int, int] = {}
    put: Counter[int] = Counter()
    for who, option, amount in bets:
        bet(told, f"v{who}", f"{option} {amount}")
        if amount <= has[who] and chosen.get(who, option) == option:
            chosen[who] = option
            has[who] -= amount
            put[who] += amount
    told.act("close")
    told.act("decide", value=winner)
    told.pay()

    won = {who: put[who] for who, option in chosen.items() if option == int(winner)}
    pot, total = put.total(), sum(won.values())
    if not won:
        gets = dict(put)
    else:
        gets = {who: pot * coins // total for who, coins in won.items()}
        by_rest = sorted(won, key=lambda who: -(pot * won[who] % total))
        for who in by_rest[: pot - sum(gets.values())]:
            gets[who] += 1
    assert {n: told.coins[f"tiktok:v{n}"] for n in has} == {
        who: coins + gets.get(who, 0) for who, coins in has.items()
    }
    assert told.coins.get(POT, 0) == 0
