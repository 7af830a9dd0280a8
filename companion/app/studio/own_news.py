"""What happens to the session and its connections, as short lines for the prompter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from companion.domain.on_air import LogLine, LogOnAir
from companion.domain.ports import Clock
from companion.domain.views import (
    ConnectionState,
    ConnectionView,
    Review,
    SessionView,
    Shown,
)
from companion.i18n import _

LENGTH: Final = 50
"""Lines that are kept."""

_LONGEST: Final = 120

_BAD: Final = (
    ConnectionState.SILENT,
    ConnectionState.RATE_LIMITED,
    ConnectionState.NEEDS_LOGIN,
    ConnectionState.OFFLINE,
)


class OwnNews:
    """An EngineListener that keeps the newest lines.

    show: called with all of them when one is added.
    """

    def __init__(self, clock: Clock, show: Callable[[LogOnAir], None]) -> None:
        self._clock = clock
        self._show = show
        self._lines: tuple[LogLine, ...] = ()
        self._states: dict[str, ConnectionState] = {}
        self._session: tuple[str, str] | None = None

    def shown(self, items: Sequence[Shown]) -> None:
        """Nothing that viewers do is in this log."""

    def reviewing(self, items: Sequence[Review]) -> None:
        """Nothing that waits for a verdict is in this log."""

    def retracted(self, seqs: Sequence[int]) -> None:
        """Nothing of these is in this log."""

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Add a line for each connection that stands otherwise now."""
        now = {one.target: one.state for one in items}
        for target, state in now.items():
            if state is not self._states.get(target) and (words := _words(state)):
                self._say(f"{target}: {words}", is_bad=state in _BAD)
        self._states = now

    def session(self, view: SessionView | None) -> None:
        """Add a line when the session begins, stops, goes on or ends."""
        before = self._session
        self._session = (view.id, view.state) if view is not None else None
        if self._session == before:
            return
        if view is None or view.state == "ended":
            if before is not None and before[1] != "ended":
                self._say(_("The session has ended"))
        elif view.state == "paused":
            self._say(_("The session is paused: nothing counts"), is_bad=True)
        else:
            goes_on = before is not None and before[0] == view.id
            self._say(_("The session goes on") if goes_on else _("A session begins"))

    def alarm(self, text: str) -> None:
        """Add what a person must know of."""
        if text:
            self._say(text, is_bad=True)

    def _say(self, text: str, *, is_bad: bool = False) -> None:
        line = LogLine(at=self._clock.now(), text=text[:_LONGEST], is_bad=is_bad)
        self._lines = (*self._lines, line)[-LENGTH:]
        self._show(LogOnAir(id="own", lines=self._lines))


def _words(state: ConnectionState) -> str:
    """Return how a connection stands; "" for what is only on the way."""
    match state:
        case ConnectionState.LIVE:
            return _("live")
        case ConnectionState.SILENT:
            return _("silent, asking again")
        case ConnectionState.WAITING:
            return _("waits for the stream")
        case ConnectionState.RATE_LIMITED:
            return _("asked too often, waits")
        case ConnectionState.NEEDS_LOGIN:
            return _("needs a login")
        case ConnectionState.OFFLINE:
            return _("offline")
        case ConnectionState.ENDED:
            return _("the stream has ended")
        case ConnectionState.CONNECTING:
            return ""
