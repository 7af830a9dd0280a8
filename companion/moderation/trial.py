"""What the gate would say about a text: for `companion moderate` and the API."""

from __future__ import annotations

from typing import Any

from companion.domain.ports import Clock
from companion.moderation.prepared import prepared
from companion.moderation.rules import RuleSet


def moderate_text(text: str, *, rules: RuleSet, clock: Clock) -> dict[str, Any]:
    """Return the verdict on a text as JSON's kinds; nothing is stored.

    Keys: text, verdict ("allow", "hold", "block"), reasons ({rule, detail}), skeleton
    (what the rules compared), scores (of a model, {} without one), ms (taken).
    """
    began = clock.monotonic()
    ready = prepared(text)
    opinion = rules.opinion_of(ready)
    taken = clock.monotonic() - began
    return {
        "text": text,
        "verdict": opinion.verdict.value,
        "reasons": [
            {"rule": reason.rule, "detail": reason.detail} for reason in opinion.reasons
        ],
        "skeleton": ready.skeleton,
        "scores": {},
        "ms": round(taken * 1000, 3),
    }
