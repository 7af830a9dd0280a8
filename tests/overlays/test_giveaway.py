"""What the giveaway overlay shows of a giveaway."""

from __future__ import annotations

from overlays.giveaway import Giveaway, GiveawaySettings
from tests.overlays.on_air import airing, someone, state

GIVEAWAY = Giveaway()


def test_a_giveaway_tells_how_to_take_part() -> None:
    shown = state(GIVEAWAY)["shown"]

    assert (shown["keyword_text"], shown["entrants"]) == ("!keyboard", 1_284)
    assert shown["proof"].startswith("9f2c4b1d")
    assert (shown["winners"], shown["more"]) == ([], 0)


def test_winners_that_are_not_shown_are_counted() -> None:
    winners = tuple(someone(n) for n in range(1, 8))
    view = airing("giveaway", phase="results", winners=winners)
    shown = GIVEAWAY.project(view, GiveawaySettings(winners=3))["shown"]

    assert [one["name"] for one in shown["winners"]] == [
        viewer.name for viewer in winners[:3]
    ]
    assert shown["more"] == 4


def test_the_proof_can_be_left_out() -> None:
    shown = GIVEAWAY.project(airing("giveaway"), GiveawaySettings(proof=False))["shown"]

    assert shown["proof"] == ""


def test_tests_among_the_entrants_are_told() -> None:
    assert state(GIVEAWAY, test_votes=3)["shown"]["test_votes"] == 3
