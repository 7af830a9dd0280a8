"""Drift and flipped decisions."""

from __future__ import annotations

import pytest

from companion.moderation.models.check import THRESHOLDS, Flips, drift_of

TEXTS = ["one", "two", "three"]
FIRST = [{"toxicity": 0.1, "threat": 0.2}, {"toxicity": 0.62}, {"toxicity": 0.9}]
SECOND = [{"toxicity": 0.1}, {"toxicity": 0.58}, {"toxicity": 0.95}]


def test_distances_and_flips_are_counted() -> None:
    drift = drift_of(TEXTS, (FIRST, SECOND), names=("a", "b"))
    (label,) = drift.labels

    assert (drift.first, drift.second, drift.texts) == ("a", "b", 3)
    assert label.label == "toxicity"
    assert drift.most == pytest.approx(0.05)
    assert drift.mean == pytest.approx(0.03)
    changed = [one for one in label.flips if one.raised or one.dropped]
    assert changed == [
        Flips(threshold=0.6, raised=0, dropped=1),
        Flips(threshold=0.95, raised=1, dropped=0),
    ]
    assert drift.flipped == 2


def test_thresholds_in_use_are_looked_at_as_well() -> None:
    drift = drift_of(
        TEXTS,
        (FIRST, SECOND),
        names=("a", "b"),
        in_use=[("toxicity", 0.93), ("threat", 0.5)],
    )
    (label,) = drift.labels

    assert [one.threshold for one in label.flips] == sorted({*THRESHOLDS, 0.93})
    assert drift.flipped == 3


def test_the_furthest_texts_come_first() -> None:
    drift = drift_of(TEXTS, (FIRST, SECOND), names=("a", "b"))

    assert [one.text for one in drift.furthest] == ["three", "two", "one"]


def test_the_same_model_does_not_drift() -> None:
    drift = drift_of(TEXTS, (SECOND, SECOND), names=("a", "a"))

    assert (drift.most, drift.mean, drift.flipped) == (0, 0, 0)
