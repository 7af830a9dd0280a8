"""What entries amount to in coins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.errors import CommandError
from companion.domain.show.notes import CoinsMoved
from sessions.purses import CARRIED, Purse, added_up, carried, purses_of, reversal
from tests.sessions.coins import minted, moved

LUNA, SOL = "tiktok:luna", "twitch:sol"


def test_an_account_that_is_named_twice_is_netted() -> None:
    note = minted(LUNA, 5)
    twice = CoinsMoved(postings=(*note.postings, *note.postings), reason="award")
    assert purses_of(twice)[LUNA] == Purse(earned=10)


def test_what_is_given_back_was_not_spent() -> None:
    stake = moved({LUNA: -5, "pot:1": 5}, reason="stake")
    refund = moved({LUNA: 5, "pot:1": -5}, reason="refund")
    assert added_up([stake, refund])[LUNA] == Purse()


def test_what_is_taken_back_was_not_earned() -> None:
    earned = minted(LUNA, 7)
    assert added_up([earned, reversal(earned, 3)])[LUNA] == Purse()


def test_what_moves_between_accounts_of_one_person_is_earned_once() -> None:
    linked = moved({LUNA: -7, SOL: 7}, reason="linked")
    found = added_up([minted(LUNA, 7), linked])
    assert (found[LUNA], found[SOL]) == (Purse(), Purse(earned=7))


def test_what_is_carried_over_cannot_be_taken_back() -> None:
    with pytest.raises(CommandError, match="not a correction"):
        reversal(moved({}, reason=CARRIED), 1)


ACCOUNTS = [LUNA, SOL, "youtube:kai", "mint", "sink", "pot:1"]
NOTES = st.lists(
    st.builds(
        lambda giver, taker, coins, reason: moved(
            {giver: -coins, taker: coins} if giver != taker else {}, reason=reason
        ),
        st.sampled_from(ACCOUNTS),
        st.sampled_from(ACCOUNTS),
        st.integers(0, 1000),
        st.sampled_from(["award", "refund", "linked", "undone", "stake"]),
    )
)


@given(NOTES)
def test_carried_over_says_the_same_of_everybody_else(notes: list[CoinsMoved]) -> None:
    before = added_up(notes)
    kept = carried(notes, LUNA)
    after = added_up([kept]) if kept is not None else {}

    gone = before.pop(LUNA, Purse()).coins
    if gone:
        before.setdefault("sink", Purse()).earned += gone
    assert after == before
    assert kept is None or sum(one.coins for one in kept.postings) == 0


@given(NOTES)
def test_what_is_carried_twice_stays_the_same(notes: list[CoinsMoved]) -> None:
    once = carried(notes, LUNA)
    again = carried([once], SOL) if once is not None else None
    both = added_up(notes)
    gone = sum(both.pop(one, Purse()).coins for one in (LUNA, SOL))
    if gone:
        both.setdefault("sink", Purse()).earned += gone
    found = added_up([again]) if again is not None else {}
    assert {one: p.coins for one, p in found.items()} == {
        one: p.coins for one, p in both.items()
    }
