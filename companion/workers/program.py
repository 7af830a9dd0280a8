"""How this program is started once more, from source or as a built program."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def is_built() -> bool:
    """Return whether this is a built program, which has no Python beside it."""
    return bool(getattr(sys, "frozen", False))


def own_command(*arguments: str) -> list[str]:
    """Return the command line that starts this program with arguments."""
    if is_built():
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "companion", *arguments]


def own_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for it; a source installation's own path is passed on."""
    passed = dict(environment)
    if not is_built():
        root = str(Path(__file__).resolve().parents[2])
        known = passed.get("PYTHONPATH")
        passed["PYTHONPATH"] = os.pathsep.join([root, known] if known else [root])
    return passed
