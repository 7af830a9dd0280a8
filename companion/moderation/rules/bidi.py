"""Control characters that turn the direction of a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from companion.domain.entries import Reason, Verdict
from companion.moderation.prepared import Prepared
from companion.moderation.rules.finding import Finding

_OVERRIDE: Final = re.compile("[\u202d\u202e]")
"""Turns letters against their own direction: no language is written so."""

_RIGHT_TO_LEFT: Final = re.compile("[\u202b\u2067]")
"""Turns a part to the left: of use where letters run so, else a trick."""

_LETTERS_TO_LEFT: Final = re.compile(
    "[\u05d0-\u05f4\u0620-\u064a\u066e-\u06d3\u0700-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


class Bidi:
    """Finds turned lines, in texts and names; Arabic and Hebrew as such are none.

    Marks that only say where a neutral sign belongs turn nothing and are left alone.
    """

    def __init__(self, verdict: Verdict) -> None:
        self._verdict: Final = verdict

    def find(self, text: Prepared) -> Iterable[Finding]:
        """Return one finding for the first sign that turns the line."""
        if text.is_ascii:
            return ()
        found = _OVERRIDE.search(text.text) or _RIGHT_TO_LEFT.search(text.text)
        if found is None:
            return ()
        if found.re is _RIGHT_TO_LEFT and _LETTERS_TO_LEFT.search(text.text):
            return ()
        reason = Reason(
            rule="bidi",
            detail=f"U+{ord(found[0]):04X}",
            start=found.start(),
            end=found.end(),
        )
        return (Finding(self._verdict, reason),)

    def find_in_name(self, name: Prepared) -> Iterable[Finding]:
        """Return the same for a name or handle."""
        return self.find(name)
