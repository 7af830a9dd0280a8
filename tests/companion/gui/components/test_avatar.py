"""A Viewer without a picture is always the same to look at."""

from __future__ import annotations

import pytest

from companion.gui.components.avatar import hue_of, initial_of
from companion.gui.theme.tokens import AVATAR_HUES


def test_the_same_viewer_always_has_the_same_hue() -> None:
    assert hue_of("tiktok:123") == hue_of("tiktok:123")


def test_many_viewers_take_every_hue() -> None:
    assert {hue_of(f"tiktok:{number}") for number in range(200)} == set(AVATAR_HUES)


@pytest.mark.parametrize(
    ("name", "initial"),
    [
        ("Луна", "Л"),
        ("@mira.plays", "M"),
        ("🌸さくら", "さ"),
        ("مريم", "م"),
        ("42", "4"),
        ("", "?"),
        ("   ", "?"),
        ("🔥", "🔥"),
        ("ß", "S"),
    ],
)
def test_the_initial_is_the_first_letter_or_digit(name: str, initial: str) -> None:
    assert initial_of(name) == initial
