"""A change is tried, checked and saved; what is refused changes nothing."""

from __future__ import annotations

import pytest

from companion.domain.errors import SettingsError
from companion.gui.overlays.draft import Draft
from companion.settings import Settings
from overlays.leaderboard import LeaderboardSettings
from tests.companion.gui.overlays.conftest import Room


@pytest.fixture
def draft(room: Room) -> Draft:
    return Draft(
        "leaderboard",
        LeaderboardSettings,
        preferences=room.preferences,
        bridge=room.watch.bridge,
        parent=room.page,
    )


def test_a_saved_value_is_in_the_file_and_the_default_is_not(
    draft: Draft, room: Room
) -> None:
    assert draft.save({"rows": 10}) == {}
    assert room.saved[-1].overlays == {"leaderboard": {"rows": 10}}

    assert draft.save({"rows": 5}) == {}
    assert not room.saved[-1].overlays.get("leaderboard")


def test_what_is_tried_shows_on_the_pages_and_is_not_saved(
    draft: Draft, room: Room
) -> None:
    assert draft.try_values({"scale": 150}) == {}
    room.settle()

    assert draft.current.scale == 150
    assert room.studio.own_overlays.tried == [("leaderboard", {"scale": 150})]
    assert room.saved == []

    draft.forget()
    room.settle()
    assert room.studio.own_overlays.tried[-1] == ("leaderboard", None)
    assert draft.current.scale == 100


def test_a_value_out_of_bounds_says_what_is_accepted(draft: Draft, room: Room) -> None:
    problems = draft.save({"rows": 21})

    assert problems == {"rows": "Not accepted: whole number, 1 to 20"}
    assert room.saved == []
    assert draft.current.rows == 5


def test_colours_that_nobody_can_read_are_refused_with_the_figure(
    draft: Draft, room: Room
) -> None:
    problems = draft.save({"ink": "#202020"})

    assert "contrast" in problems["ink"]
    assert room.saved == []


def test_a_disk_that_refuses_is_told_at_the_field(draft: Draft, room: Room) -> None:
    def refuse(_settings: Settings) -> None:
        raise SettingsError("The disk is full.", field="overlays")

    room.preferences._save = refuse

    assert draft.save({"rows": 3}) == {"rows": "The disk is full."}
    assert draft.current.rows == 5


def test_resetting_the_look_keeps_what_is_told(draft: Draft, room: Room) -> None:
    draft.save({"rows": 3, "theme": "cozy", "margin_x": 40})
    assert draft.is_own_look

    assert draft.reset_look() == {}

    assert room.saved[-1].overlays == {"leaderboard": {"rows": 3}}
    assert not draft.is_own_look
