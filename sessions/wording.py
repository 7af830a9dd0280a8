"""Words as the search index keeps them, and as people ask for them.

SQLite's tokenizer `unicode61` parts words at spaces. Scripts that put none between
their words, and emoji, are therefore parted here into single signs; whoever asks for
several in a row asks for a phrase. A table of trigrams beside it would be twice as
large and could not find a word of two signs, which most Chinese words are.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import combining, normalize

TOKENIZER: Final = "unicode61 remove_diacritics 2 categories 'L* N* Co Mc Mn So'"
"""Vowel signs are part of a word, and one emoji is a word."""

LONGEST_QUESTION: Final = 32
"""Words of a question that are looked for; the rest is left out."""

_ALONE: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2190-\u2bff\u3040-\u30ff\u3400-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U0001f000-\U0001faff\U00020000-\U0003ffff]"
)

_TATWEEL: Final = "\u0640"
"""Stretches an Arabic word and is no letter of it."""

_SIGN: Final = re.compile(r"\w|" + _ALONE.pattern)


def folded(text: str) -> str:
    """Return a text as it is indexed: marks gone, signs without spaces set apart."""
    if text.isascii():
        return text
    bare = "".join(
        char
        for char in normalize("NFKD", text)
        if char != _TATWEEL and not combining(char)
    )
    return _ALONE.sub(r" \g<0> ", normalize("NFC", bare))


def question(words: str) -> str:
    """Return what FTS5 is asked to find texts or names with all of these words.

    A word finds those that begin with it; a single letter is a whole word, since it
    begins half of all. What people type is quoted, so that none of it is syntax. ""
    when there is nothing to look for.
    """
    storable = words.encode("utf-8", "replace").decode()
    phrases = [
        f'"{phrase}"{"*" * (len(phrase) > 1)}'
        for word in storable.replace("\0", " ").replace('"', " ").split()
        if _SIGN.search(phrase := " ".join(folded(word).split()))
    ]
    if not phrases:
        return ""
    return "{text name} : (" + " AND ".join(phrases[:LONGEST_QUESTION]) + ")"
