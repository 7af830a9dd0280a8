"""How long to wait before the next try: longer each time, and never in step."""

from __future__ import annotations

from companion.domain.ports import Random


class Backoff:
    """Full jitter: after n failures a random time up to first_s * 2 ** n.

    The whole span is random, so that thousands of apps whose connections broke in
    the same second do not come back in the same second.
    first_s, max_s: in seconds, 0 < first_s <= max_s.
    """

    def __init__(self, random: Random, *, first_s: float, max_s: float) -> None:
        self._random = random
        self._first_s = first_s
        self._max_s = max_s
        self._failures = 0

    def next_s(self) -> float:
        """Return how many seconds to wait after one more failure."""
        # The exponent is bounded: 2.0 ** 1024 is no float.
        bound = min(self._max_s, self._first_s * 2.0 ** min(self._failures, 60))
        self._failures += 1
        return self._random.uniform(0, bound)

    def reset(self) -> None:
        """Begin anew: the connection has proved that it works."""
        self._failures = 0
