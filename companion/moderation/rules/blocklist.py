"""Words and phrases of lists: whole words, whatever their case and accents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from companion.domain.entries import Reason
from companion.moderation.automaton import Automaton
from companion.moderation.prepared import Prepared
from companion.moderation.rules.finding import Finding
from companion.moderation.skeleton import is_unspaced, words_of
from companion.moderation.word_list import WordList

_JOINED = re.compile(r"[\s'’.-]*")
"""What may stand between the words of a phrase without being meant."""


class _Hit(NamedTuple):
    """What an automaton says: the finding, and what the text must hold besides."""

    finding: Finding
    literal: str = ""


class Blocklist:
    """Finds the entries of all lists in one pass, in time linear in the text.

    A word matches whole words only, so that "ass" leaves "bass" alone; a phrase
    matches whatever stands between its words. Entries in scripts without spaces, and
    entries of signs only, match anywhere. Entries with ~ also match spaced out.
    """

    def __init__(self, lists: Sequence[WordList]) -> None:
        words: list[tuple[Sequence[str], _Hit]] = []
        signs: list[tuple[Sequence[str], _Hit]] = []
        spaced: list[tuple[Sequence[str], _Hit]] = []
        for word_list in lists:
            for entry in word_list.entries:
                reason = Reason(rule=word_list.name, detail=entry.written)
                hit = _Hit(Finding(word_list.verdict, reason))
                parts = words_of(entry.skeleton)
                if not parts or is_unspaced(entry.skeleton):
                    signs.append(("".join(entry.skeleton.split()), hit))
                else:
                    words.append((parts, hit._replace(literal=_signs(entry.skeleton))))
                if entry.is_spaced:
                    spaced.append(("".join(parts), hit))
        self._words: Final = Automaton(words)
        self._signs: Final = Automaton(signs)
        self._spaced: Final = Automaton(spaced)
        self._has_signs: Final = bool(signs)
        self._has_spaced: Final = bool(spaced)

    def find(self, text: Prepared) -> Iterator[Finding]:
        """Yield one finding for each entry in the text."""
        seen: set[_Hit] = set()
        told: set[Finding] = set()
        for hit in self._hits(text):
            if hit in seen:
                continue
            seen.add(hit)
            is_there = not hit.literal or hit.literal in text.compact()
            if is_there and hit.finding not in told:
                told.add(hit.finding)
                yield hit.finding

    def find_in_name(self, name: Prepared) -> Iterator[Finding]:
        """Yield the same for a name or handle."""
        return self.find(name)

    def _hits(self, text: Prepared) -> Iterator[_Hit]:
        yield from self._words.find(text.words)
        if self._has_signs:
            yield from self._signs.find(text.compact())
        if self._has_spaced:
            for run in text.spaced_out():
                yield from self._spaced.find(run)


def _signs(skeleton: str) -> str:
    """Return the whole entry, spaces left out, when its signs are meant ("c++")."""
    rest = "".join(char for char in skeleton if not words_of(char))
    return "" if _JOINED.fullmatch(rest) else "".join(skeleton.split())
