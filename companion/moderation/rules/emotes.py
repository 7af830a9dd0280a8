"""Walls of emotes and emoji."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from companion.domain.entries import Reason, Verdict
from companion.moderation.emoji import emotes_in
from companion.moderation.prepared import Prepared
from companion.moderation.rules.finding import Finding, TextOnly
from companion.settings.moderation import EmoteSettings


class Emotes(TextOnly):
    """Finds more emotes and emoji than one message may have."""

    def __init__(self, settings: EmoteSettings, verdict: Verdict) -> None:
        self._most: Final = settings.most
        self._verdict: Final = verdict

    def find(self, text: Prepared) -> Iterable[Finding]:
        """Return one finding when there are too many."""
        number = emotes_in(text.text, text.fragments)
        if number <= self._most:
            return ()
        return (Finding(self._verdict, Reason(rule="emotes", detail=str(number))),)
