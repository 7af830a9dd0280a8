"""Floods of signs that are neither letters nor emotes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from unicodedata import category

from companion.domain.entries import Reason, Verdict
from companion.moderation.prepared import Prepared
from companion.moderation.rules.finding import Finding, TextOnly
from companion.settings.moderation import SymbolSettings


class Symbols(TextOnly):
    """Finds a share of punctuation and symbols among what shows, emotes left out."""

    def __init__(self, settings: SymbolSettings, verdict: Verdict) -> None:
        self._settings: Final = settings
        self._verdict: Final = verdict

    def find(self, text: Prepared) -> Iterable[Finding]:
        """Return one finding when the message is mostly symbols."""
        shown = "".join(text.plain.split())
        symbols = sum(
            not char.isalnum() and category(char)[0] in "PS" for char in shown
        )
        if symbols < self._settings.signs:
            return ()
        share = symbols / len(shown)
        if share < self._settings.share:
            return ()
        return (Finding(self._verdict, Reason(rule="symbols", detail=f"{share:.0%}")),)
