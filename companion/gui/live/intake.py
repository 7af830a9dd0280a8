"""A burst is taken in slices, so that the window answers in between."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer

SLICE: Final = 250
"""Items taken before the window may paint and hear the mouse again."""

_Take = Callable[[Sequence[Any]], object]


class Intake(QObject):
    """Hands items on in their order, at most SLICE of them at a time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[tuple[_Take, Sequence[Any]]] = deque()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._take_slice)

    @property
    def is_idle(self) -> bool:
        """Return whether everything has been taken."""
        return not self._waiting

    def put(self, take: _Take, items: Sequence[Any]) -> None:
        """Have `take` get the items, now or once what came before was taken."""
        if not items:
            return
        is_first = not self._waiting
        self._waiting.append((take, items))
        if is_first:
            self._take_slice()

    def _take_slice(self) -> None:
        room = SLICE
        try:
            while self._waiting and room > 0:
                take, items = self._waiting.popleft()
                part, rest = items[:room], items[room:]
                room -= len(part)
                if rest:
                    self._waiting.appendleft((take, rest))
                take(part)
        finally:
            # What one pane cannot take must not stop all that comes after it.
            if self._waiting:
                self._later.start()
