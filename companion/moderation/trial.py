"""What the gate would say about a text: for `companion moderate` and the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from companion.domain.entries import Verdict
from companion.domain.ports import Clock
from companion.moderation.model_text import model_text, needs_model
from companion.moderation.policy import Policy
from companion.moderation.prepared import prepared
from companion.moderation.rules import RuleSet
from companion.moderation.rules.finding import strictest

Ask = Callable[[Sequence[str]], Awaitable[Sequence[Mapping[str, float]]]]
"""Returns a model's scores of texts, by label."""


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


async def with_scores(
    answers: Sequence[dict[str, Any]], *, policy: Policy, ask: Ask, clock: Clock
) -> Sequence[dict[str, Any]]:
    """Return answers of `moderate_text` with what a model says of the same texts.

    Texts that a model could say nothing about are not asked; ms of the others gets
    their share of the model's time. Raises what `ask` does.
    """
    places = [n for n, answer in enumerate(answers) if needs_model(answer["text"])]
    began = clock.monotonic()
    found = await ask([model_text(answers[place]["text"]) for place in places])
    share_ms = (clock.monotonic() - began) * 1000 / max(1, len(places))
    told = [*answers]
    for place, scores in zip(places, found, strict=True):
        told[place] = _scored(answers[place], scores, policy=policy, ms=share_ms)
    return told


def _scored(
    answer: dict[str, Any], scores: Mapping[str, float], *, policy: Policy, ms: float
) -> dict[str, Any]:
    rounded = {label: round(score, 4) for label, score in scores.items()}
    decided = policy.decide(rounded)
    verdict = strictest((Verdict(answer["verdict"]), decided.verdict))
    reasons = [{"rule": one.rule, "detail": one.detail} for one in decided.reasons]
    return {
        **answer,
        "verdict": verdict.value,
        "reasons": [*answer["reasons"], *reasons],
        "scores": rounded,
        "ms": round(answer["ms"] + ms, 3),
    }
