"""Thresholds: levels, custom ones, modes, and what reasons tell."""

from __future__ import annotations

import itertools

import pytest

from companion.domain.entries import Judgement, Reason, Verdict
from companion.moderation.policy import LEVELS, NO_LIMITS, Policy, is_proved_clean
from companion.settings.moderation import (
    LABELS,
    ModerationSettings,
    ModeSettings,
    PolicySettings,
)


def policy(**settings: object) -> Policy:
    return Policy(PolicySettings.model_validate(settings))


@pytest.mark.parametrize(
    ("score", "verdict", "reasons"),
    [
        (0.39, Verdict.ALLOW, 0),
        (0.4, Verdict.ALLOW, 1),
        (0.59, Verdict.ALLOW, 1),
        (0.6, Verdict.HOLD, 1),
        (0.94, Verdict.HOLD, 1),
        (0.95, Verdict.BLOCK, 1),
    ],
)
def test_the_usual_level_flags_holds_and_blocks_toxicity(
    score: float, verdict: Verdict, reasons: int
) -> None:
    decided = policy().decide({"toxicity": score})

    assert decided.verdict is verdict
    assert len(decided.reasons) == reasons


def test_custom_thresholds_begin_as_the_usual_level() -> None:
    for label in LABELS:
        assert policy(level="custom").limits(label) == policy().limits(label)


def test_level_0_lets_all_through() -> None:
    decided = policy(level="0").decide(dict.fromkeys(LABELS, 1.0))

    assert decided == (Verdict.ALLOW, ())


def test_no_limit_rises_from_one_level_to_the_next() -> None:
    for lower, higher in itertools.pairwise(sorted(LEVELS)):
        for label in LABELS:
            before = LEVELS[lower].get(label, NO_LIMITS)
            after = LEVELS[higher].get(label, NO_LIMITS)
            assert all(a <= b for a, b in zip(after, before, strict=True)), label


@pytest.mark.parametrize("level", LEVELS)
def test_flags_come_before_holds_and_holds_before_blocks(level: str) -> None:
    for limits in LEVELS[level].values():
        assert list(limits) == sorted(limits)


def test_a_threshold_of_1_never_counts() -> None:
    limits = {"flag": 1.0, "hold": 1.0, "block": 1.0}
    decided = policy(level="custom", toxicity=limits).decide({"toxicity": 1.0})

    assert decided == (Verdict.ALLOW, ())


def test_reasons_name_the_deciding_label_first_with_its_score() -> None:
    scores = {"toxicity": 0.814, "threat": 0.93, "insult": 0.7, "obscene": 0.2}
    decided = policy().decide(scores)

    assert decided.verdict is Verdict.BLOCK
    assert decided.reasons == (
        Reason(rule="threat", detail="0.93"),
        Reason(rule="toxicity", detail="0.81"),
        Reason(rule="insult", detail="0.70"),
    )


def test_modes_raise_the_level_and_never_lower_it() -> None:
    scores = {"toxicity": 0.4}
    usual = ModerationSettings()
    assert Policy.of(usual, "normal").decide(scores).verdict is Verdict.ALLOW
    assert Policy.of(usual, "raid").decide(scores).verdict is Verdict.HOLD
    strict = PolicySettings(level="4")
    quiet = Policy(strict, modes=ModeSettings(quiet_level="2"), mode="quiet")
    assert quiet.decide(scores).verdict is Verdict.HOLD


def test_a_raid_is_at_least_as_strict_as_thresholds_of_ones_own() -> None:
    own = PolicySettings.model_validate(
        {"level": "custom", "obscene": {"flag": 0.05, "hold": 0.1, "block": 0.9}}
    )
    raid = Policy(own, mode="raid")

    assert raid.decide({"obscene": 0.1}).verdict is Verdict.HOLD
    assert raid.decide({"toxicity": 0.35}).verdict is Verdict.HOLD


@pytest.mark.parametrize(
    ("judgement", "is_clean"),
    [
        (Judgement(scores={"toxicity": 0.1}), True),
        (Judgement(reasons=(Reason(rule="person"),)), True),
        (Judgement(), False),
        (Judgement(reasons=(Reason(rule="model-late"),)), False),
        (Judgement(reasons=(Reason(rule="expired"),)), False),
        (Judgement(text=Verdict.HOLD, scores={"toxicity": 0.7}), False),
        (Judgement(text=Verdict.PENDING), False),
    ],
)
def test_only_what_model_or_person_allowed_may_be_spoken(
    judgement: Judgement, is_clean: bool
) -> None:
    assert is_proved_clean(judgement) is is_clean
