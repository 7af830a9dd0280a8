"""Presses are told from repeats, with the modifiers that are held."""

from __future__ import annotations

from companion.app.hotkeys.key_state import KeyState
from companion.settings.combo import Combo


def test_modifiers_that_are_held_belong_to_it() -> None:
    told: list[Combo] = []
    keys = KeyState(told.append)
    for key in ("Ctrl", "Alt", "R"):
        keys.pressed(key)
    keys.pressed("R")  # the system repeats it
    for key in ("R", "Alt"):
        keys.released(key)
    keys.pressed("R")

    assert [str(one) for one in told] == ["Ctrl+Alt+R", "Ctrl+R"]


def test_what_the_system_says_is_held_counts() -> None:
    told: list[Combo] = []
    keys = KeyState(told.append)
    keys.pressed("Ctrl")  # its end was missed
    keys.pressed("F9", frozenset())

    assert [str(one) for one in told] == ["F9"]
