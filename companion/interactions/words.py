"""The words of a message, as a word cloud takes them: plain, whole, comparable."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

import regex

LONGEST: Final = 30
"""Characters of a word; longer ones are left out."""

READ: Final = 600
"""Characters of a message that are looked at: more is no longer about a word."""

_LINK: Final = regex.compile(
    r"://|(?<![^\W_])www\."
    r"|[\p{L}\p{N}\-]\.(?:\p{L}{2,}/"
    r"|(?:com|de|fr|gg|io|jp|kr|ly|net|nl|org|pl|ru|tv|uk)(?![\p{L}\p{N}]))",
    regex.IGNORECASE,
)
_TOKEN: Final = regex.compile(
    r"(?P<named>[@#]\S+)"
    r"|(?P<emoji>\p{Extended_Pictographic}(?:\ufe0f|\p{EMod}|\u200d"
    r"\p{Extended_Pictographic})*|\p{RI}\p{RI})"
    r"|(?P<word>[\p{L}\p{N}][\p{L}\p{M}\p{N}]*"
    r"(?:['’\-\u200c\u200d][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*\u200d?)"
)
_ACCENTS: Final = regex.compile("[\u0300-\u036f]+")
_JOINERS: Final = regex.compile("[\u200c\u200d]+")
_TONES: Final = regex.compile(r"[\ufe0f\p{EMod}]+")
_NUMBER: Final = regex.compile(r"\p{N}+")
_ELIDED: Final = frozenset(
    ("c", "d", "j", "l", "m", "n", "qu", "s", "t", "un", "all", "dall", "dell", "nell")
)
"""What French and Italian put before an apostrophe, in place of an article."""


def words_of(text: str, stop: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield each word of a text: how it is compared, and how it is written.

    Links, mentions, numbers alone and stop words are left out; so is a message that is
    a command.
    """
    if text.startswith("!"):
        return
    for piece in text[:READ].split():
        if _LINK.search(piece):
            continue
        for found in _TOKEN.finditer(piece):
            if found["emoji"]:
                # However it is coloured, it is the same.
                yield _TONES.sub("", found[0]), found[0]
            elif found["word"]:
                yield from _word(found[0], stop)


def _word(written: str, stop: frozenset[str]) -> Iterator[tuple[str, str]]:
    if len(written) > LONGEST:
        return
    plain = written.replace("’", "'").casefold()
    before, _apostrophe, after = plain.partition("'")
    if after and before in _ELIDED and plain not in stop:
        written, plain = written[len(before) + 1 :], after
        before = after
    if plain in stop or before in stop or _is_too_little(plain):
        return
    key = key_of(plain)
    if key:
        yield key, written


def _is_too_little(word: str) -> bool:
    """Return whether a word is a number, or one letter of an alphabet."""
    is_letter = len(word) == 1 and ord(word) < 0x2E80
    return is_letter or _NUMBER.fullmatch(word) is not None


def key_of(plain: str) -> str:
    """Return a casefolded word without accents and without an English 's."""
    without = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    kept = _JOINERS.sub("", without).casefold().removesuffix("'s")
    return unicodedata.normalize("NFC", kept)
