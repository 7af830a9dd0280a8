"""What bots hear: all that passed the gate, and what the gate holds back."""

from __future__ import annotations

from collections.abc import Sequence

from companion.app.show.bots import WiredBots
from companion.domain.views import ConnectionView, Review, SessionView, Shown


class Hearing:
    """An EngineListener for the bots."""

    def __init__(self, bots: WiredBots) -> None:
        self._bots = bots

    def shown(self, items: Sequence[Shown]) -> None:
        """Let every bot hear what passed the gate."""
        self._bots.desk.hear(items)

    def reviewing(self, items: Sequence[Review]) -> None:
        """Tell of calls that the gate holds back, so that the log can say why."""
        self._bots.commands.held(items)

    def retracted(self, seqs: Sequence[int]) -> None:
        """Hear nothing: what was answered was answered."""

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Hear nothing: each is asked when something is to be said."""

    def session(self, view: SessionView | None) -> None:
        """Hear nothing: sessions are followed in the ledger."""

    def alarm(self, text: str) -> None:
        """Hear nothing."""
