"""What one connection has heard so far: counts, Viewers, gaps, what was unreadable."""

from __future__ import annotations

import logging
from collections import deque
from typing import Final, Literal, NamedTuple, Protocol, runtime_checkable

from companion.domain.errors import ProtocolChanged
from companion.domain.events import AnyEvent, Like, ViewerCount
from companion.domain.values import Platform, Timestamp
from companion.domain.views import GapSums, GapView
from companion.i18n import ngettext
from companion.platforms.gaps import GapTracker
from companion.platforms.heard_share import HeardShare

_log = logging.getLogger(__name__)

_KEPT_GAPS: Final = 20
_KEPT_PAYLOADS: Final = 20


@runtime_checkable
class TellsBacklog(Protocol):
    """A Connector that knows whether it still tells what happened before."""

    @property
    def catching_up(self) -> bool:
        """Whether the events that come now are older than the reconnect."""


@runtime_checkable
class TellsBudget(Protocol):
    """A Connector whose platform allows it only so much."""

    @property
    def budget(self) -> str:
        """What is left, as one short text for a person; "" when not known."""


@runtime_checkable
class TellsTrouble(Protocol):
    """A Connector that can go on in a reduced way, and says so."""

    @property
    def trouble(self) -> str:
        """What is not as it should be, as one sentence for a person; "" when nothing.

        Shown while the connection is live; looked at every second.
        """


@runtime_checkable
class AsksViewers(Protocol):
    """A Connector that asks how many watch, beside the way by which it hears.

    Its ViewerCounts prove nothing about what is heard: a deaf chat has them too.
    """

    asks_viewers: Literal[True]


@runtime_checkable
class MendsSilence(Protocol):
    """A Connector that looks by itself whether a quiet stream is a deaf one.

    Its silence is told, and nobody ends the attempt for it.
    """

    mends_silence: Literal[True]


@runtime_checkable
class TellsRefused(Protocol):
    """A Connector that refuses events which are not of the room it was asked for."""

    @property
    def refused(self) -> int:
        """How many, since the Connector was made."""


class Told(NamedTuple):
    """What a Connector says about itself."""

    budget: str
    trouble: str
    refused: int


def told_by(connector: object) -> Told:
    """Return what a Connector says; one that says nothing has nothing to say."""
    return Told(
        budget=connector.budget if isinstance(connector, TellsBudget) else "",
        trouble=connector.trouble if isinstance(connector, TellsTrouble) else "",
        refused=connector.refused if isinstance(connector, TellsRefused) else 0,
    )


class Hearing:
    """Outlives attempts and restarts of its connection.

    heard, duplicates, shed: events. refused: by connectors before the present one.
    had_viewers: the room has or had Viewers since it
    was last known to be live. payloads: the newest ones that could not be read.
    """

    def __init__(self) -> None:
        self.heard = 0
        self.duplicates = 0
        self.shed = 0
        self.refused = 0
        self.last_event_at: Timestamp | None = None
        self.had_viewers = False
        self.gaps = GapTracker()
        self.gap_views: deque[GapView] = deque(maxlen=_KEPT_GAPS)
        self.gap_sums = GapSums()
        self.payloads: deque[bytes] = deque(maxlen=_KEPT_PAYLOADS)
        self._unreadable = 0
        self._viewers: dict[Platform, int] = {}
        self.likes = HeardShare()

    def observe(self, event: AnyEvent, now: Timestamp) -> None:
        """Learn from an event that was heard at `now`."""
        self.heard += 1
        self.last_event_at = now
        match event:
            case ViewerCount():
                self.watched(event)
            case Like():
                self.likes.heard(event)
                self.had_viewers = True
            case _:
                self.had_viewers = self.had_viewers or event.viewer is not None

    def missed(self, gap: GapView) -> None:
        """Take a gap that is over."""
        self.gap_views.append(gap)
        self.gap_sums = self.gap_sums.plus(gap)

    def watched(self, count: ViewerCount) -> None:
        """Learn from a count that was asked for: it is no sign of life."""
        self._viewers[count.platform] = count.viewers
        self.likes.told(count)
        self.had_viewers = self.had_viewers or count.viewers > 0

    def stream_over(self) -> None:
        """Note that the room is empty: what comes next is another stream."""
        self.had_viewers = False
        self.blind()

    def blind(self) -> None:
        """Note that nothing tells any more how many watch."""
        self._viewers.clear()

    @property
    def viewers(self) -> int | None:
        """How many watch, over all platforms that told; None when none did."""
        return sum(self._viewers.values()) if self._viewers else None

    def skip(self, source: str, error: ProtocolChanged) -> None:
        """Keep what could not be read; the log hears of it once."""
        if not self._unreadable:
            _log.warning("%s sent what we cannot read: %s", source, error)
        self._unreadable += 1
        self.payloads.append(error.payload)

    @property
    def trouble(self) -> str:
        """One sentence about what could not be read, "" when there is nothing."""
        if not self._unreadable:
            return ""
        return ngettext(
            "{n} message could not be read: the platform has changed something.",
            "{n} messages could not be read: the platform has changed something.",
            self._unreadable,
        ).format(n=self._unreadable)
