"""Collecting garbage on the window's thread only.

Python's collector runs on whichever thread happens to allocate. A Qt object that it
frees on the engine's thread keeps its timers on this one, and the next of them that
fires brings the whole program down. So the automatic collector is off while there is a
window, and a timer here does its work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

from companion.garbage import INTERVAL_MS, collecting_by_hand


@contextmanager
def collecting_here() -> Iterator[None]:
    """Collect garbage on this thread, which runs Qt's loop, until the block ends."""
    with collecting_by_hand() as look:
        timer = QTimer()
        timer.setInterval(INTERVAL_MS)
        timer.timeout.connect(look)
        timer.start()
        try:
            yield
        finally:
            timer.stop()
