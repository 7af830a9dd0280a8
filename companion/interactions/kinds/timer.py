"""A timer: a countdown, a stopwatch, or a subathon that support makes longer.

Its time is reckoned anew from what is on record, in the order in which it happened: so
support that was taken back, or a verdict that came late, changes what came after it
just as if it had never been, or always.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from msgspec import Struct, field

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.events import (
    AnyEvent,
    Cheer,
    Follow,
    Gift,
    JewelGift,
    Membership,
    Raid,
    Subscription,
    SuperChat,
    SuperSticker,
)
from companion.domain.on_air import TimerOnAir
from companion.domain.show.desk import Verb
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import TimerSpec
from companion.domain.show.steps import AnyStep, Closing, Extended, Held
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.interactions.heard import Heard
from companion.interactions.kind import SECOND, Around, Interaction

_HOUR_US: Final = 3_600 * SECOND
_FOREVER_US: Final = 24 * 36_525 * _HOUR_US
"""A hundred years."""


class _Change(Struct, frozen=True, order=True):
    """What happened to it. what: "support", "by hand", "hold" or "go".

    units: of support, by the extension's unit. seconds: given or taken by hand.
    """

    at: Timestamp
    seq: int
    what: str
    units: tuple[tuple[str, int], ...] = ()
    seconds: int = 0


class _Reckoned(Struct):
    """Where a timer stands after some changes.

    length: how long it runs in all, in microseconds; stood: how long it stood still.
    held_at: since when it stands, None while it runs. counted: support's units so far.
    credited: when support added how much; used: the sum of it, of the last hour.
    """

    length: int
    added: int = 0
    stood: int = 0
    held_at: Timestamp | None = None
    counted: Counter[str] = field(default_factory=Counter)
    credited: deque[tuple[Timestamp, int]] = field(default_factory=deque)
    used: int = 0


class Timer(Interaction[TimerSpec]):
    """Runs from its start; closes at its end.

    The units of a rule add up over the whole subathon, so that ten single gifts are as
    much as ten at once. What a cap leaves of support's seconds is lost. What was given
    stays given, whatever becomes of its text and of who gave it.
    """

    longest_wait_s: ClassVar[float] = 0.0

    def __init__(self, made: InteractionMade, spec: TimerSpec, at: Timestamp) -> None:
        super().__init__(made, spec, at)
        if spec.mode != "stopwatch" and spec.seconds is None:
            raise CommandError(_("seconds: say how long it runs."))
        if spec.mode != "subathon" and spec.adds:
            raise CommandError(_("adds: only a subathon grows with support."))
        if spec.most_s is not None and spec.most_s < (spec.seconds or 0):
            raise CommandError(_("most_s: it runs longer than that from the start."))
        self._changes: list[_Change] = []
        self._seqs: set[int] = set()
        self._began: Timestamp = at
        self._reckoned: _Reckoned | None = None

    # What Viewers do.

    def hear(self, heard: Heard) -> bool:
        """Add the time of support that counts; tests add none."""
        if self.spec.mode != "subathon" or heard.is_test:
            return False
        wanted = {one.unit for one in self.spec.adds}
        units = tuple(one for one in units_of(heard.event) if one[0] in wanted)
        entry = heard.entry
        if not units or entry.at < self._began or entry.seq in self._seqs:
            return False
        if self.closing is not None and entry.at >= self.closing.at:
            return False
        self._seqs.add(entry.seq)
        self._take(_Change(at=entry.at, seq=entry.seq, what="support", units=units))
        return True

    def _take(self, change: _Change) -> None:
        is_last = not self._changes or change > self._changes[-1]
        insort(self._changes, change)
        if is_last and self._reckoned is not None:
            self._apply(self._reckoned, change)
        else:
            self._reckoned = None

    # What is done by hand.

    def verbs(self) -> Sequence[Verb]:
        """Return what can be done with it beside what all can."""
        if self.phase != "ongoing" or self.closing is not None:
            return ()
        return ("go",) if self._now.held_at is not None else ("hold",)

    def plan(self, verb: Verb, value: str, around: Around) -> Sequence[AnyStep]:
        """Let it stand still, or go on."""
        if verb not in {"hold", "go"}:
            return super().plan(verb, value, around)
        if verb not in self.verbs():
            raise CommandError(_("The timer does not do that now."))
        return (Held(is_held=verb == "hold"),)

    @property
    def can_extend(self) -> bool:
        """Return whether it can be made longer or shorter; also while it stands."""
        is_open = self.phase == "ongoing" and self.closing is None
        return is_open and self.spec.mode != "stopwatch"

    def stepped(self, step: AnyStep, entry: Entry) -> None:
        """Take what was recorded of it."""
        match step:
            case Extended():
                self._by_hand(entry, "by hand", step.seconds)
            case Held():
                self._by_hand(entry, "hold" if step.is_held else "go")
            case Closing():
                self._take(_Change(at=step.at, seq=entry.seq, what="hold"))

    def _by_hand(self, entry: Entry, what: str, seconds: int = 0) -> None:
        self._take(_Change(at=entry.at, seq=entry.seq, what=what, seconds=seconds))

    def moved(self, entry: Entry) -> None:
        """Begin, stand still when it is over, and go on when it is taken back."""
        if self.phase in {"before", "waiting"}:
            self._begin_anew(entry.at)
        elif self.phase != "ongoing":
            self._by_hand(entry, "hold")
        elif not self._changes:
            self._begin_anew(entry.at)
        elif self.spec.mode == "stopwatch" or self._left() > 0:
            self._by_hand(entry, "go")
        # One that has run out stands at 0 until it is given time and let go.

    def _begin_anew(self, at: Timestamp) -> None:
        self._began = at
        self._changes.clear()
        self._seqs.clear()
        self._reckoned = None

    # Its time.

    @property
    def closes_at(self) -> Timestamp | None:
        """Return when it is over; None while nothing but a person ends it."""
        if self.phase != "ongoing" or self.spec.mode == "stopwatch":
            return None
        if self.closing is not None:
            return self.closing.at
        return None if self._now.held_at is not None else self._ends()

    @closes_at.setter
    def closes_at(self, at: Timestamp | None) -> None:
        """Leave it: what is on record tells, and nothing else."""

    @property
    def _now(self) -> _Reckoned:
        """Return where it stands, reckoned anew if the order of things has changed."""
        if self._reckoned is None:
            now = _Reckoned(length=(self.spec.seconds or 0) * SECOND)
            for one in self._changes:
                self._apply(now, one)
            self._reckoned = now
        return self._reckoned

    def _apply(self, now: _Reckoned, one: _Change) -> None:
        """Take the next thing that happened."""
        if one.what == "hold":
            now.held_at = one.at if now.held_at is None else now.held_at
        elif one.what == "go" and now.held_at is not None:
            now.stood += one.at - now.held_at
            now.held_at = None
        elif one.what == "by hand":
            now.length = self._within_all(now.length + one.seconds * SECOND)
        elif one.what == "support" and not self._is_over(now, one.at):
            earned = self._earned(now.counted, one.units)
            added = min(earned, self._room(now, one.at))
            now.credited.append((one.at, added))
            now.used += added
            now.length, now.added = now.length + added, now.added + added

    def _is_over(self, now: _Reckoned, at: Timestamp) -> bool:
        moment = at if now.held_at is None else now.held_at
        return moment >= self._began + now.length + now.stood

    def _earned(self, counted: Counter[str], units: Sequence[tuple[str, int]]) -> int:
        """Count support's units, and return the microseconds that they complete."""
        before = self._worth(counted)
        counted.update(dict(units))
        return (self._worth(counted) - before) * SECOND

    def _worth(self, counted: Counter[str]) -> int:
        return sum(
            counted[one.unit] // one.each * one.seconds for one in self.spec.adds
        )

    def _room(self, now: _Reckoned, at: Timestamp) -> int:
        """Return the most microseconds that support may add at a moment."""
        room = _FOREVER_US
        if self.spec.most_per_hour is not None:
            while now.credited and now.credited[0][0] <= at - _HOUR_US:
                now.used -= now.credited.popleft()[1]
            room = self.spec.most_per_hour * SECOND - now.used
        if self.spec.most_s is not None:
            room = min(room, self.spec.most_s * SECOND - now.length)
        return max(0, room)

    def _within_all(self, length: int) -> int:
        most = self.spec.most_s
        return max(0, length if most is None else min(length, most * SECOND))

    def _ends(self) -> Timestamp:
        return self._began + self._now.length + self._now.stood

    def _left(self) -> int:
        """Return what a timer that stands shows, in microseconds."""
        held_at = self._now.held_at
        if held_at is None:
            return self._now.length
        if self.spec.mode == "stopwatch":
            return held_at - self._began - self._now.stood
        return max(0, self._ends() - held_at)

    def _held_us(self) -> int | None:
        if self.phase in {"before", "waiting"}:
            return 0 if self.spec.mode == "stopwatch" else self._now.length
        return None if self._now.held_at is None else self._left()

    def on_air(self) -> TimerOnAir:
        """Return what viewers see of it now."""
        is_stopwatch = self.spec.mode == "stopwatch"
        return TimerOnAir(
            id=self.id,
            phase=self.phase,
            title=self.spec.title,
            mode=self.spec.mode,
            at=self._began + self._now.stood if is_stopwatch else self._ends(),
            held_us=self._held_us(),
            added_us=self._now.added,
        )

    def described(self) -> Mapping[str, Any]:
        """Return what the Broadcaster sees of it beyond what all kinds tell."""
        return {
            "numbers": {
                "length_us": self._now.length,
                "added_us": self._now.added,
                "stood_us": self._now.stood,
                "held_us": self._held_us(),
            }
        }


def units_of(event: AnyEvent) -> Iterator[tuple[str, int]]:
    """Yield what support is in the units of extensions."""
    match event:
        case Gift():
            yield "gifts", event.count
            yield "diamonds", event.diamonds_each * event.count
        case JewelGift():
            yield "gifts", event.count
        case Cheer():
            yield "bits", event.bits
        case Subscription() | Membership():
            yield "subs", event.count
        case Follow():
            yield "follows", 1
        case SuperChat() | SuperSticker():
            yield "superchat", 1
        case Raid():
            yield "raid", 1
