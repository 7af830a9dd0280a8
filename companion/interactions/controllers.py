"""Who may write: one controller at a time, the others watch.

The window is the Broadcaster's own and may always. Remote controllers take turns: who
has it keeps it while there is a sign of life, and hands it over by leaving or by
falling silent.
"""

from __future__ import annotations

from typing import Final

from companion.domain.errors import CommandError
from companion.domain.ports import Clock
from companion.domain.show.views import ControllerView
from companion.i18n import _

LEASE_S: Final = 10.0
"""Seconds without a sign of life after which another one has it."""

_MOST: Final = 50


class Controllers:
    """Remote controllers by name, in the order in which they came."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: dict[str, float] = {}

    def take(self, name: str) -> bool:
        """Come, or say that one is still there; returns whether it may write."""
        self._forget()
        if name not in self._heard and len(self._heard) >= _MOST:
            raise CommandError(_("Too many controllers watch already."))
        self._heard[name] = self._clock.monotonic()
        return self.holder == name

    def leave(self, name: str) -> None:
        """Go; the next one has it."""
        self._heard.pop(name, None)

    @property
    def holder(self) -> str:
        """Return who may write beside the window, "" when nobody else is there."""
        self._forget()
        return next(iter(self._heard), "")

    def check(self, name: str) -> None:
        """Raise CommandError when a controller only watches; "" is the window."""
        holder = self.holder
        if name and holder not in {"", name}:
            raise CommandError(_("{name} controls the show now.").format(name=holder))

    def view(self) -> ControllerView:
        """Return who writes and who watches."""
        holder = self.holder
        return ControllerView(
            name=holder,
            is_window=not holder,
            others=tuple(one for one in self._heard if one != holder),
        )

    def _forget(self) -> None:
        now = self._clock.monotonic()
        for name, heard in list(self._heard.items()):
            if now - heard > LEASE_S:
                del self._heard[name]
