"""Hearing from the engine that something changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from companion.domain.views import ConnectionView, Review, SessionView, Shown


class ChangeListener:
    """An EngineListener that needs to know only that, not what.

    changed: called for everything the engine tells, retractions included.
    retract: called, first, with the entries that must leave every screen.
    """

    def __init__(
        self,
        changed: Callable[[], None],
        retract: Callable[[Sequence[int]], None] = lambda _seqs: None,
    ) -> None:
        self._changed = changed
        self._retract = retract

    def shown(self, items: Sequence[Shown]) -> None:  # noqa: ARG002  # a port's shape
        """Pass on that entries went through the gate."""
        self._changed()

    def reviewing(self, items: Sequence[Review]) -> None:  # noqa: ARG002  # see shown
        """Pass on that the gate holds entries back."""
        self._changed()

    def retracted(self, seqs: Sequence[int]) -> None:
        """Pass on which entries must leave every screen."""
        self._retract(seqs)
        self._changed()

    def connections(
        self,
        items: Sequence[ConnectionView],  # noqa: ARG002  # see shown
    ) -> None:
        """Pass on that a connection changed."""
        self._changed()

    def session(self, view: SessionView | None) -> None:  # noqa: ARG002  # see shown
        """Pass on that the session changed."""
        self._changed()

    def alarm(self, text: str) -> None:  # noqa: ARG002  # see shown
        """Pass on that something stopped, or works again."""
        self._changed()
