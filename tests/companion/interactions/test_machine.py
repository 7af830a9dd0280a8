"""The one state machine: only listed steps, and the way back."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.errors import CommandError
from companion.domain.on_air import Phase
from companion.interactions.machine import FORWARD, Track

PHASES = get_args(Phase)

steps = st.lists(st.tuples(st.sampled_from(PHASES), st.booleans()), max_size=60)


@given(steps)
def test_only_listed_steps_are_taken(wanted: list[tuple[Phase, bool]]) -> None:
    track, way = Track(), ["before"]
    for to, is_back in wanted:
        listed = (
            len(way) > 1 and to == way[-2] if is_back else to in FORWARD[track.phase]
        )

        assert track.may(to, is_back=is_back) == listed
        if not listed:
            with pytest.raises(CommandError):
                track.check(to, is_back=is_back)
            continue
        track.check(to, is_back=is_back)
        track.move(to, is_back=is_back)
        way = way[:-1] if is_back else [*way, to]
        assert track.phase == way[-1]
        assert track.before == (way[-2] if len(way) > 1 else None)


def test_every_phase_can_be_reached_and_left_by_going_back() -> None:
    for phase in PHASES:
        assert phase == "before" or any(phase in to for to in FORWARD.values())
    track = Track()
    for to in ("waiting", "ongoing", "results", "scoreboard", "after"):
        track.move(to)
    for to in ("scoreboard", "results", "ongoing", "waiting", "before"):
        track.check(to, is_back=True)
        track.move(to, is_back=True)

    assert (track.phase, track.before) == ("before", None)


def test_out_of_failed_only_back_leads() -> None:
    track = Track()
    track.move("ongoing")
    track.move("failed")

    assert not any(track.may(to) for to in PHASES)
    assert track.may("ongoing", is_back=True)
