"""What the prediction overlay shows of a prediction."""

from __future__ import annotations

from overlays.prediction import Prediction
from tests.overlays.on_air import state

PREDICTION = Prediction()


def test_outcomes_come_with_the_coins_staked_on_them() -> None:
    outcomes = state(PREDICTION)["shown"]["options"]

    assert [one["amount"] for one in outcomes] == [18_400_000, 9_250_000, 4_100_000]
    assert [one["right"] for one in outcomes] == [None, None, None]


def test_the_winner_is_the_outcome_with_its_key() -> None:
    outcomes = state(PREDICTION, phase="results", winner="2")["shown"]["options"]

    assert [one["right"] for one in outcomes] == [False, True, False]


def test_coins_are_called_as_the_streamer_calls_them() -> None:
    named = state(PREDICTION, coin="pebble", coins="pebbles")["shown"]["coins"]

    assert named == {"one": "pebble", "other": "pebbles"}
    assert "{coins}" in PREDICTION.labels()["staked"]
    assert "{coins}" in PREDICTION.labels()["called_off"]


def test_viewers_are_told_how_a_stake_is_written() -> None:
    assert state(PREDICTION, keyword="!bet")["shown"]["keyword_text"] == "!bet 1 50"
    assert state(PREDICTION, keyword="")["shown"]["keyword_text"] == ""
