"""A goal: what the session gives from its start on, towards a target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from companion.domain.entries import Entry
from companion.domain.events import Follow, Membership, Subscription
from companion.domain.on_air import GoalOnAir, Phase
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import GoalSpec
from companion.domain.values import POINT, Timestamp
from companion.interactions.heard import Heard
from companion.interactions.kind import Interaction


class Goal(Interaction[GoalSpec]):
    """Adds up what entries earn while it is ongoing; tests and pauses add nothing.

    What a correction or a later verdict takes from Viewers it does not take from the
    goal: viewers saw it reached.
    """

    steps: ClassVar[tuple[Phase, ...]] = ("before", "waiting", "ongoing", "after")

    def __init__(self, made: InteractionMade, spec: GoalSpec, at: Timestamp) -> None:
        super().__init__(made, spec, at)
        self._value = 0
        self._added: set[int] = set()

    def hear(self, heard: Heard) -> bool:
        """Add what an entry earns."""
        entry, worth = heard.entry, self._worth(heard)
        if entry.test or not entry.earns or worth <= 0 or entry.seq in self._added:
            return False
        self._added.add(entry.seq)
        self._value += worth
        return True

    def unhear(self, seq: int) -> bool:
        """Leave the goal as it is: what was given stays given."""
        return False

    def _worth(self, heard: Heard) -> int:
        amounts, event = heard.amounts, heard.event
        match self.spec.unit:
            case "points":
                return amounts.points
            case "diamonds":
                return amounts.diamonds
            case "bits":
                return amounts.bits
            case "likes":
                return amounts.likes
            case "gifts":
                return amounts.gifts
            case "chats":
                return amounts.chats
            case "follows":
                return int(isinstance(event, Follow))
            case "subs":
                if isinstance(event, Subscription | Membership):
                    return event.count
                return 0

    def moved(self, entry: Entry) -> None:
        """Begin from nothing where it was taken back to before its start."""
        if self.phase in {"before", "waiting"}:
            self._value = 0
            self._added.clear()

    @property
    def value(self) -> int:
        """Return how far it is, in whole units."""
        return self._value // POINT if self.spec.unit == "points" else self._value

    def on_air(self) -> GoalOnAir:
        """Return what viewers see of it now."""
        return GoalOnAir(
            id=self.id,
            phase=self.phase,
            title=self.spec.title,
            unit=self.spec.unit,
            value=self.value,
            target=self.spec.target,
        )

    def described(self) -> Mapping[str, Any]:
        """Return what the Broadcaster sees of it beyond what all kinds tell."""
        return {
            "numbers": {
                "value": self.value,
                "target": self.spec.target,
                "share": min(1.0, self.value / self.spec.target),
            }
        }
