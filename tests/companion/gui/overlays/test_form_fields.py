"""The form is made from the models: every setting has its place and its control."""

from __future__ import annotations

import pytest

from companion.gui.overlays.field_names import is_named
from companion.gui.overlays.form_fields import (
    THEME_COLOURS,
    fields_of,
    look_fields,
)
from overlays.catalogue import CATALOGUE, AnyOverlay
from overlays.chat import ChatSettings
from overlays.leaderboard import LeaderboardSettings

EDITED_ELSEWHERE = {"stage": {"items"}}
"""The Stage editor places the parts of a stage."""


@pytest.mark.parametrize("overlay", CATALOGUE, ids=lambda one: one.name)
def test_every_setting_stands_in_the_form_once(overlay: AnyOverlay) -> None:
    tabs = fields_of(overlay.settings_type)
    names = [field.name for fields in tabs.values() for field in fields]
    shown = {*names, *THEME_COLOURS, "approval"}

    missing = set(overlay.settings_type.model_fields) - shown
    assert missing == EDITED_ELSEWHERE.get(overlay.name, set())
    assert len(names) == len(set(names))


@pytest.mark.parametrize("overlay", CATALOGUE, ids=lambda one: one.name)
def test_every_setting_is_called_something(overlay: AnyOverlay) -> None:
    tabs = fields_of(overlay.settings_type)
    nameless = [
        field.name
        for fields in tabs.values()
        for field in fields
        if not is_named(field.name)
        and overlay.settings_type.model_fields[field.name].title is None
    ]

    assert nameless == []


def test_look_holds_what_is_seen_and_content_what_is_told() -> None:
    tabs = fields_of(LeaderboardSettings)

    look = [field.name for field in tabs["look"]]
    assert look[:4] == ["theme", "rows", "scale", "slab"]
    assert [field.name for field in tabs["motion"]] == [
        "animation",
        "motion",
        "direction",
    ]
    content = [field.name for field in tabs["content"]]
    assert {"header", "heading", "connections", "delay_s"} <= set(content)


def test_a_number_knows_its_bounds_and_says_them() -> None:
    lines = next(
        field for field in fields_of(ChatSettings)["content"] if field.name == "lines"
    )

    assert (lines.least, lines.most, lines.default) == (1, 20, 8)
    assert lines.accepts == "whole number, 1 to 20"


def test_resetting_the_look_leaves_what_is_told() -> None:
    fields = look_fields(LeaderboardSettings)

    assert {"theme", "ink", "opacity", "motion", "css"} <= set(fields)
    assert not {"rows", "heading", "connections", "delay_s", "approval"} & set(fields)
