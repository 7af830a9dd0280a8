"""What it changes to have one model instead of another: drift, and other decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

THRESHOLDS: Final = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""At which decisions are compared, beside those in use: what sliders are set to."""

_MOST_EXAMPLES: Final = 10


class Flips(Struct, frozen=True, kw_only=True):
    """Texts that a threshold decides otherwise with the second model.

    raised: given now and not before. dropped: given before and not now.
    """

    threshold: float
    raised: int
    dropped: int


class LabelDrift(Struct, frozen=True, kw_only=True):
    """How far the scores of one label are apart: the most, and on average."""

    label: str
    most: float
    mean: float
    flips: tuple[Flips, ...]


class Example(Struct, frozen=True, kw_only=True):
    """A text whose scores are among the furthest apart."""

    text: str
    label: str
    first: float
    second: float


class Drift(Struct, frozen=True, kw_only=True):
    """Two models beside each other. flipped: decisions, at any threshold."""

    first: str
    second: str
    texts: int
    most: float
    mean: float
    flipped: int
    labels: tuple[LabelDrift, ...]
    furthest: tuple[Example, ...]


Scores = Sequence[Mapping[str, float]]
"""For each text, its scores by label."""


def drift_of(
    texts: Sequence[str],
    scores: tuple[Scores, Scores],
    *,
    names: tuple[str, str],
    in_use: Iterable[tuple[str, float]] = (),
) -> Drift:
    """Return what differs between the scores of two models for the same texts.

    in_use: further thresholds, each of one label. Labels that only one has are left
    out. texts is not empty.
    """
    first, second = scores
    wanted = [*in_use]
    labels = [label for label in first[0] if label in second[0]]
    found = []
    for label in labels:
        own = {threshold for name, threshold in wanted if name == label}
        pairs = [
            (one[label], other[label]) for one, other in zip(first, second, strict=True)
        ]
        found.append(_label_drift(label, pairs, sorted({*THRESHOLDS, *own})))
    return Drift(
        first=names[0],
        second=names[1],
        texts=len(texts),
        most=max((one.most for one in found), default=0.0),
        mean=sum(one.mean for one in found) / len(found) if found else 0.0,
        flipped=sum(
            flips.raised + flips.dropped for one in found for flips in one.flips
        ),
        labels=tuple(found),
        furthest=_furthest(texts, labels, first, second),
    )


def _label_drift(
    label: str, pairs: Sequence[tuple[float, float]], thresholds: Sequence[float]
) -> LabelDrift:
    apart = [abs(one - other) for one, other in pairs]
    flips = (
        Flips(
            threshold=threshold,
            raised=sum(one < threshold <= other for one, other in pairs),
            dropped=sum(other < threshold <= one for one, other in pairs),
        )
        for threshold in thresholds
    )
    return LabelDrift(
        label=label,
        most=round(max(apart), 6),
        mean=round(sum(apart) / len(apart), 6),
        flips=tuple(flips),
    )


def _furthest(
    texts: Sequence[str], labels: Sequence[str], first: Scores, second: Scores
) -> tuple[Example, ...]:
    examples = [
        Example(
            text=text,
            label=label,
            first=round(one[label], 4),
            second=round(other[label], 4),
        )
        for text, one, other in zip(texts, first, second, strict=True)
        for label in labels
    ]
    examples.sort(key=lambda one: -abs(one.first - one.second))
    return tuple(examples[:_MOST_EXAMPLES])
