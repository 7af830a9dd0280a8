"""Combinations of keys have one spelling, and what is none is told."""

from __future__ import annotations

import pytest

from companion.domain.errors import SettingsError
from companion.settings import Settings, with_values
from companion.settings.combo import Combo, spelled


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("Ctrl+Alt+R", "Ctrl+Alt+R"),
        ("alt + ctrl + r", "Ctrl+Alt+R"),
        ("CONTROL+option+r", "Ctrl+Alt+R"),
        ("win+del", "Meta+Delete"),
        ("f13", "F13"),
        ("shift+pause", "Shift+Pause"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_combination_has_one_spelling(text: str, one: str) -> None:
    assert spelled(text) == one
    assert spelled(one) == one


@pytest.mark.parametrize(
    "text", ["Ctrl", "R", "Shift+R", "Ctrl+R+T", "Ctrl+", "+", "Ctrl+Ä", "Ctrl+Ctrl+R"]
)
def test_what_is_no_combination_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"Ctrl|key"):
        Combo.parse(text)


def test_a_setting_names_its_field() -> None:
    field = "moderation.modes.hotkey"
    with pytest.raises(SettingsError) as caught:
        with_values(Settings(), {field: "Shift+R"})
    assert caught.value.field == field
    kept = with_values(Settings(), {field: "alt+ctrl+r"})

    assert kept.moderation.modes.hotkey == "Ctrl+Alt+R"
