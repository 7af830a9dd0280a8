"""The ten themes: their sheets have the colours that are checked, and stay readable."""

from __future__ import annotations

import re

import pytest

from overlays.look import contrast
from overlays.overlay import SHARED
from overlays.themes import READABLE, THEMES

SHEETS = SHARED / "themes"
BASE = "studio"
"""The theme that base.css is."""

GRAPHIC = 3.0
"""Least contrast of a shape that says something (WCAG 2.2, 1.4.11)."""

PAIRS = (
    ("ink", "slab", READABLE),
    ("mute", "slab", READABLE),
    ("moved", "slab", READABLE),
    ("on-win", "win", READABLE),
    ("on-good", "good", READABLE),
    ("on-tag", "tag", READABLE),
    ("on-accent", "accent", GRAPHIC),
    ("twitch", "slab", GRAPHIC),
    ("youtube", "slab", GRAPHIC),
)
"""Every two of the shared colours that meet, whatever the overlay."""


def painted(theme: str) -> dict[str, str]:
    """Return the values of a theme by name, those of the base beneath."""
    values = variables((SHARED / "base.css").read_text())
    if theme != BASE:
        values |= variables((SHEETS / f"{theme}.css").read_text())
    return values


def variables(sheet: str) -> dict[str, str]:
    """Return the custom properties in a style sheet's block for #stage."""
    block = re.search(r"^#stage \{(.*?)^\}", sheet, re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"--([\w-]+):\s*(.*?);", block[1])) if block else {}


def test_every_theme_but_the_base_has_its_sheet() -> None:
    assert {path.stem for path in SHEETS.iterdir()} == set(THEMES) - {BASE}


@pytest.mark.parametrize("theme", THEMES)
def test_the_sheet_has_the_colours_that_settings_are_checked_with(theme: str) -> None:
    values = painted(theme)

    for name, colour in THEMES[theme].colours.items():
        assert values[name.replace("_", "-")] == colour, name


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("above", "below", "least"), PAIRS)
def test_every_two_colours_that_meet_stay_readable(
    theme: str, above: str, below: str, least: float
) -> None:
    values = painted(theme)

    assert contrast(values[above], values[below]) >= least
