"""The running session as one overlay may show it: some wait longer than the gate asks.

An overlay with a delay shows a line only when it is so many seconds old, so that what
a platform deletes, or a person blocks, within them never appears. One with approval
shows only lines that a person has allowed. Retractions, points and places are never
delayed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import structs

from companion.domain.entries import Entry
from companion.domain.events import MONEY, Chat
from companion.domain.moments import (
    THANKED_BY_ALIAS,
    CreditPart,
    Moment,
    MomentKind,
    Unit,
)
from companion.domain.on_air import OnAirT
from companion.domain.ports import Clock
from companion.domain.values import Fragment, Platform, Timestamp, Viewer
from companion.domain.views import GatedView, SessionView, Standing
from companion.pipeline.airing import with_viewers
from companion.pipeline.gate import masked, without_names, without_text
from companion.pipeline.moment_parts import join

_LOOKED_AT: Final = 1_000
"""Lines that may be remembered more before those that are gone are forgotten."""


class HeldBack:
    """A StreamView over another; delay_s: 0 to 30 seconds.

    * Support without approval shows after the delay, its text and name left out: money
      is never kept from the stream for good.
    * A name in the standings is an alias until the first line under it could show; it
      does not become one again with each new line.
    * Who features a line has approved it; its delay still runs.

    Ages are counted by the monotonic clock from the first look on: a wall clock that
    is set shows nothing too soon, and hides nothing for hours.
    """

    def __init__(
        self, view: GatedView, *, clock: Clock, delay_s: float, approval: bool
    ) -> None:
        self._view = view
        self._clock = clock
        self._delay_s = delay_s
        self._later_us = round(delay_s * 1_000_000)
        self._approval = approval
        self._due: dict[int | tuple[str, Timestamp], float] = {}
        self._next: float | None = None
        self._forget_above = _LOOKED_AT

    def begin(self) -> None:
        """Begin another look: what is asked from here on tells when the next is due."""
        self._next = None

    @property
    def next_due(self) -> float | None:
        """Monotonic second at which this look is out of date; None: by nothing here."""
        return self._next

    @property
    def now(self) -> Timestamp:
        """Return the time of this look."""
        return self._view.now

    @property
    def session(self) -> SessionView | None:
        """Return the running session, or None between sessions."""
        return self._view.session

    def top(
        self,
        limit: int,
        *,
        platform: Platform | None = None,
        unit: Unit = "points",
    ) -> Sequence[Standing]:
        """Return the first standings by a unit; new names later."""
        found = self._view.top(limit, platform=platform, unit=unit)
        return [self._named(one) for one in found]

    def standing(self, viewer_id: str) -> Standing | None:
        """Return a Viewer's standing; a new name later."""
        standing = self._view.standing(viewer_id)
        return None if standing is None else self._named(standing)

    def chat(self, limit: int) -> Sequence[Entry]:
        """Return the newest Chat entries that may show now, oldest first.

        Their times are those of `moments`.
        """
        lines = (one for one in self._lines() if isinstance(one.body, Chat))
        return list(islice(lines, limit))[::-1]

    def feed(self, limit: int) -> Sequence[Entry]:
        """Return the newest Chat and money entries that may show now, oldest first."""
        return list(islice(self._lines(), limit))[::-1]

    def featured(self) -> Entry | None:
        """Return the featured Chat entry when its delay is over."""
        entry = self._view.featured()
        if entry is None or not self._is_due(entry.seq, entry.at):
            return None
        return entry

    def moments(self, limit: int) -> Sequence[Moment]:
        """Return the newest Moments that may show now, oldest first.

        Their times are those at which they could show: what shows for some seconds
        shows as long as it would without a delay.
        """
        self._forget()
        return list(islice(self._moments_now(None), limit))[::-1]

    def latest(self, kind: MomentKind) -> Moment | None:
        """Return the newest Moment of a kind that may show now, or None."""
        return next(self._moments_now(kind), None)

    def greatest(self) -> Moment | None:
        """Return the Gift with the most Diamonds that may show now, or None."""
        gifts = filter(None, map(self._moment_now, self._view.greatest_parts()))
        return max(gifts, key=lambda one: (one.worth, -one.id), default=None)

    def credits(self, part: CreditPart, limit: int) -> Sequence[Viewer]:
        """Return whom to thank; who came only now, later."""
        return list(islice(self._thanked(part), limit))

    def _thanked(self, part: CreditPart) -> Iterator[Viewer]:
        for one in self._view.supporters(part):
            if one.seq and not self._is_due(one.seq, one.at):
                continue
            if self._may_be_named(one.viewer):
                yield one.viewer
            elif part in THANKED_BY_ALIAS:
                yield masked(one.viewer)

    def _moments_now(self, kind: MomentKind | None) -> Iterator[Moment]:
        return filter(None, map(self._moment_now, self._view.moment_parts(kind)))

    def _moment_now(self, parts: Sequence[Moment]) -> Moment | None:
        """Return what of a Moment may show now, None while nothing of it may."""
        due = [part for part in parts if self._is_due(part.id, part.began)]
        seen = [one for one in map(self._approved, due) if one is not None]
        if not seen:
            return None
        moment = join(seen)
        if self._later_us:
            moment = structs.replace(
                moment,
                began=moment.began + self._later_us,
                grew=moment.grew + self._later_us,
            )
        return self._view.moment_now(moment)

    def _approved(self, part: Moment) -> Moment | None:
        """Return a part of a Moment as far as a person has allowed it."""
        if not self._approval or self._view.is_approved(part.id):
            return part
        if part.kind == "redemption":
            return None
        giver = part.viewer
        if giver is not None and not self._view.is_name_approved(giver):
            giver = masked(giver)
        receivers = tuple(map(masked, part.receivers))
        return structs.replace(part, viewer=giver, receivers=receivers, text="")

    def on_air(self, kind: type[OnAirT]) -> OnAirT | None:
        """Return what is shown of an interaction, new names later; None: nothing."""
        return with_viewers(
            self._view.on_air(kind),
            lambda one: one if self._may_be_named(one) else masked(one),
        )

    def emote(self, entry: Entry, fragment: Fragment) -> str | None:
        """Return the https address of an emote's picture, or None."""
        return self._view.emote(entry, fragment)

    def _lines(self) -> Iterator[Entry]:
        self._forget()
        for entry in self._view.newest_first():
            is_approved = not self._approval or self._view.is_approved(entry.seq)
            is_shown = is_approved or isinstance(entry.body, MONEY)
            if is_shown and self._is_due(entry.seq, entry.at):
                seen = self._view.seen_now(entry if is_approved else _bare(entry))
                yield structs.replace(seen, at=seen.at + self._later_us)

    def _named(self, standing: Standing) -> Standing:
        if self._may_be_named(standing.viewer):
            return standing
        return structs.replace(standing, viewer=masked(standing.viewer))

    def _may_be_named(self, viewer: Viewer) -> bool:
        since = self._view.named_at(viewer.id)
        is_due = since is None or self._is_due((viewer.id, since), since)
        return is_due and (not self._approval or self._view.is_name_approved(viewer))

    def _is_due(self, key: int | tuple[str, Timestamp], at: Timestamp) -> bool:
        """Return whether what came at that time may show; else note when it may."""
        if self._delay_s <= 0:
            return True
        now = self._clock.monotonic()
        due = self._due.get(key)
        if due is None:
            age_s = max(0, self._clock.now() - at) / 1_000_000
            due = self._due[key] = now + self._delay_s - age_s
        if due <= now:
            return True
        self._next = due if self._next is None else min(self._next, due)
        return False

    def _forget(self) -> None:
        """Forget lines that are no longer kept, now and then."""
        if len(self._due) <= self._forget_above:
            return
        kept = {entry.seq for entry in self._view.newest_first()}
        kept.update(part.id for parts in self._view.moment_parts() for part in parts)
        featured = self._view.featured()
        if featured is not None:
            kept.add(featured.seq)
        self._due = {
            key: due
            for key, due in self._due.items()
            if key in kept or (isinstance(key, tuple) and due > self._clock.monotonic())
        }
        self._forget_above = len(self._due) + _LOOKED_AT


def _bare(entry: Entry) -> Entry:
    """Return support without what its Viewer wrote and is called."""
    event = entry.event
    earner = entry.earner
    if event is None:
        return entry
    return structs.replace(
        entry,
        body=without_names(without_text(event)),
        earner=masked(earner) if earner else None,
    )
