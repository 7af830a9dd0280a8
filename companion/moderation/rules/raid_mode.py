"""Raid mode: only those who follow or are known may write, and slowly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from companion.domain.entries import Reason, Verdict
from companion.domain.values import Role
from companion.moderation.known import Known
from companion.moderation.memory import RuleMemory
from companion.moderation.rules.finding import Finding, Said
from companion.settings.moderation import ModeSettings

_PASSES: Final = frozenset(
    {Role.FOLLOWER, Role.SUBSCRIBER, Role.MEMBER, Role.VIP, Role.MODERATOR}
)


class RaidMode:
    """Holds what strangers write, and a second message within the slow seconds.

    Platforms do not tell of everybody whether they follow; who wrote before the raid
    counts as one who does. Who was a stranger once stays it until the mode ends,
    however much they write.
    """

    def __init__(
        self, settings: ModeSettings, known: Known, memory: RuleMemory
    ) -> None:
        self._followers_only: Final = settings.followers_only
        self._slow: Final = settings.slow_seconds * 1_000_000
        self._known: Final = known
        self._passed: Final = memory.passed
        self._strangers: Final = memory.strangers

    def find(self, said: Said) -> Iterable[Finding]:
        """Return one finding when the message has to wait for a person."""
        viewer = said.viewer
        if self._followers_only and _PASSES.isdisjoint(viewer.roles):
            is_stranger = self._strangers.get(viewer.id) is not None
            if is_stranger or not self._known.has_chatted(viewer.id):
                self._strangers.put(viewer.id, True)
                return (_held("followers"),)
        last = self._passed.get(viewer.id)
        if last is not None and last <= said.at < last + self._slow:
            return (_held("slow"),)
        self._passed.put(viewer.id, said.at)
        return ()


def _held(detail: str) -> Finding:
    return Finding(Verdict.HOLD, Reason(rule="raid-mode", detail=detail))
