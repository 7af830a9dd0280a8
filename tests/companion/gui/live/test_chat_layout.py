"""Composing rows: wrapped, cut, in the right direction, on the grid."""

from __future__ import annotations

import pytest
from msgspec import structs

from companion.gui.live.chat_layout import (
    MOST_LINES,
    SIZES,
    TEXT_LEFT,
    ChatLayouts,
    LaidOut,
)
from companion.gui.live.chat_log import ChatLog
from companion.gui.live.chat_row import ChatRow, row_of
from tests.support.live_scene import TIKTOK, TWITCH, Ledger, Role

pytestmark = pytest.mark.qt

WIDTH = 662


@pytest.fixture
def layouts(theme) -> ChatLayouts:
    return ChatLayouts(theme.tokens)


def _row(name: str, text: str, *roles: Role) -> ChatRow:
    book = Ledger()
    row = row_of(book.entry(book.chat(TWITCH, name, text, *roles)), 1)
    assert row is not None
    return row


def _text(laid: LaidOut) -> str:
    assert laid.text is not None
    return laid.text.text()


def test_a_short_row_is_28_pixels_high(layouts: ChatLayouts) -> None:
    assert layouts.of(_row("Ida", "hello"), WIDTH, 0).height == 28


def test_a_long_text_wraps_by_20_pixels_a_line(layouts: ChatLayouts) -> None:
    laid = layouts.of(_row("Ida", "word " * 40), WIDTH, 0)
    assert laid.text is not None

    assert laid.height == 8 + 20 * laid.text.lineCount()
    assert laid.text.lineCount() > 1


@pytest.mark.parametrize(
    "text",
    ["प्रिया ✨", "مريم الزهراء", "今日のランク戦", "🔥🔥🔥", "Z" + "\u0301" * 4],
)
def test_every_script_keeps_the_grid(layouts: ChatLayouts, text: str) -> None:
    assert layouts.of(_row(text, text), WIDTH, 0).height == 28


def test_a_flood_is_cut_to_a_few_lines_and_says_so(layouts: ChatLayouts) -> None:
    laid = layouts.of(_row("Ida", "W" * 2_000), WIDTH, 0)
    assert laid.text is not None

    assert laid.text.lineCount() == MOST_LINES
    assert laid.is_cut
    assert _text(laid).endswith("…")


def test_the_chosen_row_shows_all_of_its_text(layouts: ChatLayouts) -> None:
    row = _row("Ida", "word " * 300)
    cut, whole = layouts.of(row, WIDTH, 0), layouts.of(row, WIDTH, 0, whole=True)

    assert whole.height > cut.height
    assert not whole.is_cut


def test_a_name_of_any_length_leaves_room_for_the_text(layouts: ChatLayouts) -> None:
    laid = layouts.of(_row("W" * 10_000, "the text"), WIDTH, 0)

    assert laid.name.right() < WIDTH
    assert "the text" in _text(laid)
    assert laid.height == 28


def test_name_and_text_are_isolated_from_each_other(layouts: ChatLayouts) -> None:
    text = _text(layouts.of(_row("مريم", "مرحبا 123"), WIDTH, 0))

    assert text.startswith("\u2068مريم\u2069")
    assert "\u2068مرحبا 123\u2069" in text


def test_a_right_to_left_row_begins_with_its_name_at_the_left(
    layouts: ChatLayouts,
) -> None:
    laid = layouts.of(_row("مريم الزهراء", "أحلى بث اليوم"), WIDTH, 0)

    assert abs(laid.name.left() - TEXT_LEFT) <= 1


def test_a_hidden_part_is_not_laid_out_at_all(layouts: ChatLayouts) -> None:
    book, log = Ledger(), ChatLog()
    held = book.review(
        book.chat(TIKTOK, "Bo", "you garbage 🔥 you"), hidden="garbage 🔥"
    )
    log.take_reviews([held])
    (row,) = log.rows.values()
    laid = layouts.of(row, WIDTH, 0)

    assert "garbage" not in _text(laid)
    assert "🔥" not in _text(laid)
    (cover,) = laid.marks
    assert cover.box.width() > 20
    assert cover.box.left() > laid.name.right()


def test_a_moderator_wears_a_sign_behind_the_name(layouts: ChatLayouts) -> None:
    laid = layouts.of(_row("Zoë", "hi", Role.MODERATOR, Role.SUBSCRIBER), WIDTH, 0)

    first, second = laid.marks
    assert (first.icon, first.tip) == ("sword-fill", "Moderator")
    assert (second.icon, second.tip) == ("star-fill", "Subscriber")
    assert laid.name.right() <= first.box.left() < second.box.left()


def test_emoji_before_a_hidden_part_do_not_shift_it(layouts: ChatLayouts) -> None:
    book, log = Ledger(), ChatLog()
    plain = book.review(book.chat(TIKTOK, "Bo", "aa bad"), hidden="bad")
    emoji = book.review(book.chat(TIKTOK, "Bo", "🔥🔥 bad"), hidden="bad")
    log.take_reviews([plain, emoji])
    for row in log.rows.values():
        laid = layouts.of(row, WIDTH, 0)
        (cover,) = laid.marks
        assert laid.text is not None
        assert (
            cover.box.right() <= TEXT_LEFT + laid.text.lineAt(0).naturalTextWidth() + 1
        )


def test_chips_at_the_right_take_room_from_the_text(layouts: ChatLayouts) -> None:
    row = _row("Ida", "word " * 18)
    wide, narrow = layouts.of(row, WIDTH, 0), layouts.of(row, WIDTH, 250)

    assert narrow.height > wide.height


def test_the_same_row_is_composed_once(layouts: ChatLayouts) -> None:
    row = _row("Ida", "hello")

    assert layouts.of(row, WIDTH, 0) is layouts.of(row, WIDTH, 0)
    assert layouts.of(row, WIDTH - 1, 0) is not layouts.of(row, WIDTH, 0)


def test_larger_text_makes_higher_rows(layouts: ChatLayouts, theme) -> None:
    row = _row("Ida", "hello")
    layouts.restyle(theme.tokens, SIZES[1])

    assert layouts.of(row, WIDTH, 0).height == 30


def test_a_mention_stands_out_and_a_hidden_part_in_it_stays_hidden(
    layouts: ChatLayouts,
) -> None:
    row = structs.replace(_row("Bo", "hi @mira, bad"), mentions=((3, 8),))
    laid = layouts.of(row, WIDTH, 0)
    assert laid.text is not None
    words = laid.text.text()
    bold = [
        words[part.start : part.start + part.length]
        for part in laid.text.formats()
        if part.format.foreground().color().name() == layouts._tokens.cyan_text
    ]
    assert bold == ["@mira"]

    hidden = structs.replace(row, masked=((0, 13),))
    text = layouts.of(hidden, WIDTH, 0).text
    assert text is not None
    assert "mira" not in text.text()
