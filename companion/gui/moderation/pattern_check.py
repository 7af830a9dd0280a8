"""Whether a regular expression is one, and what it finds; never for long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import regex

from companion.i18n import _

LONGEST_S: Final = 0.05
"""Seconds that one pattern may look; a person waits for it, no chat does."""

_BROKEN: Final = (regex.error, OverflowError, RecursionError)


def problem_of(pattern: str) -> str:
    """Return why a text is no pattern, "" when it is one."""
    try:
        regex.compile(pattern, regex.IGNORECASE)
    except _BROKEN as error:
        return _("Not a regular expression: {reason}").format(reason=error)
    return ""


def tries(patterns: Sequence[str], text: str) -> list[bool | None]:
    """Return whether each pattern is found; None: it is none, or too slow."""
    return [_try(pattern, text) for pattern in patterns]


def _try(pattern: str, text: str) -> bool | None:
    try:
        found = regex.search(pattern, text, regex.IGNORECASE, timeout=LONGEST_S)
    except (*_BROKEN, TimeoutError):
        return None
    return bool(pattern) and found is not None
