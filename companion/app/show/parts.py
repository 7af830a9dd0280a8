"""What plays with the viewers: the show, coins and bots, beside the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from companion.domain.show.desk import Bots, Coins, Room
from companion.interactions.desk import ShowDesk
from companion.interactions.record import Follower
from companion.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Playing:
    """The desks that the engine's properties give.

    followers: of the ledger. apply: goes by other settings from now on, and opens the
    room by them the next time.
    """

    show: ShowDesk
    coins: Coins
    bots: Bots
    room: Room
    followers: Sequence[Follower]
    apply: Callable[[Settings], None]
