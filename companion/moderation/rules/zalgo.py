"""Letters under piles of marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from companion.domain.entries import Reason, Verdict
from companion.moderation.prepared import Prepared
from companion.moderation.rules.finding import Finding

# Vietnamese needs two of these on one letter, phonetic writing three.
_ACCENTS: Final = (
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
# Pointed and chanted Hebrew needs four, Tibetan five; nobody needs nine.
_SIGNS: Final = (
    "[\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f71-\u0f84"
    "\u0f90-\u0fbc\u3099\u309a]"
)
_PILE: Final = re.compile(rf"{_ACCENTS}{{4,}}|{_SIGNS}{{9,}}")
_LONGEST_DETAIL: Final = 40


class Zalgo:
    """Finds piles of marks, in texts and names; needs no setting but its verdict."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict: Final = verdict

    def find(self, text: Prepared) -> Iterable[Finding]:
        """Return one finding for the first pile."""
        if text.is_ascii or (pile := _PILE.search(text.text)) is None:
            return ()
        start = max(0, pile.start() - 1)
        detail = text.text[start : pile.end()][:_LONGEST_DETAIL]
        reason = Reason(rule="zalgo", detail=detail, start=start, end=pile.end())
        return (Finding(self._verdict, reason),)

    def find_in_name(self, name: Prepared) -> Iterable[Finding]:
        """Return the same for a name or handle."""
        return self.find(name)
