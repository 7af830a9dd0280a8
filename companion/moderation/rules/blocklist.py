"""Words and phrases of lists: whole words, however they are disguised."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from companion.domain.entries import Reason, Verdict
from companion.moderation.automaton import Automaton
from companion.moderation.fold import folded, is_disguise, loose, runs_of, unstroked
from companion.moderation.prepared import Apart, Prepared, Source, Words
from companion.moderation.rules.finding import Finding
from companion.moderation.rules.name_forms import forms_of
from companion.moderation.skeleton import bare_of, is_unspaced, words_of
from companion.moderation.word_list import ListEntry, WordList

_JOINED = re.compile(r"[\s'’.-]*")
"""What may stand between the words of a phrase without being meant."""

_LONGEST_SHORT: Final = 4
_OFTEN_ALONE: Final = frozenset("uiaynrk")
"""Letters that people write as a word of their own: "u r a …"."""


class _Hit(NamedTuple):
    """What a pattern stands for.

    verdict: None when the entry permits. words: of the entry's skeleton. literal: what
    the text must hold besides, signs that are meant.
    """

    name: str
    verdict: Verdict | None
    written: str
    words: tuple[str, ...]
    literal: str = ""


class _Place(NamedTuple):
    """Where a hit stands: in its own line for permits, in the text for people."""

    hit: _Hit
    start: int
    end: int
    span: tuple[Source, int, int]


class Blocklist:
    """Finds the entries of all lists, in time linear in the text.

    A word matches whole words only, so that "ass" leaves "bass" alone; a phrase
    matches whatever stands between its words. Entries in scripts without spaces, and
    entries of signs only, match anywhere. Entries with ~ also match spaced out. What
    stands inside a permitted entry is left alone.
    """

    def __init__(
        self, lists: Sequence[WordList], permitted: WordList | None = None
    ) -> None:
        words: list[tuple[str, _Hit]] = []
        disguises: list[tuple[str, _Hit]] = []
        signs: list[tuple[str, _Hit]] = []
        apart: list[tuple[str, _Hit]] = []
        for word_list in (*lists, *([permitted] if permitted else ())):
            verdict = None if word_list is permitted else word_list.verdict
            for entry in word_list.entries:
                hit = _hit(word_list.name, verdict, entry)
                if not hit.words or is_unspaced(entry.skeleton):
                    signs.append(("".join(entry.skeleton.split()), hit))
                else:
                    words += ((line, hit) for line in _lines(hit))
                    disguises += ((line, hit) for line in _folded_lines(hit))
                if entry.is_spaced or verdict is None:
                    apart.append((_folded("".join(hit.words)), hit))
        self._words: Final = Automaton(words)
        self._disguises: Final = Automaton(disguises)
        self._signs: Final = Automaton(signs)
        self._apart: Final = Automaton(apart)

    def find(self, text: Prepared) -> Sequence[Finding]:
        """Return one finding for each entry in the text."""
        if text.is_one_word:  # it may be a name, and is read as one
            return tuple(self._in_forms(text))
        places = self._places(text)
        return self._findings(text, places) if places else ()

    def find_in_name(self, name: Prepared) -> Sequence[Finding]:
        """Return the same for a name or handle, whose words may stand in one."""
        return tuple(self._in_forms(name))

    def _findings(self, text: Prepared, places: list[_Place]) -> Sequence[Finding]:
        found: dict[tuple[str, str], Finding] = {}
        for place in places:
            hit = place.hit
            if hit.verdict is not None and (hit.name, hit.written) not in found:
                finding = Finding(hit.verdict, _reason(hit, text, place.span))
                found[hit.name, hit.written] = finding
        return tuple(found.values())

    def _in_forms(self, name: Prepared) -> Iterator[Finding]:
        """Yield what stands in a name, however its words are told apart."""
        told: set[tuple[str, str]] = set()
        for form in (name, *map(Prepared, forms_of(name.bare))):
            for found in self._findings(form, self._places(form)):
                key = (found.reason.rule, found.reason.detail)
                if key not in told:
                    told.add(key)
                    yield found if form is name else _without_place(found)

    def _places(self, text: Prepared) -> list[_Place]:
        """Return what stands in the text and inside nothing that is permitted."""
        places: list[_Place] = []
        if found := self._words.find(text.line):
            places += _allowed(_in_words(found, Words(text.line), text))
        if self._signs and (found := self._signs.find(text.compact)):
            places += _allowed(_in_signs(found, text))
        if self._disguises and text.is_odd:
            for words in text.disguised():
                if found := self._disguises.find(words.line):
                    places += _allowed(_in_words(found, words, text))
        if self._apart and text.is_apart:
            for run in text.spaced_out():
                places += _allowed(self._in_run(run))
        return places

    def _in_run(self, run: Apart) -> Iterator[_Place]:
        runs = runs_of(run.raw)
        for hit, first, last in self._apart.find("".join(read for read, _, _ in runs)):
            start, end = runs[first][1], runs[last - 1][2]
            meant = "".join(hit.words)
            is_short = len(meant) <= _LONGEST_SHORT
            rest = filter(str.isalnum, run.raw[:start] + run.raw[end:])
            if is_short and not _OFTEN_ALONE.issuperset("".join(rest).lower()):
                continue
            if is_disguise(run.raw[start:end], meant):
                span: tuple[Source, int, int] = (
                    "bare",
                    run.places[start],
                    run.places[end - 1] + 1,
                )
                yield _Place(hit, start, end, span)


def _hit(name: str, verdict: Verdict | None, entry: ListEntry) -> _Hit:
    words = tuple(words_of(entry.skeleton))
    is_anywhere = not words or is_unspaced(entry.skeleton)
    literal = "" if is_anywhere else _signs(entry.skeleton)
    return _Hit(name, verdict, entry.written, words, literal)


def _lines(hit: _Hit) -> Iterator[str]:
    """Yield the lines of words that may be the entry without any disguise."""
    yield (line := loose(f" {' '.join(hit.words)} "))
    if (plain := loose(unstroked(line))) != line:
        yield plain
    if len(hit.words) == 1 and len(word := hit.words[0]) > _LONGEST_SHORT:
        if word[-1] != word[-2]:
            yield loose(f" {word}{word[-1]} ")
        if word[0] != word[1]:
            yield loose(f" {word[0]}{word} ")


def _folded_lines(hit: _Hit) -> Iterator[str]:
    if not hit.literal:
        yield f" {' '.join(map(_folded, hit.words))} "


def _folded(word: str) -> str:
    return folded(bare_of(word))


def _in_words(
    found: Sequence[tuple[_Hit, int, int]], words: Words, text: Prepared
) -> Iterator[_Place]:
    """Yield what is meant of what was found in a line of words."""
    source, tokens = text.written(words)
    spaces = words.spaces()
    is_there = lru_cache(None)(lambda literal: literal in text.compact)
    for hit, start, end in found:
        first = bisect_right(spaces, start) - 1
        these = tokens[first : first + len(hit.words)]
        if words.reading == "numbered" and len(hit.words[0]) < _LONGEST_SHORT:
            continue  # three letters and a number may be a name of anything
        is_meant = len(these) == len(hit.words) and all(
            is_disguise(token.raw, word, among=text.bare)
            for token, word in zip(these, hit.words, strict=True)
        )
        if is_meant and (not hit.literal or is_there(hit.literal)):
            last = these[-1]
            span = (source, these[0].start, last.start + len(last.raw))
            yield _Place(hit, start, end, span)


def _in_signs(
    found: Sequence[tuple[_Hit, int, int]], text: Prepared
) -> Iterator[_Place]:
    places = [n for n, char in enumerate(text.skeleton) if not char.isspace()]
    for hit, start, end in found:
        span: tuple[Source, int, int] = (
            "skeleton",
            places[start],
            places[end - 1] + 1,
        )
        yield _Place(hit, start, end, span)


def _allowed(places: Iterator[_Place]) -> Iterator[_Place]:
    """Yield what is inside no permitted entry."""
    found = list(places)
    permits = sorted((at.start, at.end) for at in found if at.hit.verdict is None)
    if not permits:
        yield from found
        return
    starts = [start for start, _ in permits]
    furthest = list(accumulate((end for _, end in permits), max))
    for place in found:
        before = bisect_right(starts, place.start) - 1
        if before < 0 or furthest[before] < place.end:
            yield place


def _reason(hit: _Hit, text: Prepared, span: tuple[Source, int, int]) -> Reason:
    place = text.span(*span)
    if place is None:
        return Reason(rule=hit.name, detail=hit.written)
    return Reason(rule=hit.name, detail=hit.written, start=place[0], end=place[1])


def _without_place(found: Finding) -> Finding:
    reason = Reason(rule=found.reason.rule, detail=found.reason.detail)
    return Finding(found.verdict, reason)


def _signs(skeleton: str) -> str:
    """Return the whole entry, spaces left out, when its signs are meant ("c++")."""
    rest = "".join(char for char in skeleton if not words_of(char))
    return "" if _JOINED.fullmatch(rest) else "".join(skeleton.split())
