"""How toxic a stretch of a session was: texts by their first verdict, in equal bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from companion.domain.entries import Verdict
from companion.domain.values import Timestamp
from companion.domain.views import ToxicityBar
from sessions.search import TextCount


def toxicity_bars(
    texts: Iterable[TextCount], since: Timestamp, until: Timestamp, bars: int
) -> list[ToxicityBar]:
    """Return `bars` equal stretches from `since` to `until` (later), oldest first.

    texts: with since <= at < until. Who is still Pending is not yet judged.
    """
    length = until - since
    starts = [since + length * number // bars for number in range(bars)]
    sums = [_Bar() for _ in starts]
    for text in texts:
        sums[(text.at - since) * bars // length].take(text)
    return [bar.closed(at) for at, bar in zip(starts, sums, strict=True)]


class _Bar:
    """What one stretch adds up to."""

    def __init__(self) -> None:
        self._verdicts: Counter[str] = Counter()
        self._labels: Counter[str] = Counter()
        self._scored = 0
        self._scores = 0.0

    def take(self, text: TextCount) -> None:
        """Count one text."""
        if text.verdict is None:
            return
        self._verdicts[text.verdict] += 1
        if text.labels:
            self._labels.update(text.labels.split(","))
        if text.score is not None:
            self._scored += 1
            self._scores += text.score

    def closed(self, at: Timestamp) -> ToxicityBar:
        """Return the stretch that began at `at`."""
        return ToxicityBar(
            at=at,
            judged=self._verdicts.total(),
            held=self._verdicts[Verdict.HOLD],
            blocked=self._verdicts[Verdict.BLOCK],
            mean=self._scores / self._scored if self._scored else None,
            labels=dict(sorted(self._labels.items())),
        )
