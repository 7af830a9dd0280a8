"""Thresholds that are being moved and are not in force yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from companion.moderation.policy import LEVELS, NO_LIMITS, Limits
from companion.settings import ModerationSettings
from companion.settings.moderation import LABELS, PolicySettings

OWN: Final = "custom"


class PolicyDraft:
    """A level, or thresholds of one's own, beside those that are saved."""

    def __init__(self, saved: PolicySettings) -> None:
        self._saved = saved
        self._level: str = saved.level
        self._own = _own_limits(saved)

    @property
    def level(self) -> str:
        """Return the level, "custom" for thresholds of one's own."""
        return self._level

    @property
    def is_changed(self) -> bool:
        """Return whether the draft differs from what is saved."""
        if self._level != self._saved.level:
            return True
        return self._level == OWN and self._own != _own_limits(self._saved)

    def limits(self, label: str) -> Limits:
        """Return a label's thresholds."""
        if self._level == OWN:
            return self._own[label]
        return LEVELS[self._level].get(label, NO_LIMITS)

    def choose_level(self, level: str) -> None:
        """Take a level; one's own thresholds begin with those that hold now."""
        if level == OWN and OWN not in (self._level, self._saved.level):
            self._own = {label: self.limits(label) for label in LABELS}
        self._level = level

    def move(self, label: str, limits: Limits) -> None:
        """Move a label's thresholds; they are one's own from then on."""
        if self._level != OWN:
            self._own = {one: self.limits(one) for one in LABELS}
            self._level = OWN
        self._own[label] = limits

    def discard(self, saved: PolicySettings) -> None:
        """Begin again with what is saved."""
        self._saved = saved
        self._level = saved.level
        self._own = _own_limits(saved)

    def changes(self) -> dict[str, object]:
        """Return what to save, by name below "moderation."."""
        found: dict[str, object] = {"policy.level": self._level}
        if self._level == OWN:
            for label, limits in self._own.items():
                found[f"policy.{label}"] = limits._asdict()
        return found

    def table(self, current: ModerationSettings) -> Mapping[str, Any]:
        """Return the whole table [moderation] as the draft would have it."""
        table = current.model_dump(exclude_none=True)
        policy = {**table["policy"], "level": self._level}
        if self._level == OWN:
            policy.update({name: one._asdict() for name, one in self._own.items()})
        return {**table, "policy": policy}


def _own_limits(saved: PolicySettings) -> dict[str, Limits]:
    return {
        label: Limits(*getattr(saved, label).model_dump().values()) for label in LABELS
    }
