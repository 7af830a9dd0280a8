"""The same text of many Viewers: a raid."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from companion.domain.entries import Reason, Verdict
from companion.moderation.memory import RuleMemory
from companion.moderation.rules.finding import Finding, Said
from companion.settings.moderation import CopyPasteSettings

_LONGEST_KEY: Final = 300
"""Letters that are compared; a longer text differs in its first ones."""


_NO_NUMBERS: Final = dict.fromkeys(map(ord, " 0123456789"))


class CopyPaste:
    """Finds the text that so many Viewers post within so many seconds.

    Compared by its letters alone, so that numbers and signs strewn in do not hide it.
    Short texts, commands and what a person permitted are never a raid: four hundred
    may vote for the same.
    """

    def __init__(
        self, settings: CopyPasteSettings, verdict: Verdict, memory: RuleMemory
    ) -> None:
        self._settings: Final = settings
        self._within: Final = round(settings.seconds * 1_000_000)
        self._verdict: Final = verdict
        self._copies: Final = memory.copies

    def find(self, said: Said) -> Iterable[Finding]:
        """Return one finding when enough others posted the same lately."""
        text = said.text
        is_vote = len(text.text) < self._settings.letters or text.text[0] == "!"
        if is_vote or said.is_permitted:
            return ()
        letters = text.line[:_LONGEST_KEY].translate(_NO_NUMBERS)
        if len(letters) < self._settings.letters:
            return ()
        writers = self._copies.get(letters)
        if writers is None:
            writers = OrderedDict[str, int]()
            self._copies.put(letters, writers)
        writers[said.viewer.id] = said.at
        writers.move_to_end(said.viewer.id)
        self._forget(writers, said.at)
        if len(writers) < self._settings.viewers:
            return ()
        detail = text.text[:_LONGEST_KEY]
        return (Finding(self._verdict, Reason(rule="copy-paste", detail=detail)),)

    def _forget(self, writers: OrderedDict[str, int], at: int) -> None:
        """Leave out whose copy is too old, and more than have to be counted."""
        while writers:
            oldest = next(iter(writers))
            is_old = writers[oldest] <= at - self._within
            if not is_old and len(writers) <= self._settings.viewers:
                return
            del writers[oldest]
