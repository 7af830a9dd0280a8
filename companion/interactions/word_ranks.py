"""The words of a cloud in order: what a change costs does not grow with the cloud."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from typing import Final

_Rank = tuple[int, int, str]
"""People, most first, then when the word came; last the word that leads its group."""


class WordRanks:
    """How many people said each word; a word and its plural are one.

    Of equal words the one that came first is first.
    """

    def __init__(self) -> None:
        self._spelt: Final[dict[str, Counter[str]]] = {}
        self._people: Final[Counter[str]] = Counter()
        self._came: Final[dict[str, int]] = {}
        self._order: Final[list[_Rank]] = []
        self._rank_of: Final[dict[str, _Rank]] = {}

    def __len__(self) -> int:
        """Return how many different words there are."""
        return len(self._order)

    def add(self, key: str, spelling: str) -> None:
        """Count a person who said a word, and wrote it so."""
        self._came.setdefault(key, len(self._came))
        self._people[key] += 1
        self._spelt.setdefault(key, Counter())[spelling] += 1
        self._rank_again(key)

    def drop(self, key: str, spelling: str) -> None:
        """Take back a person who had said a word."""
        self._people[key] -= 1
        self._spelt[key] -= Counter((spelling,))
        self._rank_again(key)

    def best(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Return the first words as most write them, and how many said each."""
        first = self._order[:limit]
        return tuple((self._written(key), -less) for less, _came, key in first)

    def _rank_again(self, key: str) -> None:
        for one in forms(key):
            old = self._rank_of.pop(one, None)
            if old is not None:
                del self._order[bisect_left(self._order, old)]
            group = self._group(one)
            if group:
                people = sum(self._people[each] for each in group)
                came = min(self._came[each] for each in group)
                self._rank_of[one] = rank = (-people, came, one)
                insort(self._order, rank)

    def _group(self, key: str) -> tuple[str, ...]:
        """Return the words that are counted as this one, () if another one leads it."""
        if self._people[key] <= 0:
            return ()
        single = singular(key)
        if single != key and self._people[single] > 0:
            return ()
        return tuple(one for one in forms(single) if self._people[one] > 0)

    def _written(self, key: str) -> str:
        spelt: Counter[str] = Counter()
        for one in self._group(key):
            spelt.update(self._spelt[one])
        return max(spelt, key=lambda one: spelt[one])


def singular(key: str) -> str:
    """Return a word without the s of a plural: "cats" may be "cat", "boss" is not."""
    is_plural = len(key) > 3 and key[-1] == "s" and key[-2] not in "s'"
    return key[:-1] if is_plural else key


def forms(key: str) -> tuple[str, ...]:
    """Return a word's singular and its plural, as far as it has them."""
    single = singular(key)
    plural = f"{single}s"
    return (single, plural) if singular(plural) == single else (single,)
