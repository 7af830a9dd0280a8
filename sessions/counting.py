"""What the writer must remember to count the next entry: meters and corrections."""

from __future__ import annotations

from typing import NamedTuple

from companion.domain.earning import Earning
from companion.domain.entries import (
    Amounts,
    AnyBody,
    Award,
    Entry,
    Reset,
    Undo,
)
from companion.domain.errors import CommandError
from companion.domain.events import Chat, Cheer, Gift, Like, StreamEvent
from companion.domain.values import Points
from companion.i18n import _
from sessions.codec import Stored

_NOTHING = Amounts()


class Price(NamedTuple):
    """What an earning moves now, and what only the undo of a Reset will move.

    used_up_by: seq of the Reset that has taken what was earned, None when none has.
    withheld: thousandths that the earning would have moved without that Reset.
    """

    points: Points
    withheld: Points = 0
    used_up_by: int | None = None


class Counting:
    """The running counts of one session, rebuilt from its entries on resume."""

    def __init__(self) -> None:
        self.points: dict[str, Points] = {}
        self._meters: dict[tuple[str, str], int] = {}
        self._corrections: dict[int, tuple[str | None, Points, str]] = {}
        self._batches: dict[str, list[int]] = {}
        self._undone: set[int] = set()
        self._resets: dict[str, list[tuple[int, int | None]]] = {}
        self._withheld: dict[int, Points] = {}

    def price(self, earning: Earning) -> Price:
        """Return what `earning` is worth on top of what was counted.

        The meter's total is rounded, not each event: three likes at a third of a
        point are one point, however they were batched. What is taken back costs what
        the last units of the meter earned. Where a Reset has used it up since, it moves
        nothing until that Reset is undone.
        """
        worth = self._worth_now(earning)
        used_up_by = self._holder(earning)
        return Price(worth) if used_up_by is None else Price(0, worth, used_up_by)

    def _worth_now(self, earning: Earning) -> Points:
        earner, units = earning.earner, earning.units
        if earner is None or not earning.meter:
            worth = _worth(earning, abs(units))
            return worth if units > 0 else -worth
        before = self._meters.get((earner.id, earning.meter), 0)
        return _worth(earning, before + units) - _worth(earning, before)

    def _holder(self, earning: Earning) -> int | None:
        """Return the Reset that holds now what was earned at `earning.since`."""
        if earning.earner is None or earning.since is None:
            return None
        holder: int | None = None
        for seq, undoes in self._resets.get(earning.earner.id, ()):
            if seq <= earning.since:
                continue
            if undoes is None and holder is None:
                holder = seq
            elif undoes is not None and undoes == holder:
                holder = None
        return holder

    def note(self, entry: Entry, stored: Stored) -> None:
        """Take a committed (or about to be committed) entry into the counts."""
        if entry.earner is not None and stored.meter:
            key = (entry.earner.id, stored.meter)
            self._meters[key] = self._meters.get(key, 0) + stored.units
        if entry.change is not None:
            viewer_id = entry.change.viewer_id
            before = self.points.get(viewer_id, 0)
            self.points[viewer_id] = before + entry.change.points
        if stored.used_up_by is not None:
            withheld = self._withheld.get(stored.used_up_by, 0)
            self._withheld[stored.used_up_by] = withheld + stored.withheld
        if not isinstance(entry.body, StreamEvent):
            self._note_correction(entry)

    def _note_correction(self, entry: Entry) -> None:
        match entry.body:
            case Reset(viewer_id=viewer_id, batch=batch):
                self._corrections[entry.seq] = (viewer_id, entry.amounts.points, batch)
                if viewer_id is not None:
                    self._resets.setdefault(viewer_id, []).append((entry.seq, None))
                if batch:
                    self._batches.setdefault(batch, []).append(entry.seq)
            case Award(viewer_id=viewer_id):
                self._corrections[entry.seq] = (viewer_id, entry.amounts.points, "")
            case Undo(of=of):
                self._undone.add(of)
                self._give_back(of, at=entry.seq)

    def _give_back(self, reset: int, *, at: int) -> None:
        """Note that from `at` on a Reset holds nothing any more."""
        viewer_id, _points, _batch = self._corrections.get(reset, (None, 0, ""))
        if viewer_id is not None and (reset, None) in self._resets.get(viewer_id, ()):
            self._resets[viewer_id].append((at, reset))

    def undoing(self, seq: int) -> list[int]:
        """Return the seqs that taking back correction `seq` takes back.

        That is itself, and when it is the head of a batch every Reset of it that was
        not taken back alone before.
        Raises CommandError when it is no correction or was taken back already.
        """
        if seq not in self._corrections:
            raise CommandError(_("Entry {seq} is not a correction.").format(seq=seq))
        if seq in self._undone:
            raise CommandError(_("Entry {seq} is already undone.").format(seq=seq))
        viewer_id, _points, batch = self._corrections[seq]
        if viewer_id is not None:
            return [seq]
        return [of for of in self._batches[batch] if of not in self._undone]

    def reverse(self, seq: int) -> tuple[str | None, Points]:
        """Return whose points taking back entry `seq` moves, and by how much.

        Of a Reset: what it took, and what was decided meanwhile about what it holds.
        """
        viewer_id, points, _batch = self._corrections.get(seq, (None, 0, ""))
        return viewer_id, self._withheld.get(seq, 0) - points


def _worth(earning: Earning, units: int) -> Points:
    if earning.cap is not None:
        units = min(units, earning.cap)
    return units * earning.points // earning.per


def amounts_of(body: AnyBody, points: Points, *, earns: bool) -> Amounts:
    """Return what an entry adds, its points given; nothing when it does not earn.

    What a platform counts below 0 adds nothing: only corrections take away.
    """
    if not earns:
        return _NOTHING
    match body:
        case Chat():
            return Amounts(points=points, chats=1)
        case Like():
            return Amounts(points=points, likes=max(body.count, 0))
        case Gift():
            gifts = max(body.count, 0)
            diamonds = max(body.diamonds_each, 0) * gifts
            return Amounts(points=points, diamonds=diamonds, gifts=gifts)
        case Cheer():
            return Amounts(points=points, bits=max(body.bits, 0))
        case _:
            return Amounts(points=points)
