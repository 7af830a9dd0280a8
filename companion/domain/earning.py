"""What an event may earn, as scoring rules put it before the ledger counts it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from companion.domain.entries import ALLOWED, AnyBody, Judgement
from companion.domain.events import AnyEvent, Membership, Subscription
from companion.domain.values import Points, Timestamp, Viewer

_GIFTED: Final = (Subscription, Membership)


class Earning(Struct, frozen=True, gc=False, kw_only=True):
    """A rate and the units it applies to; the ledger makes points of it.

    earner: whose points they are; None or anonymous: nobody's standing moves.
    units: likes, Diamonds, Bits, micros … in this event, before the ledger has
    reduced a Streak to its increase; negative when an earlier earning is taken back.
    points per `per` units, in thousandths.
    meter: units of the same meter add up per Viewer and session before rounding, so
    that three likes at a third of a point are one point; "" rounds each event alone.
    cap: units of the meter that can earn at all per Viewer and session; None: all.
    since: seq of the entry that first earned what is taken back or given again; a
    Reset after it has used that up.
    """

    earner: Viewer | None
    units: int
    points: Points
    per: int = 1
    meter: str = ""
    cap: int | None = None
    since: int | None = None


def earner_of(event: AnyEvent) -> Viewer | None:
    """Return whose totals an event counts for: the giver of a gift, else the Viewer."""
    if isinstance(event, _GIFTED):
        return event.gifted_by or event.viewer
    return event.viewer


class Draft(Struct, frozen=True, gc=False, kw_only=True):
    """An entry before the ledger has numbered it, dropped repeats and counted.

    at: when it was taken in. earning: None when the body earns nothing.
    """

    body: AnyBody
    at: Timestamp
    source: str = ""
    earning: Earning | None = None
    judgement: Judgement = ALLOWED
    test: bool = False
