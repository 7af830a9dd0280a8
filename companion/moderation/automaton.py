"""Finding many patterns in one pass: the automaton of Aho and Corasick (1975)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Generic, TypeVar

from ahocorasick_rs import AhoCorasick

T = TypeVar("T")


class Automaton(Generic[T]):
    """Patterns over characters, and what each stands for; empty ones match nothing.

    Searching takes time in proportion to the text, however many patterns there are.
    """

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        meanings: dict[str, list[T]] = {}
        for pattern, meaning in patterns:
            if pattern:
                meanings.setdefault(_encodable(pattern), []).append(meaning)
        self._meanings: Final = [tuple(found) for found in meanings.values()]
        self._search: Final = AhoCorasick(list(meanings)).find_matches_as_indexes

    def __bool__(self) -> bool:
        return bool(self._meanings)

    def is_in(self, text: str) -> bool:
        """Tell whether any pattern is in the text."""
        try:
            return bool(self._search(text))
        except UnicodeEncodeError:
            return bool(self._search(_encodable(text)))

    def find(self, text: str) -> list[tuple[T, int, int]]:
        """Return what the patterns in `text` stand for, where each starts and ends.

        Ordered by their ends.
        """
        try:
            found = self._search(text, overlapping=True)
        except UnicodeEncodeError:
            found = self._search(_encodable(text), overlapping=True)
        return [
            (meaning, start, end)
            for pattern, start, end in found
            for meaning in self._meanings[pattern]
        ]


def _encodable(text: str) -> str:
    """Return a text of the same length without lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
