"""One sign or one word over and over within a message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from companion.domain.entries import Reason, Verdict
from companion.moderation.prepared import Prepared
from companion.moderation.rules.finding import Finding, TextOnly
from companion.moderation.skeleton import skeleton_of, words_of
from companion.settings.moderation import RepetitionSettings

_LONGEST_DETAIL: Final = 40
"""Characters of a long run that a reason tells."""


class Repetition(TextOnly):
    """Finds a sign that stands too often in a row, and a word that comes too often.

    Emotes and emoji are left out: how many there may be is a rule of its own.
    """

    def __init__(self, settings: RepetitionSettings, verdict: Verdict) -> None:
        self._run: Final = re.compile(rf"(\S)\1{{{settings.signs - 1},}}")
        self._words: Final = settings.words
        self._verdict: Final = verdict

    def find(self, text: Prepared) -> Iterable[Finding]:
        """Return one finding for the first such sign, else for the commonest word."""
        if run := self._run.search(text.plain):
            return (self._finding(run[0][:_LONGEST_DETAIL]),)
        words = words_of(skeleton_of(text.plain))
        if len(words) < self._words:
            return ()
        ((word, number),) = Counter(words).most_common(1)
        return (self._finding(word),) if number >= self._words else ()

    def _finding(self, detail: str) -> Finding:
        return Finding(self._verdict, Reason(rule="repetition", detail=detail))
