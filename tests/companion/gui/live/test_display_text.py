"""Text from outside stays text, on its row, and in its direction."""

from __future__ import annotations

import pytest

from companion.domain.values import Platform, Viewer
from companion.gui.live.display_text import (
    NAME_SHOWN,
    alias_name,
    initial_of,
    isolated,
    name_of,
    one_line,
    platform_of,
    shown_name,
)


def test_line_breaks_and_tabs_become_spaces() -> None:
    assert one_line("one\ntwo\u2028three\tfour\r\nfive") == "one two three four five"


def test_a_text_cannot_turn_what_stands_beside_it() -> None:
    assert one_line("a\u202eb\u2066c\u2069d\u202ce") == "abcde"


def test_right_to_left_letters_themselves_stay() -> None:
    assert one_line("مريم الزهراء") == "مريم الزهراء"


def test_a_tower_of_marks_is_cut_to_four() -> None:
    assert one_line("Z" + "\u0301" * 60 + "a") == "Z" + "\u0301" * 4 + "a"


def test_marks_that_languages_need_stay() -> None:
    assert one_line("é ñ ấ") == "é ñ ấ"
    assert one_line("กำลัง") == "กำลัง"


@pytest.mark.parametrize("bad", ["\ud800", "\x00", "\x1b", "\x7f", "\ufffc"])
def test_what_cannot_be_painted_becomes_one_sign(bad: str) -> None:
    assert one_line(f"a{bad}b") == "a\ufffdb"


def test_a_name_of_ten_thousand_characters_is_short_and_says_so() -> None:
    name = shown_name("x" * 10_000)

    assert len(name) == NAME_SHOWN
    assert name.endswith("…")


def test_a_name_of_nothing_is_not_empty() -> None:
    assert shown_name(" \n ") == "–"


def test_markup_in_a_name_stays_as_it_is() -> None:
    assert shown_name("<b>bold</b>") == "<b>bold</b>"


def test_isolated_text_is_wrapped() -> None:
    assert isolated("x") == "\u2068x\u2069"


def test_a_giver_that_the_platform_hides_is_anonymous() -> None:
    assert name_of(None) == "Anonymous"
    assert name_of(Viewer(id="tiktok:1", name="Ida")) == "Ida"


def test_an_alias_is_four_digits_and_always_the_same() -> None:
    assert alias_name("tiktok:1") == alias_name("tiktok:1")
    assert alias_name("tiktok:1").removeprefix("Viewer ").isdigit()


def test_the_platform_stands_in_the_id() -> None:
    assert platform_of("twitch:42") is Platform.TWITCH
    assert platform_of("nowhere:42") is None
    assert platform_of("") is None


@pytest.mark.parametrize(
    ("name", "letter"), [("ida", "I"), ("🔥 Bo", "B"), ("مريم", "م"), ("🔥", "?")]
)
def test_the_initial_is_the_first_letter_or_digit(name: str, letter: str) -> None:
    assert initial_of(name) == letter
