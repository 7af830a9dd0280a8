"""How toxic a stretch of a session was: texts by their first verdict, in equal bars."""

from __future__ import annotations

from collections import Counter

from companion.domain.values import Timestamp
from companion.domain.views import ToxicityBar
from sessions.search import Stretch


def edges_of(since: Timestamp, until: Timestamp, bars: int) -> list[Timestamp]:
    """Return where `bars` equal stretches begin, and where the last one ends."""
    return [since + (until - since) * number // bars for number in range(bars + 1)]


def bar_of(at: Timestamp, stretch: Stretch) -> ToxicityBar:
    """Return the bar of a stretch that began at `at`."""
    labels: Counter[str] = Counter()
    for passed, texts in stretch.labels.items():
        for label in passed.split(","):
            labels[label] += texts
    return ToxicityBar(
        at=at,
        judged=stretch.judged,
        held=stretch.held,
        blocked=stretch.blocked,
        mean=stretch.scores / stretch.scored if stretch.scored else None,
        labels=dict(sorted(labels.items())),
    )
