"""Whether the program OBS runs on this computer, whatever its WebSocket says."""

from __future__ import annotations

import psutil

_NAMES = frozenset({"obs", "obs64.exe", "obs32.exe", "obs-studio"})


def is_obs_running() -> bool:
    """Tell whether OBS runs here; takes a few milliseconds for each hundred processes.

    What the system does not tell counts as no.
    """
    try:
        names = [one.info["name"] for one in psutil.process_iter(["name"])]
    except psutil.Error:
        return False
    return any(is_obs(name or "") for name in names)


def is_obs(name: str) -> bool:
    """Tell whether a process of that name is OBS."""
    return name.lower() in _NAMES
