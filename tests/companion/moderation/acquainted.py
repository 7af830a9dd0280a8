"""What is known of Viewers, set by a test."""

from __future__ import annotations

from dataclasses import dataclass, field

from companion.domain.values import Timestamp
from companion.moderation.known import Hidden


@dataclass
class Acquainted:
    """A Known whose answers stand in plain sets."""

    trusted: set[str] = field(default_factory=set)
    hidden: dict[str, Hidden] = field(default_factory=dict)
    linking: dict[str, Timestamp] = field(default_factory=dict)
    permitted: set[str] = field(default_factory=set)
    chatted: set[str] = field(default_factory=set)

    def is_trusted(self, viewer_id: str) -> bool:
        return viewer_id in self.trusted

    def hides(self, viewer_id: str, at: Timestamp) -> Hidden:
        return self.hidden.get(viewer_id, "")

    def may_link(self, viewer_id: str, at: Timestamp) -> bool:
        return at < self.linking.get(viewer_id, at)

    def permits(self, skeleton: str) -> bool:
        return skeleton in self.permitted

    def is_answer(self, text: str) -> bool:
        return False

    def has_chatted(self, viewer_id: str) -> bool:
        return viewer_id in self.chatted
