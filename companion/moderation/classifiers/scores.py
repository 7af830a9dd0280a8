"""Figures of a model made into scores of canonical labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, isfinite

from companion.domain.errors import ModelError
from companion.i18n import _
from companion.moderation.models.manifest import Manifest


def scores_of(rows: Sequence[Sequence[float]], manifest: Manifest) -> list[list[float]]:
    """Return the scores that rows of raw figures, one per own label, stand for.

    Raises ModelError when there are not as many figures as labels, or one is no number.
    """
    kept = [place for place, name in enumerate(manifest.labels.values()) if name]
    activate = _softmax if manifest.activation == "softmax" else _sigmoid
    found: list[list[float]] = []
    for row in rows:
        if len(row) != len(manifest.labels) or not all(map(isfinite, row)):
            text = _("The model “{title}” answers what its manifest does not describe.")
            raise ModelError(text.format(title=manifest.title))
        scores = activate(row)
        found.append([scores[place] for place in kept])
    return found


def _sigmoid(row: Sequence[float]) -> list[float]:
    # Written for both signs: exp of a large number would overflow.
    return [
        1 / (1 + exp(-one)) if one >= 0 else exp(one) / (1 + exp(one)) for one in row
    ]


def _softmax(row: Sequence[float]) -> list[float]:
    highest = max(row)
    shares = [exp(one - highest) for one in row]
    total = sum(shares)
    return [share / total for share in shares]


def by_length(lengths: Sequence[int], *, most: int = 8) -> Iterator[list[int]]:
    """Yield places in chunks of about one length: padding is what costs.

    most: places in a chunk; more of them gain nothing.
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    for start in range(0, len(order), most):
        yield order[start : start + most]
