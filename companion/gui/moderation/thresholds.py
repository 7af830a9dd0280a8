"""From which score on a label is held, by the settings and the mode in force."""

from __future__ import annotations

from companion.domain.views import GateView
from companion.moderation.policy import Policy
from companion.settings.moderation import LABELS, ModerationSettings


def held_from(settings: ModerationSettings, gate: GateView | None) -> dict[str, float]:
    """Return, by label, the lowest score that is held or blocked; 1: never."""
    policy = Policy.of(settings, gate.mode if gate is not None else "normal")
    limits = {label: policy.limits(label) for label in LABELS}
    return {label: min(one.hold, one.block) for label, one in limits.items()}
