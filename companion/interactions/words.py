"""The words of a message, as a word cloud takes them: plain, whole, comparable."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

import regex

LONGEST: Final = 30
"""Characters of a word; longer ones are left out."""

_READ: Final = 600
"""Characters of a message that are looked at: more is no longer about a word."""

_TOKEN: Final = regex.compile(
    r"(?P<left_out>\S*://\S*|www\.\S*|[@#]\S+)"
    r"|(?P<emoji>\p{Extended_Pictographic}(?:\ufe0f|\p{EMod}|\u200d"
    r"\p{Extended_Pictographic})*|\p{RI}\p{RI})"
    r"|(?P<word>[\p{L}\p{M}\p{N}]+(?:['’\-][\p{L}\p{M}\p{N}]+)*)"
)
_ACCENTS: Final = regex.compile("[\u0300-\u036f]+")
_NUMBER: Final = regex.compile(r"\p{N}+")


def words_of(text: str, stop: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield each word of a text: how it is compared, and how it is written.

    Links, mentions, numbers alone and stop words are left out; so is a message that is
    a command.
    """
    if text.startswith("!"):
        return
    for found in _TOKEN.finditer(text[:_READ]):
        if found["left_out"]:
            continue
        written = found[0]
        if len(written) > LONGEST:
            continue
        if found["emoji"]:
            yield written.replace("\ufe0f", ""), written
            continue
        plain = written.replace("’", "'").casefold()
        if plain in stop or plain.partition("'")[0] in stop or _is_too_little(plain):
            continue
        yield key_of(plain), written


def _is_too_little(word: str) -> bool:
    """Return whether a word is a number, or one letter of an alphabet."""
    is_letter = len(word) == 1 and ord(word) < 0x2E80
    return is_letter or _NUMBER.fullmatch(word) is not None


def key_of(plain: str) -> str:
    """Return a casefolded word without accents and without an English 's."""
    without = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    return unicodedata.normalize("NFC", without.removesuffix("'s"))
