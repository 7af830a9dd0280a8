"""Stretches in which a connection could not hear, and what came of them afterwards."""

from __future__ import annotations

from msgspec import Struct

from companion.domain.events import AnyEvent, Like
from companion.domain.values import Timestamp
from companion.domain.views import GapView

_DAY_US = 86_400_000_000
_FARTHEST_US = 400 * _DAY_US

SETTLED_AFTER_S = 5
"""A platform tells its backlog within this time after the reconnect, or not at all."""


class OpenGap(Struct):
    """A gap that is not over.

    ended: when the connection came back, None before. needs_proof: it counts only
    when the backlog, or the room's total of likes, shows that something was missed; a
    silent room may be just quiet. room, total: the one whose total was last told, and
    how far it had come; likes: of them, those recovered. is_over: events are fresh
    again, and only the room's next total is awaited.
    """

    began: Timestamp
    needs_proof: bool
    ended: Timestamp | None = None
    recovered: int = 0
    room: str = ""
    total: int = 0
    likes: int = 0
    is_over: bool = False


class GapTracker:
    """Watches one connection for gaps. Times are ours, in microseconds.

    An event was recovered when it is newer than everything heard before the gap and
    older than the reconnect. Platform and computer may disagree about the time: the
    quickest event heard so far tells by how much, network delay included.
    """

    def __init__(self) -> None:
        self._gap: OpenGap | None = None
        self._last_heard: Timestamp | None = None
        self._newest: Timestamp | None = None
        self._newest_before: Timestamp | None = None
        self._lag: int | None = None
        self._room = ""
        self._total = 0

    @property
    def is_open(self) -> bool:
        """Whether what comes may still be of a gap."""
        return self._gap is not None and not self._gap.is_over

    def lost(self, at: Timestamp, *, needs_proof: bool = False) -> None:
        """Note that the connection broke, or that it seems deaf (needs_proof)."""
        if self._gap is None:
            began = at if self._last_heard is None else self._last_heard
            self._gap = OpenGap(
                began=began,
                needs_proof=needs_proof,
                room=self._room,
                total=self._total,
            )
            self._newest_before = self._newest
            return
        self._gap.needs_proof = self._gap.needs_proof and needs_proof
        self._gap.ended = None
        self._gap.is_over = False

    def back(self, at: Timestamp) -> None:
        """Note that the platform accepted a connection again."""
        if self._gap is not None and self._gap.ended is None:
            self._gap.ended = at

    def heard(
        self, event: AnyEvent, at: Timestamp, *, catching_up: bool | None
    ) -> GapView | None:
        """Take an event; returns the gap that it settles.

        catching_up: whether the source says that it still tells its backlog; None
        when it does not say, then the event's own time decides.
        """
        when = self._believed(event.platform_at, at)
        settled = self._after_gap(event, when, catching_up)
        if isinstance(event, Like) and event.room_total is not None:
            room = _room_of(event)
            is_same = room == self._room and event.room_total >= self._total // 2
            self._total = (
                max(self._total, event.room_total) if is_same else (event.room_total)
            )
            self._room = room
        self._last_heard = at
        if when is not None:
            self._newest = max(self._newest or when, when)
            if self._gap is None:
                lag = at - when
                self._lag = lag if self._lag is None else min(self._lag, lag)
        return settled

    def _believed(self, when: Timestamp | None, at: Timestamp) -> Timestamp | None:
        """Return a platform's time unless it is absurd: one such would date all others.

        A clock may be off by months, and a backlog old; no event is a day ahead of all
        the others.
        """
        if when is None or abs(at - when) > _FARTHEST_US:
            return None
        is_ahead = self._lag is not None and at - when < self._lag - _DAY_US
        return None if is_ahead else when

    def _after_gap(
        self, event: AnyEvent, when: Timestamp | None, catching_up: bool | None
    ) -> GapView | None:
        gap = self._gap
        if gap is None or gap.ended is None:
            return None
        if catching_up is False:
            # A source that says so misses nothing that a total would have to tell.
            return self._close(gap.ended)
        if catching_up is None and when is not None:
            catching_up = when + (self._lag or 0) < gap.ended
            if not catching_up:
                return self._fresh(gap, gap.ended, event)
        if gap.is_over:
            return None  # told late, and out of its turn
        before = self._newest_before
        if when is not None and (before is None or when > before):
            gap.recovered += 1
            gap.likes += event.count if isinstance(event, Like) else 0
        return None

    def _fresh(self, gap: OpenGap, ended: Timestamp, event: AnyEvent) -> GapView | None:
        """Take an event from after the gap; returns the gap unless a total may come."""
        if not gap.room:
            return self._close(ended)
        match event:
            case Like(room_total=int() as total) if _room_of(event) == gap.room:
                missed = max(total - event.count - gap.total - gap.likes, 0)
                # A total that fell belongs to another stream and tells nothing.
                return self._close(ended, missed if total >= gap.total // 2 else None)
        gap.is_over = True
        return None

    def settle(self, at: Timestamp) -> GapView | None:
        """Return the gap when its backlog, and a total, have had their time."""
        gap = self._gap
        if gap is None or gap.ended is None:
            return None
        if at < gap.ended + SETTLED_AFTER_S * 1_000_000:
            return None
        return self._close(gap.ended)

    def end(self, at: Timestamp) -> GapView | None:
        """Return the gap that the end of the stream, or of our interest, closes."""
        gap = self._gap
        if gap is None:
            return None
        return self._close(at if gap.ended is None else gap.ended)

    def _close(self, ended: Timestamp, unknown: int | None = None) -> GapView | None:
        gap, self._gap = self._gap, None
        if gap is None or (gap.needs_proof and not gap.recovered and not unknown):
            return None
        return GapView(
            began=min(gap.began, ended),
            ended=ended,
            recovered=gap.recovered,
            unknown=unknown,
        )


def _room_of(event: AnyEvent) -> str:
    return f"{event.platform}:{event.channel}"
