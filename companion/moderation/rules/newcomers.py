"""Viewers who write for the first time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from companion.domain.entries import Reason, Verdict
from companion.moderation.known import Known
from companion.moderation.memory import RuleMemory
from companion.moderation.rules.finding import Finding, Said
from companion.moderation.rules.hosts import hosts_in


class Newcomers:
    """Holds the first message of a Viewer, or only one with a link in it."""

    def __init__(
        self, hold: Literal["links", "everything"], known: Known, memory: RuleMemory
    ) -> None:
        self._holds_all: Final = hold == "everything"
        self._known: Final = known
        self._writers: Final = memory.writers

    def find(self, said: Said) -> Iterable[Finding]:
        """Return one finding for a first message."""
        viewer = said.viewer.id
        wrote = self._writers.get(viewer) is not None or self._known.has_chatted(viewer)
        self._writers.put(viewer, True)
        if wrote or said.is_permitted:
            return ()
        if not self._holds_all and not any(hosts_in(said.text.visible)):
            return ()
        return (Finding(Verdict.HOLD, Reason(rule="newcomer")),)
