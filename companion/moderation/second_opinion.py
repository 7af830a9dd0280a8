"""Asking a second model about what the first one is not sure of."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from companion.domain.errors import ModelError
from companion.moderation.classifiers import Classifier

_MOST_SKIPPED: Final = 512


class SecondOpinion:
    """A Classifier that has doubtful texts scored again by another one.

    low, high: a text is doubtful when its highest score is from the one to the other.
    The other's scores count then, for the labels that both have. While it does not
    answer the first's stand, and it is asked less and less often: only every 2nd, 4th
    … 512th batch with doubtful texts waits for it.
    """

    def __init__(
        self, first: Classifier, other: Classifier, *, low: float, high: float
    ) -> None:
        self._first = first
        self._other = other
        self._low = low
        self._high = high
        self._failures = 0
        self._to_skip = 0

    @property
    def labels(self) -> Sequence[str]:
        """Canonical names of what the first one gives."""
        return self._first.labels

    @property
    def max_tokens(self) -> int:
        """How much of a text the first one reads."""
        return self._first.max_tokens

    @property
    def languages(self) -> Sequence[str]:
        """BCP 47 codes of what the first one understands."""
        return self._first.languages

    def load(self) -> None:
        """Make both ready. Raises ModelError."""
        self._first.load()
        self._other.load()

    def score(self, texts: Sequence[str]) -> list[list[float]]:
        """Return scores as `labels` names them. Raises ModelError of the first."""
        rows = self._first.score(texts)
        doubtful = [
            place for place, row in enumerate(rows) if self._is_doubtful(max(row))
        ]
        if doubtful:
            others = self._asked([texts[place] for place in doubtful])
            for place, scores in zip(doubtful, others, strict=False):
                rows[place] = self._together(rows[place], scores)
        return rows

    def _is_doubtful(self, score: float) -> bool:
        return self._low <= score <= self._high

    def _asked(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return what the other one says, nothing when it does not answer."""
        if self._to_skip:
            self._to_skip -= 1
            return ()
        try:
            rows = self._other.score(texts)
        except ModelError as error:
            if not self._failures:
                sys.stderr.write(f"{error}\n")
            self._failures += 1
            self._to_skip = min(_MOST_SKIPPED, 2**self._failures) - 1
            return ()
        self._failures = 0
        return rows

    def _together(self, row: Sequence[float], other: Sequence[float]) -> list[float]:
        found = dict(zip(self._other.labels, other, strict=True))
        return [
            found.get(label, score)
            for label, score in zip(self.labels, row, strict=True)
        ]
