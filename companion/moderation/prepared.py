"""A text made ready once for all rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

from companion.domain.values import Fragment
from companion.moderation.emoji import plain_of
from companion.moderation.fold import (
    TOKEN,
    Reading,
    Token,
    folded,
    is_odd,
    loose,
    raws_of,
    readings_of,
    tokens_of,
)
from companion.moderation.skeleton import (
    WORD,
    bare_of,
    origins_of,
    skeleton_of,
    visible_of,
    words_of,
)

_WIDEST_GAP: Final = 3
"""Most characters between two letters of a word that is spaced out."""

_FEWEST_APART: Final = 3

LONGEST: Final = 4_000
"""Characters of a text that are read: eight times the longest chat of any platform."""

_APART: Final = re.compile(" [^ ] [^ ] ")
"""Two letters side by side in a line of words."""

# Small letters, i for l, and a space for all that is in no word.
_TO_LINE: Final = {
    code: chr(code).lower().replace("l", "i") if chr(code).isalnum() else " "
    for code in range(128)
}


Source = Literal["bare", "skeleton", "visible"]
"""Which form of a text a place is counted in."""


class Words(NamedTuple):
    """A line of words with one space around each.

    reading: how it was read as it looks; None when it is as in the skeleton.
    """

    line: str
    reading: Reading | None = None

    def spaces(self) -> list[int]:
        """Return where each space of the line stands."""
        return [place for place, char in enumerate(self.line) if char == " "]


class Apart(NamedTuple):
    """Letters that stand apart, joined, and where each stands in the bare text."""

    raw: str
    places: Sequence[int]


class Prepared:
    """A text, what rules compare of it, and its words; parts are made when asked for.

    fragments: a Chat's, which tell its emotes. is_cut: there was more of the text.
    """

    __slots__ = (
        "_bare",
        "_compact",
        "_line",
        "_origins",
        "_plain",
        "_visible",
        "_words",
        "fragments",
        "is_ascii",
        "is_cut",
        "skeleton",
        "text",
    )

    def __init__(
        self, text: str, fragments: Sequence[Fragment] = (), *, is_cut: bool = False
    ) -> None:
        self.text: Final = text
        self.is_cut: Final = is_cut
        self.fragments: Final = fragments
        self.is_ascii: Final = text.isascii()
        self.skeleton: Final = text.lower() if self.is_ascii else skeleton_of(text)
        self._bare: str | None = text if self.is_ascii else None
        self._compact: str | None = None
        self._visible: str | None = text if self.is_ascii else None
        self._plain: str | None = None
        self._words: list[str] | None = None
        self._line: str | None = None
        self._origins: dict[Source, list[int] | None] = {}

    @property
    def words(self) -> list[str]:
        """Return the words of the skeleton in order."""
        if self._words is None:
            self._words = words_of(self.skeleton)
        return self._words

    @property
    def bare(self) -> str:
        """Return the text without accents and invisible signs, capitals kept."""
        if self._bare is None:
            self._bare = bare_of(self.text)
        return self._bare

    @property
    def visible(self) -> str:
        """Return the text without signs that nobody sees."""
        if self._visible is None:
            self._visible = visible_of(self.text)
        return self._visible

    @property
    def plain(self) -> str:
        """Return the text without emotes and emoji."""
        if self._plain is None:
            self._plain = plain_of(self.text, self.fragments)
        return self._plain

    @property
    def line(self) -> str:
        """Return the words with one space around each, i and l made one."""
        if self._line is None:
            if self.is_ascii:
                words = self.text.translate(_TO_LINE).split()
                self._line = f" {' '.join(words)} "
            else:
                self._line = loose(f" {' '.join(self.words)} ")
        return self._line

    @property
    def is_one_word(self) -> bool:
        """Tell whether nothing in the text is apart from the rest."""
        return " " not in self.text

    @property
    def is_odd(self) -> bool:
        """Tell whether any word may be disguised."""
        return is_odd(self.bare)

    @property
    def is_apart(self) -> bool:
        """Tell whether letters or signs stand alone side by side."""
        return _APART.search(self.line) is not None

    def disguised(self) -> Iterator[Words]:
        """Yield the words as they may be meant; nothing when none looks disguised."""
        if not self.is_odd:
            return
        told: list[list[str]] = []
        for reading in readings_of(self.bare):
            raws = raws_of(self.bare, reading)
            if raws not in told:
                told.append(raws)
                yield Words(folded(f" {' '.join(raws)} "), reading)

    def written(self, words: Words) -> tuple[Source, list[Token]]:
        """Return the words of a line as they were written, and where."""
        if words.reading is not None:
            return "bare", tokens_of(self.bare, words.reading)
        source: Source = "bare"
        found = list(WORD.finditer(self.bare))
        if not self.is_ascii and len(found) != len(self.words):
            source, found = "skeleton", list(WORD.finditer(self.skeleton))
        return source, [Token(match[0], match.start()) for match in found]

    @property
    def compact(self) -> str:
        """Return the skeleton without any space."""
        if self._compact is None:
            self._compact = "".join(self.skeleton.split())
        return self._compact

    def spaced_out(self) -> Iterator[Apart]:
        """Yield every run of single letters, joined: "l.o.s.e.r" is "loser"."""
        if not self.is_apart:
            return
        seen: set[str] = set()
        for pieces in (WORD, TOKEN):
            for run in _runs(pieces, self.bare):
                if len(run.raw) >= _FEWEST_APART and run.raw not in seen:
                    seen.add(run.raw)
                    yield run

    def span(self, source: Source, start: int, end: int) -> tuple[int, int] | None:
        """Return where in the text a part of another form of it comes from.

        None when that cannot be told.
        """
        if self.is_ascii:
            return start, end
        if source not in self._origins:
            made, making = {
                "bare": (self.bare, bare_of),
                "skeleton": (self.skeleton, skeleton_of),
                "visible": (self.visible, visible_of),
            }[source]
            self._origins[source] = origins_of(self.text, made, making)
        origins = self._origins[source]
        if origins is None or end <= start:
            return None
        return origins[start], origins[end - 1] + 1


def prepared(text: str, fragments: Sequence[Fragment] = ()) -> Prepared:
    """Return a text ready for rules; of an absurdly long one, its beginning."""
    return Prepared(text[:LONGEST], fragments, is_cut=len(text) > LONGEST)


def _runs(pieces: re.Pattern[str], bare: str) -> Iterator[Apart]:
    run: list[str] = []
    places: list[int] = []
    end = 0
    for match in pieces.finditer(bare):
        piece = match[0][0] + match[0][1:].rstrip("!")
        is_single = len(piece) == 1
        if run and (not is_single or match.start() - end > _WIDEST_GAP):
            yield Apart("".join(run), places)
            run, places = [], []
        if is_single:
            run.append(piece)
            places.append(match.start())
        end = match.start() + len(piece)
    if run:
        yield Apart("".join(run), places)
