"""The themes: ten ways to build an overlay, with the colours that must stay readable.

A theme's structure is its style sheet, `shared/themes/<name>.css`; content and the
order of parts are the same in all of them.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

READABLE: Final = 4.5
"""Least contrast of text with what is behind it (WCAG 2.2, 1.4.3)."""

READABLE_LARGE: Final = 3.0
"""The same above 40 px."""

ThemeName = Literal[
    "studio",
    "minimal",
    "esport",
    "cozy",
    "arcade",
    "contrast",
    "editorial",
    "terminal",
    "sticker",
    "ribbon",
]


class Pair(NamedTuple):
    """Two colours of a theme that meet: the text's and the one behind it."""

    text: str
    ground: str
    least: float = READABLE


class Theme(NamedTuple):
    """A theme's own colours by setting, and the pairs that must stay readable.

    The theme's style sheet has the same colours; a test compares the two.
    """

    colours: dict[str, str]
    pairs: tuple[Pair, ...]


_ON_SLAB: Final = (
    Pair("ink", "slab"),
    Pair("mute", "slab"),
    Pair("moved", "slab"),
    Pair("on_accent", "accent", READABLE_LARGE),
)


def _theme(*more: Pair, **colours: str) -> Theme:
    return Theme(colours, (*_ON_SLAB, *more))


THEMES: Final[dict[str, Theme]] = {
    "studio": _theme(
        Pair("ink", "rank"),
        slab="#0d0e11",
        rank="#22252b",
        ink="#ffffff",
        mute="#c3c7cf",
        accent="#ff0050",
        on_accent="#12040a",
        moved="#25f4ee",
    ),
    "minimal": _theme(
        slab="#000000",
        ink="#ffffff",
        mute="#e4e6ea",
        accent="#ff0050",
        on_accent="#12040a",
        moved="#25f4ee",
    ),
    "esport": _theme(
        Pair("on_accent", "accent"),
        slab="#12161b",
        ink="#ffffff",
        mute="#c3c7cf",
        accent="#25f4ee",
        on_accent="#06181a",
        moved="#25f4ee",
    ),
    "cozy": _theme(
        Pair("accent", "slab"),
        slab="#f6ecd9",
        ink="#3c2c22",
        mute="#6b5546",
        accent="#8f4f1f",
        on_accent="#ffffff",
        moved="#00666b",
    ),
    "arcade": _theme(
        slab="#150a33",
        ink="#ffffff",
        mute="#cfc6f2",
        accent="#ffd23f",
        on_accent="#1a1030",
        moved="#5cffb1",
    ),
    "contrast": _theme(
        slab="#000000",
        ink="#ffffff",
        mute="#ffffff",
        accent="#ffe600",
        on_accent="#000000",
        moved="#00ffff",
    ),
    "editorial": _theme(
        Pair("accent", "slab"),
        slab="#faf8f3",
        ink="#17150f",
        mute="#57524a",
        accent="#9b1c1c",
        on_accent="#ffffff",
        moved="#00566b",
    ),
    "terminal": _theme(
        slab="#06130b",
        ink="#b7ffcf",
        mute="#7fd6a0",
        accent="#ffb454",
        on_accent="#1d1202",
        moved="#7fe9ff",
    ),
    "sticker": _theme(
        slab="#ffffff",
        ink="#1b1d28",
        mute="#4b5068",
        accent="#5b3df5",
        on_accent="#ffffff",
        moved="#00666b",
    ),
    "ribbon": _theme(
        slab="#10233f",
        ink="#ffffff",
        mute="#c5d3ea",
        accent="#ffb703",
        on_accent="#1b1200",
        moved="#7be0ff",
    ),
}
