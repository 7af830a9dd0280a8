"""Which step follows which, and how steps are forgiven."""

from __future__ import annotations

import pytest

from companion.moderation.ladder import Step, dry_run_until, standing, step_after
from companion.settings.moderation import LadderSettings
from tests.support.fakes import EPOCH

MINUTE = 60_000_000
LADDER = LadderSettings()


def test_a_warning_then_two_timeouts_then_a_person_is_asked_once() -> None:
    steps = [step_after(strikes, LADDER) for strikes in range(6)]

    assert steps == [
        Step(kind="warn"),
        Step(kind="timeout", seconds=60),
        Step(kind="timeout", seconds=300),
        Step(kind="ask"),
        Step(kind="asked"),
        Step(kind="asked"),
    ]


@pytest.mark.parametrize(
    ("minutes", "left"), [(0, 3), (59, 3), (60, 2), (119, 2), (120, 1), (500, 0)]
)
def test_one_step_is_forgiven_after_each_decay(minutes: int, left: int) -> None:
    assert standing(3, EPOCH, EPOCH + minutes * MINUTE, LADDER) == left


def test_a_clock_that_was_set_back_forgives_nothing() -> None:
    assert standing(2, EPOCH, EPOCH - 600 * MINUTE, LADDER) == 2


@pytest.mark.parametrize(
    ("chosen", "minutes", "until"),
    [
        ("first-hour", 0, EPOCH + 60 * MINUTE),
        ("first-hour", 59, EPOCH + 60 * MINUTE),
        ("first-hour", 60, None),
        ("on", 600, 0),
        ("off", 0, None),
    ],
)
def test_platforms_are_not_asked_in_an_installations_first_hour(
    chosen: str, minutes: int, until: int | None
) -> None:
    ladder = LadderSettings.model_validate({"dry_run": chosen})
    now = EPOCH + minutes * MINUTE

    assert dry_run_until(ladder, began=EPOCH, now=now) == until
