"""Whom a session owes thanks: kept small, however many Viewers come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import structs
from sortedcontainers import SortedList

from companion.domain.earning import earner_of
from companion.domain.entries import Entry
from companion.domain.events import (
    AnyEvent,
    Cheer,
    Follow,
    Gift,
    JewelGift,
    Membership,
    Raid,
    Share,
    Subscription,
    SuperChat,
    SuperSticker,
)
from companion.domain.moments import CreditPart, Supporter
from companion.domain.values import Viewer

GIFTERS: Final = 5_000
"""The most generous that are remembered; who gave less is forgotten beyond that."""

NAMES: Final = 5_000
"""Names remembered of every other part: those who came first."""

_GIFTS: Final = (Gift, JewelGift, Cheer, SuperChat, SuperSticker)
_RECURRING: Final = (Subscription, Membership)

_Rank = tuple[int, int, int, str]
"""Minus points, minus Diamonds and Bits, seq of the first entry, the Viewer's id."""


class Supporters:
    """Folds a session's entries into whom to thank.

    What leaves the screens was given all the same: nobody is forgotten for it. Whose
    name may be seen is asked when it is read. Tests count for nothing.
    """

    def __init__(self) -> None:
        self._gifters: dict[str, tuple[_Rank, Supporter]] = {}
        self._ranks: SortedList[_Rank] = SortedList()
        self._others: dict[CreditPart, dict[str, Supporter]] = {}

    def take(self, entry: Entry) -> None:
        """Take the next committed entry."""
        event = entry.event
        part = None if event is None or entry.test else _part_of(event)
        if event is None or part is None:
            return
        viewer = earner_of(event)
        if viewer is None or viewer.anonymous:
            return
        came = Supporter(viewer=viewer, seq=entry.seq, at=entry.at)
        if part == "gifters":
            self._give(came, entry)
            return
        names = self._others.setdefault(part, {})
        if viewer.id in names:
            first = names[viewer.id]
            names[viewer.id] = structs.replace(first, viewer=viewer)
        elif len(names) < NAMES:
            names[viewer.id] = came

    def of(self, part: CreditPart) -> Iterator[Supporter]:
        """Yield the supporters of a part in the order in which they are thanked."""
        if part == "gifters":
            return (self._gifters[rank[-1]][1] for rank in self._ranks)
        return iter(self._others.get(part, {}).values())

    def _give(self, came: Supporter, entry: Entry) -> None:
        viewer: Viewer = came.viewer
        points = worth = 0
        known = self._gifters.get(viewer.id)
        if known is not None:
            (points, worth, _seq, _id), first = known
            self._ranks.remove(known[0])
            came = structs.replace(first, viewer=viewer)
        amounts = entry.amounts
        points -= amounts.points
        worth -= amounts.diamonds + amounts.bits
        rank = (points, worth, came.seq, viewer.id)
        self._gifters[viewer.id] = (rank, came)
        self._ranks.add(rank)
        if len(self._ranks) > GIFTERS:
            del self._gifters[self._ranks.pop()[-1]]


def _part_of(event: AnyEvent) -> CreditPart | None:
    """Return the part of the credits that an event puts its Viewer into."""
    match event:
        case Follow():
            return "followers"
        case Share():
            return "sharers"
        case Raid():
            return "raiders"
    if isinstance(event, _GIFTS):
        return "gifters"
    if isinstance(event, _RECURRING):
        return "subscribers" if event.gifted_by is None else "gifters"
    return None
