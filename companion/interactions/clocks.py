"""Fair clocks: when something was really said, and how long it took to come here.

A platform stamps what Viewers write when it takes it in; it reaches us later, YouTube's
seconds after Twitch's. Who was first, and what was in time, goes by that stamp. A stamp
is corrected by what the platform's clock is ahead of ours, which shows where messages
seem to come before they were sent, and in our own messages heard again.
"""

from __future__ import annotations

from collections import deque
from statistics import median
from typing import Final

from companion.domain.entries import Entry, PlatformAction
from companion.domain.events import AnyEvent, Chat
from companion.domain.show.views import ClockView
from companion.domain.values import Platform, Timestamp

_SECOND: Final = 1_000_000
_KEPT: Final = 100
"""Messages that a platform's delay is taken from: a minute of a calm chat."""

_PLAUSIBLE_US: Final = 60 * _SECOND
"""More than that between a stamp and its coming: its clock is not the world's."""

_AHEAD_US: Final = 5 * _SECOND
_BACKLOG_US: Final = 900 * _SECOND
"""What a known platform may tell late, after a connection was lost."""

_ENOUGH: Final = 5
_ECHO_US: Final = 30 * _SECOND
_UNTIMED: Final = ("simulator:", "replay:", "room:", "test")
"""Sources whose stamps are of a clock of their own."""


class Delay:
    """How long one platform's messages take, from the newest of them."""

    def __init__(self) -> None:
        self._took: deque[int] = deque(maxlen=_KEPT)
        self._sorted: list[int] | None = None
        self._skew: int | None = None

    def note(self, took: int) -> None:
        """Take one message's microseconds from its stamp to its coming."""
        self._took.append(took)
        self._sorted = None

    def note_echo(self, stamp: Timestamp, sent: Timestamp, heard: Timestamp) -> None:
        """Take our own message: sent and heard by our clock, stamped by theirs.

        The platform stamped it between the two: halfway, as far as one can tell.
        """
        self._skew = stamp - (sent + heard) // 2

    @property
    def samples(self) -> int:
        """Return of how many messages it tells."""
        return len(self._took)

    @property
    def is_echoed(self) -> bool:
        """Return whether our own messages were heard again."""
        return self._skew is not None

    @property
    def skew(self) -> int:
        """Return microseconds that the platform's clock is ahead of ours.

        Nothing comes before it was sent: where it seems so, the clock is ahead by that
        at least. An echo tells more exactly, within its own way there and back.
        """
        least = min(self._took, default=0)
        seen = max(0, -least)
        return seen if self._skew is None else max(self._skew, seen)

    @property
    def usual(self) -> int:
        """Return the median way here in microseconds, corrected; 0 when unknown."""
        return max(0, round(median(self._in_order())) + self.skew) if self._took else 0

    @property
    def spread(self) -> int:
        """Return the median distance from the median."""
        if not self._took:
            return 0
        middle = median(self._in_order())
        return round(median(abs(one - middle) for one in self._took))

    @property
    def slow(self) -> int:
        """Return what nine of ten take at most; 0 when unknown."""
        if not self._took:
            return 0
        ninth = (len(self._took) - 1) * 9 // 10
        return max(0, self._in_order()[ninth] + self.skew)

    def _in_order(self) -> list[int]:
        if self._sorted is None:
            self._sorted = sorted(self._took)
        return self._sorted


class Clocks:
    """The fold of a session's entries that tells how late each platform is."""

    def __init__(self) -> None:
        self._delays: dict[Platform, Delay] = {}
        self._sent: deque[tuple[str, Timestamp]] = deque(maxlen=50)

    def take(self, entry: Entry) -> None:
        """Learn from the next entry."""
        body = entry.body
        if isinstance(body, PlatformAction):
            if body.action == "send" and body.made:
                self._sent.append((body.made, entry.at))
        elif isinstance(body, Chat) and not entry.test and _is_timed(entry.source):
            self._learn(body, entry.at)

    def _learn(self, chat: Chat, heard: Timestamp) -> None:
        stamp = chat.platform_at
        if stamp is None:
            return
        took = heard - stamp
        if not -_AHEAD_US <= took <= _PLAUSIBLE_US:
            return
        delay = self._delays.setdefault(chat.platform, Delay())
        delay.note(took)
        for made, sent in self._sent:
            # Asked before it was sent: the entry is written when the platform answered.
            if made == chat.id and 0 <= heard - sent <= _ECHO_US:
                delay.note_echo(stamp, sent, heard)

    def said_at(self, entry: Entry, event: AnyEvent) -> Timestamp:
        """Return when something was said, by our clock; at the latest when it came.

        What has no stamp, or one that cannot be meant, was said as long before it came
        as the platform's messages usually take.
        """
        if entry.test or not _is_timed(entry.source):
            return entry.at
        delay = self._delays.get(event.platform)
        skew = delay.skew if delay is not None else 0
        stamp = event.platform_at
        if stamp is not None:
            took = entry.at - stamp
            is_known = delay is not None and delay.samples >= _ENOUGH
            longest = _BACKLOG_US if is_known else _PLAUSIBLE_US
            if -_AHEAD_US <= took <= longest:
                return min(entry.at, stamp - skew)
        return entry.at - (delay.usual if delay is not None else 0)

    def wait(self, platform: Platform) -> int:
        """Return microseconds after which a platform's answers in time have come."""
        delay = self._delays.get(platform)
        return 0 if delay is None else delay.slow

    def views(self) -> tuple[ClockView, ...]:
        """Return how late each platform is that was heard."""
        return tuple(
            ClockView(
                platform=platform,
                delay_us=delay.usual,
                spread_us=delay.spread,
                samples=delay.samples,
                skew_us=delay.skew,
                is_echoed=delay.is_echoed,
            )
            for platform, delay in sorted(self._delays.items())
        )


def _is_timed(source: str) -> bool:
    return not source.startswith(_UNTIMED)
