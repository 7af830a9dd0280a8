"""Shouting: a message that is mostly capital letters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from companion.domain.entries import Reason, Verdict
from companion.moderation.prepared import Prepared
from companion.moderation.rules.finding import Finding, TextOnly
from companion.settings.moderation import CapsSettings


class Caps(TextOnly):
    """Finds a share of capitals among the letters, emotes left out.

    Letters of scripts without capitals count as small ones.
    """

    def __init__(self, settings: CapsSettings, verdict: Verdict) -> None:
        self._settings: Final = settings
        self._verdict: Final = verdict

    def find(self, text: Prepared) -> Iterable[Finding]:
        """Return one finding when the message shouts."""
        letters = [char for char in text.plain if char.isalpha()]
        if len(letters) < self._settings.letters:
            return ()
        share = sum(map(str.isupper, letters)) / len(letters)
        if share < self._settings.share:
            return ()
        return (Finding(self._verdict, Reason(rule="caps", detail=f"{share:.0%}")),)
