"""How much of the processor we use, worker processes included."""

from __future__ import annotations

from contextlib import suppress

import psutil


class CpuMeter:
    """Call it now and then: percent of one core since the call before."""

    def __init__(self) -> None:
        self._known: dict[int, psutil.Process] = {}
        self()

    def __call__(self) -> float:
        """Return the percent used by this process and those that it started."""
        me = psutil.Process()
        with suppress(psutil.Error):
            found = {process.pid: process for process in (me, *me.children(True))}
            self._known = {
                pid: self._known.get(pid, process) for pid, process in found.items()
            }
        total = 0.0
        for process in self._known.values():
            with suppress(psutil.Error):
                total += process.cpu_percent()
        return total
