"""Keeping simulated and real streams apart: nobody's standing is made of play money."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

SIMULATED: Final = ("simulator:", "replay:")
"""How the sources of simulated events begin."""


def is_simulated(target: str) -> bool:
    """Return whether a target is played, not watched."""
    return target.strip().lower().startswith(SIMULATED)


class Rehearsal:
    """Knows whether the running session is a real stream or a simulated one.

    A session that only simulators feed scores, so that a demo looks like an evening.
    As soon as a platform is connected, simulated events are shown and marked as tests,
    and change no points, total or goal.
    """

    def __init__(self) -> None:
        self._is_real = False
        self._is_simulated = False

    def begin(self, sources: Iterable[str] = ()) -> None:
        """Take up another session; sources: what its entries came by so far."""
        named = [source for source in sources if ":" in source]
        self._is_real = not all(map(is_simulated, named))
        self._is_simulated = any(map(is_simulated, named))

    def connecting(self, target: str) -> bool:
        """Note a connection; returns whether it needs a session of its own.

        It does when it is a platform's and the session has simulated points in it.
        """
        if is_simulated(target):
            self._is_simulated = self._is_simulated or not self._is_real
            return False
        needs_its_own = self._is_simulated and not self._is_real
        self._is_real = True
        return needs_its_own

    def is_test(self, source: str) -> bool:
        """Return whether what comes from `source` is shown and never scored."""
        return self._is_real and is_simulated(source)
