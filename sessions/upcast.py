"""Reading bodies that older versions wrote. Stored bodies are never re-encoded.

Each function turns the plain object of one version into the next; `VERSION` is what
is written now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

VERSION: Final = 1

STEPS: Final[dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
"""From version n, how to get to n + 1."""


def upcast(stored: dict[str, Any], version: int) -> dict[str, Any]:
    """Return `stored` as the present version would have written it."""
    for step in range(version, VERSION):
        stored = STEPS[step](stored)
    return stored
