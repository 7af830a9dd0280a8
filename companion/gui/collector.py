"""Collecting garbage on the window's thread only.

Python's collector runs on whichever thread happens to allocate. A Qt object that it
frees on the engine's thread keeps its timers on this one, and the next of them that
fires brings the whole program down. So the automatic collector is off while there is a
window, and a timer here does its work, by the collector's own thresholds.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QTimer

INTERVAL_MS: Final = 500
"""How often is looked whether there is something to collect."""

FULL_EVERY: Final = 120
"""Looks between two full collections, a minute: each visits every object there is."""


@contextmanager
def collecting_here() -> Iterator[None]:
    """Collect garbage on this thread, which runs Qt's loop, until the block ends."""
    was_enabled = gc.isenabled()
    gc.disable()
    # What the program is made of stays for ever: later collections need not visit it.
    gc.collect()
    gc.freeze()
    collector = Collector()
    timer = QTimer()
    timer.setInterval(INTERVAL_MS)
    timer.timeout.connect(collector.look)
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        gc.unfreeze()
        gc.collect()
        if was_enabled:
            gc.enable()


class Collector:
    """Collects what is due by the collector's own thresholds, the old ones seldom."""

    def __init__(self) -> None:
        self._looks = 0

    def look(self) -> None:
        """Collect the oldest generation that is due, and the younger ones with it."""
        self._looks += 1
        thresholds, counts = gc.get_threshold(), gc.get_count()
        if counts[2] > thresholds[2] and self._looks >= FULL_EVERY:
            self._looks = 0
            gc.collect(2)
        elif counts[1] > thresholds[1]:
            gc.collect(1)
        elif counts[0] > thresholds[0]:
            gc.collect(0)
