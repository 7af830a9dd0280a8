"""Telling everybody: one list of listeners, each isolated from the others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from companion.domain.ports import EngineListener
from companion.domain.views import ConnectionView, Review, SessionView, Shown

log = logging.getLogger(__name__)


class Bus:
    """Hands what happened to every listener, in the order in which they came.

    A listener that raises is our bug: it is logged with its traceback, and the others
    still hear.
    """

    def __init__(self) -> None:
        self._listeners: list[EngineListener] = []

    def listen(self, listener: EngineListener) -> Callable[[], None]:
        """Add a listener; returns the function that removes it."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def shown(self, items: Sequence[Shown]) -> None:
        """Tell of entries that passed the gate."""
        if items:
            self._tell(lambda listener: listener.shown(items))

    def reviewing(self, items: Sequence[Review]) -> None:
        """Tell of entries that wait for a verdict, or whose verdict came."""
        if items:
            self._tell(lambda listener: listener.reviewing(items))

    def retracted(self, seqs: Sequence[int]) -> None:
        """Tell of entries that must leave every screen."""
        if seqs:
            self._tell(lambda listener: listener.retracted(seqs))

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Tell how the connections stand."""
        self._tell(lambda listener: listener.connections(items))

    def session(self, view: SessionView | None) -> None:
        """Tell that the session changed."""
        self._tell(lambda listener: listener.session(view))

    def alarm(self, text: str) -> None:
        """Tell of something that stopped; "" when it is over."""
        self._tell(lambda listener: listener.alarm(text))

    def _tell(self, call: Callable[[EngineListener], None]) -> None:
        for listener in tuple(self._listeners):
            try:
                call(listener)
            except Exception:  # one listener's bug must not stop the rest
                log.exception("A listener failed and was left out")
