"""The sums of a session, or of one connection's part of it: a fold of entries."""

from __future__ import annotations

from typing import Final

from companion.domain.entries import Entry
from companion.domain.events import (
    AnyEvent,
    Chat,
    Follow,
    Join,
    Like,
    Membership,
    Share,
    StreamStatus,
    Subscription,
    SuperChat,
    SuperSticker,
    ViewerCount,
)
from companion.domain.values import Micros
from companion.domain.views import Totals
from sessions.sums import SUMS, Sums

_COUNTED: Final = (
    "entries",
    "follows",
    "shares",
    "joins",
    "subscriptions",
    "memberships",
)
"""What is counted besides amounts."""


class TotalSums:
    """Running totals. Pure memory, no clock."""

    __slots__ = ("_counts", "_money", "_peak", "_rooms", "_sums", "_watching")

    def __init__(self) -> None:
        self._sums = Sums()
        self._counts: dict[str, int] = dict.fromkeys(_COUNTED, 0)
        self._rooms: dict[str, int] = {}
        self._watching: dict[str, int] = {}
        self._peak: int | None = None
        self._money: dict[str, Micros] = {}

    def take(self, entry: Entry) -> None:
        """Take one more entry."""
        self._counts["entries"] += 1
        self._sums.add(entry.amounts)
        event = entry.event
        if event is not None and not entry.test:
            self._take_event(event, entry)

    def add(self, part: TotalSums) -> None:
        """Add another part of the same session.

        The peak of several is the least that it can have been: theirs need not have
        been at the same time.
        """
        for name in SUMS:
            together = getattr(self._sums, name) + getattr(part._sums, name)
            setattr(self._sums, name, together)
        for name, count in part._counts.items():
            self._counts[name] += count
        for currency, paid in part._money.items():
            self._money[currency] = self._money.get(currency, 0) + paid
        self._rooms |= part._rooms
        self._watching |= part._watching
        peaks = [peak for peak in (self._peak, part._peak) if peak is not None]
        if peaks:
            self._peak = max(*peaks, sum(self._watching.values()))

    def totals(self, *, viewers: int) -> Totals:
        """Return the sums; likes_room is None until a room told its own total.

        viewers: distinct Viewers in the standings.
        """
        return Totals(
            **self._sums.as_dict(),
            **self._counts,
            likes_room=sum(self._rooms.values()) if self._rooms else None,
            viewers=viewers,
            money=self._money.copy(),
            watching=sum(self._watching.values()) if self._watching else None,
            watching_by=self._watching_by(),
            watching_peak=self._peak,
        )

    def _take_event(self, event: AnyEvent, entry: Entry) -> None:
        """Count what stands in no column; what comes while paused does not count."""
        match event:
            case Chat():
                pass  # the most frequent kind; the amounts have it
            case Like(room_total=int() as total):
                self._note_room(entry.source, event, total)
            case Join() if entry.earns:
                self._counts["joins"] += 1
            case Follow() if entry.earns:
                self._counts["follows"] += 1
            case Share() if entry.earns:
                self._counts["shares"] += 1
            case Subscription() | Membership() if entry.earns:
                self._counts["subscriptions"] += max(event.count, 0)
                if isinstance(event, Membership):
                    self._counts["memberships"] += max(event.count, 0)
            case SuperChat() | SuperSticker() if entry.earns:
                paid = self._money.get(event.currency, 0) + max(event.amount_micros, 0)
                self._money[event.currency] = paid
            case ViewerCount():
                self._note_watching(entry.source, event)
            case StreamStatus(status="ended"):
                self._watching.pop(f"{entry.source} {event.platform}", None)

    def _note_watching(self, source: str, event: ViewerCount) -> None:
        self._watching[f"{source} {event.platform}"] = event.viewers
        self._peak = max(self._peak or 0, sum(self._watching.values()))
        if event.likes_total is not None:
            self._note_room(source, event, event.likes_total)

    def _note_room(self, source: str, event: AnyEvent, total: int) -> None:
        room = f"{source} {event.platform} {event.channel}"
        self._rooms[room] = max(total, self._rooms.get(room, 0))

    def _watching_by(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for room, viewers in self._watching.items():
            platform = room.rpartition(" ")[2]
            found[platform] = found.get(platform, 0) + viewers
        return found
