"""The running session as an overlay shows it that is for some connections only.

Lines, Moments and totals are let through by where they came from, standings and credits
by their Viewers' platform: points are not kept by channel. What a person gave or took,
and a Chat that was paid later, has no channel: it counts where its Viewer's whole
platform is chosen. What is a test passes always: it is there to be seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from msgspec import structs

from companion.domain.entries import Entry
from companion.domain.events import Chat
from companion.domain.moments import (
    CreditPart,
    Moment,
    MomentKind,
    Supporter,
    Unit,
)
from companion.domain.on_air import OnAirT
from companion.domain.values import Fragment, Platform, Timestamp, Viewer
from companion.domain.views import GatedView, SessionView, Standing, Totals
from companion.pipeline.moment_parts import join


class Chosen:
    """A GatedView over another.

    connections: at least one platform ("twitch") or channel ("tiktok:@name"); the
    simulator counts as one, and what it plays as what it seems to be as well.
    """

    def __init__(self, view: GatedView, connections: Sequence[str]) -> None:
        self._view = view
        lowered = [one.casefold() for one in connections]
        self._channels = frozenset(one for one in lowered if ":" in one)
        self._whole = frozenset(one for one in lowered if ":" not in one)
        named = {one.partition(":")[0] for one in lowered}
        known = {str(one) for one in Platform}
        # Who is simulated has an id of the platform that they seem to be on.
        self._platforms = known if named - known else named

    @property
    def now(self) -> Timestamp:
        """Return the time of this look."""
        return self._view.now

    @property
    def session(self) -> SessionView | None:
        """Return the running session with the totals of what is from there, or None."""
        session = self._view.session
        if session is None:
            return None
        return structs.replace(session, totals=self._view.totals_of(self._is_chosen))

    def totals_of(self, is_chosen: Callable[[str, str], bool]) -> Totals:
        """Return the sums of some of the chosen connections."""
        return self._view.totals_of(
            lambda source, platform: (
                self._is_chosen(source, platform) and is_chosen(source, platform)
            )
        )

    def top(
        self,
        limit: int,
        *,
        platform: Platform | None = None,
        unit: Unit = "points",
    ) -> Sequence[Standing]:
        """Return the first standings of the chosen platforms, ranked among these."""
        asked = [one for one in Platform if self._has(one) and platform in (None, one)]
        if len(asked) == 1:
            return self._view.top(limit, platform=asked[0], unit=unit)
        if len(asked) == len(Platform):
            return self._view.top(limit, unit=unit)
        # One more than asked for: the last one may be tied with the next.
        found = [
            standing
            for one in asked
            for standing in self._view.top(limit + 1, platform=one, unit=unit)
        ]
        return _ranked(found, lambda one: getattr(one, unit))[:limit]

    def standing(self, viewer_id: str) -> Standing | None:
        """Return a Viewer's standing in the session, None on other platforms."""
        is_theirs = viewer_id.partition(":")[0] in self._platforms
        return self._view.standing(viewer_id) if is_theirs else None

    def chat(self, limit: int) -> Sequence[Entry]:
        """Return the newest Chat entries from there, oldest first."""
        lines = (one for one in self.newest_first() if isinstance(one.body, Chat))
        return self._seen(lines, limit)

    def feed(self, limit: int) -> Sequence[Entry]:
        """Return the newest Chat and money entries from there, oldest first."""
        return self._seen(self.newest_first(), limit)

    def _seen(self, newest: Iterator[Entry], limit: int) -> Sequence[Entry]:
        return [self.seen_now(one) for one in islice(newest, limit)][::-1]

    def featured(self) -> Entry | None:
        """Return the featured Chat entry when it is from there."""
        entry = self._view.featured()
        return entry if entry is not None and self._is_from_there(entry) else None

    def moments(self, limit: int) -> Sequence[Moment]:
        """Return the newest Moments from there, oldest first."""
        newest = islice(self._moments_now(None), limit)
        return list(newest)[::-1]

    def latest(self, kind: MomentKind) -> Moment | None:
        """Return the newest Moment of a kind from there, or None."""
        return next(self._moments_now(kind), None)

    def greatest(self) -> Moment | None:
        """Return the Gift with the most Diamonds from there, or None."""
        parts = next(iter(self.greatest_parts()), None)
        return None if parts is None else self.moment_now(join(parts))

    def _moments_now(self, kind: MomentKind | None) -> Iterator[Moment]:
        return (self.moment_now(join(parts)) for parts in self.moment_parts(kind))

    def credits(self, part: CreditPart, limit: int) -> Sequence[Viewer]:
        """Return whom to thank on the chosen platforms."""
        return [one.viewer for one in islice(self.supporters(part), limit)]

    def on_air(self, kind: type[OnAirT]) -> OnAirT | None:
        """Return what is shown of an interaction; it is for everybody."""
        return self._view.on_air(kind)

    def emote(self, entry: Entry, fragment: Fragment) -> str | None:
        """Return the https address of an emote's picture, or None."""
        return self._view.emote(entry, fragment)

    def keep(self, lines: int) -> None:
        """Keep so many of the newest lines from now on."""
        self._view.keep(lines)

    def newest_first(self) -> Iterator[Entry]:
        """Yield every line from there that is kept, as it came, newest first."""
        return filter(self._is_from_there, self._view.newest_first())

    def seen_now(self, entry: Entry) -> Entry:
        """Return an entry with the names and pictures that may be seen now."""
        return self._view.seen_now(entry)

    def has_picture(self, viewer: Viewer) -> bool:
        """Return whether a Viewer's picture may be seen now."""
        return self._view.has_picture(viewer)

    def moment_parts(
        self, kind: MomentKind | None = None
    ) -> Iterator[Sequence[Moment]]:
        """Yield the Moments from there, newest first, entry by entry."""
        return (
            parts for parts in self._view.moment_parts(kind) if self._is_moment(parts)
        )

    def greatest_parts(self) -> Sequence[Sequence[Moment]]:
        """Return the greatest Gifts from there in the same way, greatest first."""
        return [
            parts for parts in self._view.greatest_parts() if self._is_moment(parts)
        ]

    def moment_now(self, moment: Moment) -> Moment:
        """Return a Moment with the names and pictures that may be seen now."""
        return self._view.moment_now(moment)

    def supporters(self, part: CreditPart) -> Iterator[Supporter]:
        """Yield whom to thank on the chosen platforms, in the order of `credits`."""
        return (
            one
            for one in self._view.supporters(part)
            if one.viewer.id.partition(":")[0] in self._platforms
        )

    def is_approved(self, seq: int) -> bool:
        """Return whether a person has allowed an entry, and nobody undid it."""
        return self._view.is_approved(seq)

    def named_at(self, viewer_id: str) -> Timestamp | None:
        """Return when a Viewer's present name first came; None: long ago."""
        return self._view.named_at(viewer_id)

    def is_name_approved(self, viewer: Viewer) -> bool:
        """Return whether a person allowed a line under this name, or trusts them."""
        return self._view.is_name_approved(viewer)

    def _has(self, platform: Platform) -> bool:
        return str(platform) in self._platforms

    def _is_from_there(self, entry: Entry) -> bool:
        event = entry.event
        platform = None if event is None else event.platform
        return entry.test or self._is_chosen(entry.source, platform)

    def _is_moment(self, parts: Sequence[Moment]) -> bool:
        first = parts[0]
        return first.test or self._is_chosen(first.source, first.platform)

    def _is_chosen(self, source: str, platform: str | None) -> bool:
        source = source.casefold()
        by_platform = {source.partition(":")[0], str(platform)} & self._whole
        return bool(by_platform) or source in self._channels


def _ranked(
    standings: Sequence[Standing], amount: Callable[[Standing], int]
) -> Sequence[Standing]:
    """Return standings of several platforms in one order, with ranks of it."""
    ordered = sorted(standings, key=amount, reverse=True)
    times = Counter(map(amount, ordered))
    return [
        structs.replace(one, rank=rank, tie=times[amount(one)] > 1)
        for rank, one in enumerate(ordered, start=1)
    ]
