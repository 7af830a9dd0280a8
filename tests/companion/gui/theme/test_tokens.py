"""Every pair of colours that carries words or meaning can be told apart."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from companion.gui.theme.tokens import (
    AVATAR_HUES,
    DARK,
    LIGHT,
    ON_AVATAR,
    Tokens,
    contrast,
)

BOTH = pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda t: t.name)
GROUNDS = ("bg0", "bg1", "bg2", "bg3", "bg4")
GUI = Path(__file__).parents[4] / "companion" / "gui"


def worst(ink: str, tokens: Tokens) -> float:
    return min(contrast(ink, getattr(tokens, ground)) for ground in GROUNDS)


@BOTH
@pytest.mark.parametrize(
    "ink",
    ["t1", "t2", "t3", "accent_text", "cyan_text", "ok", "warn", "bad"],
)
def test_words_are_readable_on_every_ground(tokens: Tokens, ink: str) -> None:
    assert worst(getattr(tokens, ink), tokens) >= 4.5


@BOTH
@pytest.mark.parametrize("ink", ["accent", "cyan", "ctl"])
def test_graphics_and_edges_can_be_seen_on_every_ground(
    tokens: Tokens, ink: str
) -> None:
    assert worst(getattr(tokens, ink), tokens) >= 2.95


@BOTH
@pytest.mark.parametrize("platform", ["tiktok", "twitch", "youtube"])
def test_platform_marks_can_be_told_on_every_ground(
    tokens: Tokens, platform: str
) -> None:
    assert worst(getattr(tokens, platform), tokens) >= 4.5


@BOTH
@pytest.mark.parametrize("fill", ["accent_fill", "accent_hover", "accent_pressed"])
def test_white_words_are_readable_on_primary_buttons(tokens: Tokens, fill: str) -> None:
    assert contrast(tokens.on_accent, getattr(tokens, fill)) >= 4.5


@BOTH
@pytest.mark.parametrize(
    ("ink", "wash"),
    [
        ("warn", "warn_wash"),
        ("bad", "bad_wash"),
        ("accent_text", "accent_wash"),
        ("cyan_text", "cyan_wash"),
        ("t1", "ok_wash"),
        ("t2", "bad_wash"),
    ],
)
def test_words_are_readable_on_their_own_wash(
    tokens: Tokens, ink: str, wash: str
) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, wash)) >= 5.4


@BOTH
def test_the_badge_and_the_keys_on_a_primary_button_are_readable(
    tokens: Tokens,
) -> None:
    assert contrast(tokens.on_warn, tokens.warn) >= 4.5
    assert contrast(tokens.on_accent, tokens.kbd_on_accent) >= 4.5


@pytest.mark.parametrize("hue", AVATAR_HUES)
def test_an_initial_is_readable_on_every_hue(hue: str) -> None:
    assert contrast(ON_AVATAR, hue) >= 5.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ff0050") == pytest.approx(3.9, abs=0.05)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_no_colour_is_written_down_outside_the_tokens() -> None:
    found = [
        (f"{path.relative_to(GUI)}:{node.lineno}", node.value)
        for path in sorted(GUI.rglob("*.py"))
        if path.name != "tokens.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", node.value)
    ]

    assert found == []


def test_the_stylesheet_has_no_colour_of_its_own() -> None:
    text = (GUI.parents[1] / "resources" / "qss" / "window.qss").read_text("utf-8")

    rules = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert re.findall(r":[^;{}]*(?:#[0-9a-fA-F]{3,8}\b|rgba?\()[^;{}]*", rules) == []
