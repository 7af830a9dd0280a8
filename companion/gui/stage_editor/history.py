"""What was done, to be undone and done again."""

from __future__ import annotations

from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")

MOST = 200
"""Steps that are kept; an older one cannot be undone any more."""


class History(Generic[T]):
    """States before and after the present one."""

    def __init__(self, present: T, *, most: int = MOST) -> None:
        self._past: deque[T] = deque(maxlen=most)
        self._future: list[T] = []
        self._present = present

    @property
    def present(self) -> T:
        """Return the state now."""
        return self._present

    @property
    def can_undo(self) -> bool:
        """Tell whether there is a state before."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Tell whether something was undone."""
        return bool(self._future)

    def push(self, state: T) -> None:
        """Have another state; what was undone is forgotten. The same is no step."""
        if state == self._present:
            return
        self._past.append(self._present)
        self._present = state
        self._future.clear()

    def undo(self) -> T:
        """Return to the state before, if there is one."""
        if self._past:
            self._future.append(self._present)
            self._present = self._past.pop()
        return self._present

    def redo(self) -> T:
        """Return to the state that was undone last, if there is one."""
        if self._future:
            self._past.append(self._present)
            self._present = self._future.pop()
        return self._present
