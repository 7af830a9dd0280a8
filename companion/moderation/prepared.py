"""A text made ready once for all rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from companion.domain.values import Fragment
from companion.moderation.skeleton import WORD, skeleton_of, words_of

_WIDEST_GAP = 3
"""Most characters between two letters of a word that is spaced out."""


class Prepared(NamedTuple):
    """A text, what rules compare of it, and its words."""

    text: str
    skeleton: str
    words: list[str]
    fragments: Sequence[Fragment] = ()

    def compact(self) -> str:
        """Return the skeleton without any space."""
        return "".join(self.skeleton.split())

    def spaced_out(self) -> Iterator[str]:
        """Yield every run of single letters, joined: "l.o.s.e.r" is "loser"."""
        run, end = "", -1
        for match in WORD.finditer(self.skeleton):
            single = match.end() - match.start() == 1
            if run and (not single or match.start() - end > _WIDEST_GAP):
                yield run
                run = ""
            if single:
                run += match[0]
            end = match.end()
        if run:
            yield run


def prepared(text: str, fragments: Sequence[Fragment] = ()) -> Prepared:
    """Return a text ready for rules; fragments: the Chat's, which tell its emotes."""
    skeleton = skeleton_of(text)
    return Prepared(text, skeleton, words_of(skeleton), fragments)
