"""Every colour of the window, for dark and for light; no widget holds a literal.

Contrast figures stand in the design page; tests compute them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Colour = str
"""An opaque colour, "#rrggbb"."""

ThemeName = Literal["dark", "light"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One theme's colours, named by what they are for.

    bg0 rail and wells, bg1 page, bg2 card, bg3 hover or selected, bg4 control or track.
    line pane divider, line2 control or popup edge, ctl the edge that must be seen.
    t1 names and numbers, t2 chat text, t3 captions, t4 never words.
    `*_wash` is the ground of a banner or chip, `*_line` its edge.
    """

    name: ThemeName
    bg0: Colour
    bg1: Colour
    bg2: Colour
    bg3: Colour
    bg4: Colour
    line: Colour
    line2: Colour
    ctl: Colour
    t1: Colour
    t2: Colour
    t3: Colour
    t4: Colour
    accent: Colour
    accent_text: Colour
    accent_fill: Colour
    accent_hover: Colour
    accent_pressed: Colour
    on_accent: Colour
    cyan: Colour
    cyan_text: Colour
    ok: Colour
    warn: Colour
    bad: Colour
    ok_wash: Colour
    ok_line: Colour
    warn_wash: Colour
    warn_line: Colour
    warn_dash: Colour
    bad_wash: Colour
    bad_line: Colour
    accent_wash: Colour
    accent_line: Colour
    cyan_wash: Colour
    cyan_line: Colour
    tiktok: Colour
    twitch: Colour
    youtube: Colour
    room: Colour
    well: Colour
    selected: Colour
    segment: Colour
    segment_on: Colour
    on_warn: Colour
    kbd_on_accent: Colour
    kbd_on_accent_line: Colour
    shadow: Colour
    shadow_alpha: float


AVATAR_HUES: tuple[Colour, ...] = (
    "#7a4a3a",
    "#2f6b5e",
    "#8a3b55",
    "#3c5a8a",
    "#6b6230",
    "#4d4f7c",
    "#2d6f86",
    "#7d4f7a",
    "#5a6d3a",
    "#8a5a28",
)
"""Grounds of avatars without a picture; the initial on them is `ON_AVATAR`."""

ON_AVATAR: Colour = "#ffffff"

QR_DARK: Colour = "#000000"
QR_LIGHT: Colour = "#ffffff"
"""The same in both themes: many cameras read no code that is light on dark."""

GAME_FAR: Colour = "#343b40"
GAME_NEAR: Colour = "#3e474b"
"""What stands for the game behind an overlay's picture, in both themes: overlays must
be readable over whatever is there."""

GAME_INK: Colour = "#ffffff"
GAME_SHADE: Colour = "#0d0e11"

STREAM_TRACK: Colour = "#23252b"
STREAM_CORRECT: Colour = "#0f6b45"
STREAM_PINK: Colour = "#ff0050"
STREAM_DIM: Colour = "#c3c7cf"
"""Of the picture of an overlay: as the overlays' own theme has them, in both themes."""

TEAM_COLOURS: tuple[Colour, ...] = (
    "#ff0050",
    "#25f4ee",
    "#f2b53b",
    "#b794ff",
    "#42d392",
    "#ff7a66",
)
"""Of new teams, in order; viewers see them."""
GAME_HAND: Colour = "#25f4ee"
"""Lines and words on that game, what lies beneath them, and what a hand holds there."""

DARK = Tokens(
    name="dark",
    bg0="#0b0c0e",
    bg1="#111215",
    bg2="#17181c",
    bg3="#1e2025",
    bg4="#282b31",
    line="#23252b",
    line2="#363941",
    ctl="#6e737e",
    t1="#f3f4f6",
    t2="#b7bbc4",
    t3="#9398a3",
    t4="#5d626d",
    accent="#ff0050",
    accent_text="#ff6690",
    accent_fill="#dc0046",
    accent_hover="#e6004a",
    accent_pressed="#b3003a",
    on_accent="#ffffff",
    cyan="#25f4ee",
    cyan_text="#5ff0ec",
    ok="#42d392",
    warn="#f2b53b",
    bad="#ff7a66",
    ok_wash="#0f2119",
    ok_line="#1f6b4c",
    warn_wash="#292010",
    warn_line="#5a451a",
    warn_dash="#6b531f",
    bad_wash="#2d1613",
    bad_line="#5e2a22",
    accent_wash="#2b1219",
    accent_line="#5d1a30",
    cyan_wash="#0d2426",
    cyan_line="#1c4d4f",
    tiktok="#f3f4f6",
    twitch="#b794ff",
    youtube="#ff6a5e",
    room="#7fd6a2",
    well="#0b0c0e",
    selected="#1e2025",
    segment="#0b0c0e",
    segment_on="#282b31",
    on_warn="#1a1204",
    kbd_on_accent="#b3003a",
    kbd_on_accent_line="#8f002e",
    shadow="#000000",
    shadow_alpha=0.55,
)

LIGHT = Tokens(
    name="light",
    bg0="#eaebee",
    bg1="#f7f7f9",
    bg2="#ffffff",
    bg3="#ebecf0",
    bg4="#dfe0e5",
    line="#e0e1e6",
    line2="#c6c9d0",
    ctl="#767b86",
    t1="#15161a",
    t2="#454952",
    t3="#5c616c",
    t4="#a2a6af",
    accent="#ff0050",
    accent_text="#c2003d",
    accent_fill="#d60044",
    accent_hover="#b8003a",
    accent_pressed="#b3003a",
    on_accent="#ffffff",
    cyan="#00868b",
    cyan_text="#00666b",
    ok="#0a6f42",
    warn="#855300",
    bad="#b3261e",
    ok_wash="#e3f4eb",
    ok_line="#9fd3b9",
    warn_wash="#fdf1d8",
    warn_line="#e3c27a",
    warn_dash="#d8ac4f",
    bad_wash="#fdeae7",
    bad_line="#efb6af",
    accent_wash="#ffe9ef",
    accent_line="#f3a9bd",
    cyan_wash="#dff5f5",
    cyan_line="#a5dcdd",
    tiktok="#15161a",
    twitch="#6b34c9",
    youtube="#c4161c",
    room="#146c43",
    well="#ffffff",
    selected="#ffffff",
    segment="#ebecf0",
    segment_on="#ffffff",
    on_warn="#ffffff",
    kbd_on_accent="#b3003a",
    kbd_on_accent_line="#8f002e",
    shadow="#14161c",
    shadow_alpha=0.16,
)


def _channel(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour: Colour) -> float:
    """Return WCAG relative luminance, 0 for black to 1 for white."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.2126 * _channel(red) + 0.7152 * _channel(green) + 0.0722 * _channel(blue)


def contrast(one: Colour, other: Colour) -> float:
    """Return the WCAG contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
