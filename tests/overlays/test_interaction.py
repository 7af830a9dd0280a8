"""What the overlays of interactions have alike."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from companion.domain.on_air import Phase
from overlays.catalogue import overlay_named
from overlays.overlay import Overlay
from tests.overlays.on_air import EXAMPLES, airing, state
from tests.overlays.stream import Stream

UNSEEN = {"before", "after"}


def overlay_of(kind: str) -> Overlay[Any]:
    found = overlay_named(kind)
    assert found is not None
    return found


each = pytest.mark.parametrize("kind", list(EXAMPLES))


@each
def test_nothing_is_shown_without_an_interaction(kind: str) -> None:
    overlay = overlay_of(kind)

    assert overlay.project(Stream(), overlay.settings_type()) == {"shown": None}


@each
@pytest.mark.parametrize("phase", get_args(Phase))
def test_viewers_see_an_interaction_between_before_and_after(
    kind: str, phase: Phase
) -> None:
    shown = state(overlay_of(kind), phase=phase)["shown"]

    assert (shown is None) == (phase in UNSEEN)
    assert shown is None or (shown["id"], shown["phase"]) == (EXAMPLES[kind].id, phase)


@each
def test_the_preview_is_the_designed_example(kind: str) -> None:
    overlay = overlay_of(kind)
    preview = overlay.preview()["shown"]
    projected = state(overlay)["shown"]

    # An example has no time of its own: its clock stands still, its wheel too.
    of_time = {key: preview.get(key) for key in ("left_ms", "lit_line")}
    still = {"closes_at": None, "spun_at": 0, **of_time}
    stands = {key: value for key, value in still.items() if key in projected}
    assert preview == {**projected, **stands}


@each
def test_another_interaction_is_not_this_ones(kind: str) -> None:
    other = next(name for name in EXAMPLES if name != kind)
    overlay = overlay_of(kind)

    assert overlay.project(airing(other), overlay.settings_type()) == {"shown": None}


@each
def test_the_words_of_phases_are_there(kind: str) -> None:
    labels = overlay_of(kind).labels()

    assert {"next", "called_off", "percent", "test_votes_one"} <= labels.keys()
    assert "{title}" in labels["next"]


def test_people_come_with_what_they_earned() -> None:
    [first, *_] = state(overlay_of("quiz"))["shown"]["scores"]

    assert first == {
        "id": "tiktok:102",
        "name": "さくらもち🌸",
        "avatar": None,
        "platform": "tiktok",
        "points": 2_000,
        "first": True,
        "rank": 1,
    }
