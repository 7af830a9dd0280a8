"""How often somebody may ask: a bucket that fills with time."""

from __future__ import annotations

from companion.domain.ports import Clock


class Bucket:
    """Lets `burst` through at once and `per_second` after that."""

    def __init__(self, clock: Clock, *, per_second: float, burst: float) -> None:
        self._clock = clock
        self._per_second = per_second
        self._burst = burst
        self._level = burst
        self._at = clock.monotonic()

    def take(self) -> bool:
        """Return whether one more may pass now, and count it when it may."""
        now = self._clock.monotonic()
        self._level = min(
            self._burst, self._level + (now - self._at) * self._per_second
        )
        self._at = now
        if self._level < 1:
            return False
        self._level -= 1
        return True
