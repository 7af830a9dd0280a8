"""What commands may ask of the world, and what they may do to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from companion.domain.show.views import ScoreView, WalletView
from companion.domain.values import Platform, Viewer
from companion.domain.views import SessionView, Standing


class Facts(Protocol):
    """What replies tell; cheap, never raises. Names and texts are as allowed now."""

    def session(self) -> SessionView | None:
        """Return the running session, None between sessions."""

    def standing(self, viewer_id: str) -> Standing | None:
        """Return a Viewer's place on the leaderboard, None without any points."""

    def at_rank(self, rank: int) -> Standing | None:
        """Return who has that place, 1 is best; None when nobody has."""

    def top(self, limit: int) -> Sequence[Standing]:
        """Return the first places of the leaderboard."""

    def score(self, viewer_id: str) -> ScoreView | None:
        """Return a person's score in the show, None when nobody has that id."""

    def coins(self, viewer_id: str) -> int:
        """Return a person's coins."""

    def coin_name(self) -> str:
        """Return what the Broadcaster calls a coin, in the plural."""

    def watching(self) -> int | None:
        """Return how many watch now, None when nobody tells."""

    def viewer(self, name: str, platform: Platform) -> Viewer | None:
        """Return the Viewer of that name or handle who was heard in this session."""

    def link(self) -> str:
        """Return an address under which the stream is watched, "" for none."""

    def listening(self) -> Collection[str]:
        """Return the words that something on now listens to: "vote", "bet"."""


class Deeds(Protocol):
    """What commands do with coins and accounts; see domain.show.desk.Coins."""

    async def give(
        self, giver_id: str, receiver_id: str, coins: int, *, of: int | None = None
    ) -> WalletView:
        """Move coins between two people. Raises CommandError when there are too few."""

    async def link(self, viewer_id: str, other_id: str, *, who: str = "") -> WalletView:
        """Make two accounts one person. Raises CommandError when they cannot be."""
