"""How many sockets may be open at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from companion.i18n import _
from companion.web.problems import Problem

MAX_SOCKETS: Final = 1000
"""Overlay pages and stream clients together; more are refused."""


class Seats:
    """Counts the open sockets of all kinds."""

    def __init__(self, limit: int = MAX_SOCKETS) -> None:
        self._free = limit

    @contextmanager
    def take(self) -> Iterator[None]:
        """Hold one of the places; raises Problem 503 when all are taken."""
        if not self._free:
            raise Problem(
                503,
                _("Too many connections are open. Close some overlays."),
                headers={"Retry-After": "10"},
            )
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1
