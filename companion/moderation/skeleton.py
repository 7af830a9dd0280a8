"""Texts as rules compare them: look-alike forms folded, invisible things gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final
from unicodedata import category, combining, normalize

_BLANKS: Final = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0\ufdfa\ufdfb")
"""Characters that show nothing although Unicode calls them letters or symbols, and the
two blessings that would become 18 and 8 letters each."""

_MOST_MARKS: Final = 4
"""Marks on one letter; no script needs more."""

# Vowel signs of these scripts are part of the word, but no word characters to `re`.
VOWEL_SIGNS: Final = (
    "\u0900-\u0963\u0966-\u0df3\u0e31-\u0e4e\u0eb1-\u0ece\u0f71-\u0f84"
    "\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
)

WORD: Final = re.compile(rf"(?:[^\W_]|[{VOWEL_SIGNS}])+")
"""One word of a skeleton."""

_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)


def skeleton_of(text: str) -> str:
    """Return `text` in small letters without accents and invisible characters.

    Full-width, circled and other compatibility forms become plain letters. Takes time
    in proportion to the length, whatever the text is.
    """
    if text.isascii():
        return text.lower()
    # Marks go first: Python orders a long run of them in quadratic time.
    folded = normalize("NFKD", _bare(text)).casefold()
    return normalize("NFC", _bare(normalize("NFKD", folded)))


def bare_of(text: str) -> str:
    """Return the same with capitals as they stand, and letters decomposed."""
    return text if text.isascii() else _bare(normalize("NFKD", _bare(text)))


def visible_of(text: str) -> str:
    """Return the text without signs that nobody sees; accents and capitals stay."""
    if text.isascii():
        return text
    return "".join(char for char in text if not _is_invisible(char))


def origins_of(text: str, made: str, making: Callable[[str], str]) -> list[int] | None:
    """Return for each place in `made`, and its end, where in `text` it comes from.

    making: what made it of the text. None when characters changed each other, so that
    no place can be told.
    """
    if text.isascii():
        return list(range(len(text) + 1))
    pieces = [making(char) for char in text]
    if "".join(pieces) != made:
        return None
    places = [n for n, piece in enumerate(pieces) for _ in piece]
    return [*places, len(text)]


def words_of(skeleton: str) -> list[str]:
    """Return the words of a skeleton in order."""
    return WORD.findall(skeleton)


def is_unspaced(skeleton: str) -> bool:
    """Tell whether it has a script that puts no spaces between words."""
    return _UNSPACED.search(skeleton) is not None


def _bare(text: str) -> str:
    """Return a text without what is dropped, and few of the marks that stay."""
    kept: list[str] = []
    marks = 0
    for char in text:
        if char.isascii():
            kept.append(char)
            marks = 0
        elif not _is_dropped(char):
            marks = marks + 1 if combining(char) else 0
            if marks <= _MOST_MARKS:
                kept.append(char)
    return "".join(kept)


@lru_cache(16_384)
def _is_invisible(char: str) -> bool:
    return category(char) == "Cf" or char in _BLANKS or "\ufe00" <= char <= "\ufe0f"


@lru_cache(16_384)
def _is_dropped(char: str) -> bool:
    match category(char):
        case "Cf" | "Me":
            return True
        case "Mn":
            # Strokes, accents, points and variation selectors; vowel signs and tones
            # of scripts that write with them stay.
            order = combining(char)
            is_accent = order == 1 or order >= 200 or 10 <= order <= 36
            return is_accent or "\ufe00" <= char <= "\ufe0f" or char in _BLANKS
        case _:
            return char in _BLANKS
