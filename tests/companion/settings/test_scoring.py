"""The scoring table: defaults, preset Classic, and tiers without holes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from companion.settings.scoring import PRESETS, ScoringSettings


def scoring(**values: Any) -> ScoringSettings:
    return ScoringSettings.model_validate(values)


def test_the_defaults_are_those_of_the_interface_page() -> None:
    rules = ScoringSettings()
    points = {
        name: getattr(rules, name).points
        for name in ScoringSettings.model_fields
        if name not in {"preset", "roles"}
    }

    assert points == {
        "gift": 1,
        "cheer": 1,
        "superchat": 100,
        "supersticker": 100,
        "jewel_gift": 1,
        "subscription": 500,
        "membership": 500,
        "like": 1,
        "follow": 10,
        "share": 5,
        "chat": 1,
        "raid": 1,
        "join": 0,
        "redemption": 0,
    }
    assert (rules.like.per, rules.chat.cap, rules.gift.tiers) == (10, 30, ())


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_valid(preset: str) -> None:
    assert scoring(preset=preset).preset == preset


def test_classic_has_the_predecessors_tiers_and_likes() -> None:
    classic = scoring(preset="classic")

    assert [(tier.up_to, tier.factor) for tier in classic.gift.tiers] == [
        (4, 5),
        (9, 6),
        (19, 7),
        (49, 8),
        (99, 10),
        (299, 15),
        (999, 20),
        (None, 30),
    ]
    assert (classic.like.per, classic.like.per_follower) == (15, 10)


def test_what_is_said_explicitly_holds_over_the_preset() -> None:
    mixed = scoring(preset="classic", like={"per": 20}, gift={"tiers": []})

    assert (mixed.like.per, mixed.like.per_follower) == (20, 10)
    assert mixed.gift.tiers == ()


@pytest.mark.parametrize(
    "tiers",
    [
        [{"up_to": 4, "factor": 5}],
        [{"factor": 5}, {"factor": 6}],
        [{"factor": 5}, {"up_to": 4, "factor": 6}],
        [{"up_to": 4, "factor": 5}, {"up_to": 4, "factor": 6}, {"factor": 7}],
        [{"up_to": 9, "factor": 5}, {"up_to": 4, "factor": 6}, {"factor": 7}],
        [{"up_to": 0, "factor": 5}, {"factor": 7}],
        [{"up_to": 4}, {"factor": 7}],
        [{"factor": 1} for _ in range(51)],
    ],
)
def test_tiers_that_leave_a_gift_in_doubt_are_refused(tiers: list[object]) -> None:
    with pytest.raises(ValidationError):
        scoring(gift={"tiers": tiers})


def test_a_currency_is_written_as_iso_4217() -> None:
    rules = scoring(superchat={"currencies": {"JPY": Decimal("0.7")}})

    assert rules.superchat.currencies == {"JPY": Decimal("0.7")}
    with pytest.raises(ValidationError):
        scoring(superchat={"currencies": {"yen": 1}})
