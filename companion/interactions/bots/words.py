"""Words as Viewers call them out: case and accents aside, whole, or an emoji."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Set
from typing import Final, Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)

_WORD: Final = re.compile(r"\w+")

_LEFT_OUT: Final = {
    **dict.fromkeys(range(0x0300, 0x0370)),  # accents
    **dict.fromkeys(range(0x1F3FB, 0x1F400)),  # colours of skin
    0xFE0E: None,  # as text, or as a picture
    0xFE0F: None,
}


def folded(text: str) -> str:
    """Return a text as words are compared."""
    bare = unicodedata.normalize("NFKD", text).translate(_LEFT_OUT)
    return " ".join(unicodedata.normalize("NFKC", bare).casefold().split())


class WordIndex(Generic[KeyT]):
    """Tells whose words a text has; words that are nothing when folded are nobody's."""

    def __init__(self, words: Iterable[tuple[KeyT, str]]) -> None:
        self._of_word: dict[str, list[KeyT]] = {}
        self._of_piece: list[tuple[str, KeyT]] = []
        for key, word in words:
            wanted = folded(word)
            if _WORD.fullmatch(wanted):
                self._of_word.setdefault(wanted, []).append(key)
            elif wanted:
                self._of_piece.append((wanted, key))

    def found(self, text: str) -> Set[KeyT]:
        """Return the keys of the words that a text has."""
        if not self._of_word and not self._of_piece:
            return frozenset()
        said = folded(text)
        keys = {
            key
            for word in set(_WORD.findall(said))
            for key in self._of_word.get(word, ())
        }
        keys.update(key for piece, key in self._of_piece if _stands_in(piece, said))
        return keys


def _stands_in(piece: str, text: str) -> bool:
    """Return whether a piece stands in a text, and not within a longer word."""
    at = text.find(piece)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(piece) :][:1]
        is_cut = _joined(before, piece[0]) or _joined(piece[-1], after)
        if not is_cut:
            return True
        at = text.find(piece, at + 1)
    return False


def _joined(one: str, other: str) -> bool:
    return bool(one and other and _WORD.match(one) and _WORD.match(other))
