"""What scores mean: thresholds by label, and levels of strictness as presets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from companion.domain.entries import Judgement, Reason, Verdict
from companion.moderation.rules.finding import strictest
from companion.settings.moderation import (
    LABELS,
    ModerationSettings,
    ModeSettings,
    PolicySettings,
)

Mode = Literal["normal", "raid", "quiet"]

_NEVER: Final = 1.0


class Limits(NamedTuple):
    """From which score on a label is flagged, held or blocked; 1: never."""

    flag: float = _NEVER
    hold: float = _NEVER
    block: float = _NEVER


NO_LIMITS: Final = Limits()

LEVELS: Final[Mapping[str, Mapping[str, Limits]]] = {
    "0": {},
    "1": {
        "toxicity": Limits(0.6, 0.8),
        "severe_toxicity": Limits(0.5, 0.7, 0.9),
        "threat": Limits(0.6, 0.8, 0.95),
        "identity_attack": Limits(0.6, 0.8, 0.95),
        "sexual_explicit": Limits(0.8, 0.95),
    },
    "2": {
        "toxicity": Limits(0.4, 0.6, 0.95),
        "severe_toxicity": Limits(0.3, 0.5, 0.8),
        "obscene": Limits(0.8),
        "threat": Limits(0.4, 0.6, 0.9),
        "insult": Limits(0.7, 0.9),
        "identity_attack": Limits(0.4, 0.6, 0.9),
        "sexual_explicit": Limits(0.6, 0.8),
    },
    "3": {
        "toxicity": Limits(0.3, 0.5, 0.9),
        "severe_toxicity": Limits(0.2, 0.4, 0.7),
        "obscene": Limits(0.6, 0.8),
        "threat": Limits(0.3, 0.5, 0.8),
        "insult": Limits(0.5, 0.7),
        "identity_attack": Limits(0.3, 0.5, 0.8),
        "sexual_explicit": Limits(0.4, 0.6, 0.95),
    },
    "4": {
        "toxicity": Limits(0.2, 0.35, 0.8),
        "severe_toxicity": Limits(0.1, 0.3, 0.6),
        "obscene": Limits(0.4, 0.6, 0.9),
        "threat": Limits(0.2, 0.35, 0.7),
        "insult": Limits(0.35, 0.5, 0.9),
        "identity_attack": Limits(0.2, 0.35, 0.7),
        "sexual_explicit": Limits(0.25, 0.4, 0.9),
    },
}
"""What each level makes of each label; a label that is missing is never looked at.

0 lets all through. 1 stops what is meant to hurt: threats, hate, the worst. 2, the
usual one, holds toxicity from 0.6 on and leaves swearing alone; it is what "custom"
begins with. 3 also holds insults and swearing. 4 is for children and for raids. No
limit ever rises from one level to the next.
"""


class Decision(NamedTuple):
    """What scores lead to. ALLOW with reasons: flagged, marked in the window only."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


class Policy:
    """Thresholds; immutable. mode: "raid" and "quiet" raise the level to theirs."""

    def __init__(
        self,
        settings: PolicySettings,
        *,
        modes: ModeSettings | None = None,
        mode: Mode = "normal",
    ) -> None:
        self._limits = _limits(settings)
        at_least = _level_of(modes or ModeSettings(), mode)
        if at_least is not None:
            self._limits = _stricter(self._limits, LEVELS[at_least])

    @classmethod
    def of(cls, settings: ModerationSettings, mode: Mode) -> Policy:
        """Return the policy that the settings mean in a mode."""
        return cls(settings.policy, modes=settings.modes, mode=mode)

    def limits(self, label: str) -> Limits:
        """Return the thresholds of a label."""
        return self._limits.get(label, NO_LIMITS)

    def decide(self, scores: Mapping[str, float]) -> Decision:
        """Return the strictest verdict on scores, with the labels that passed a limit.

        Reasons tell the score with two digits, the label that decided first.
        """
        passed: list[tuple[Verdict, float, str]] = []
        for label, score in scores.items():
            verdict = _passed(self.limits(label), score)
            if verdict is not None:
                passed.append((verdict, score, label))
        if not passed:
            return _NOTHING
        worst = strictest(verdict for verdict, _score, _label in passed)
        passed.sort(key=lambda one: (one[0] is not worst, -one[1]))
        reasons = tuple(
            Reason(rule=label, detail=f"{score:.2f}") for _, score, label in passed
        )
        return Decision(worst, reasons)


_NOTHING: Final = Decision(Verdict.ALLOW)


def is_proved_clean(judgement: Judgement) -> bool:
    """Return whether a text may be spoken: model or person have allowed it.

    What is allowed because the model was late, or was not there, is not proved clean;
    neither is what was never asked about.
    """
    if judgement.text is not Verdict.ALLOW:
        return False
    by_person = any(reason.rule == "person" for reason in judgement.reasons)
    return by_person or bool(judgement.scores)


def _passed(limits: Limits, score: float) -> Verdict | None:
    """Return what a score leads to; None below every limit."""
    if limits.block < _NEVER and score >= limits.block:
        return Verdict.BLOCK
    if limits.hold < _NEVER and score >= limits.hold:
        return Verdict.HOLD
    if limits.flag < _NEVER and score >= limits.flag:
        return Verdict.ALLOW
    return None


def _limits(settings: PolicySettings) -> Mapping[str, Limits]:
    if settings.level != "custom":
        return LEVELS[settings.level]
    chosen = {label: getattr(settings, label) for label in LABELS}
    return {
        label: Limits(one.flag, one.hold, one.block) for label, one in chosen.items()
    }


def _level_of(modes: ModeSettings, mode: Mode) -> str | None:
    match mode:
        case "raid":
            return modes.raid_level
        case "quiet":
            return modes.quiet_level
        case "normal":
            return None


def _stricter(
    one: Mapping[str, Limits], other: Mapping[str, Limits]
) -> Mapping[str, Limits]:
    return {
        label: Limits(*map(min, one.get(label, NO_LIMITS), other.get(label, NO_LIMITS)))
        for label in LABELS
    }
