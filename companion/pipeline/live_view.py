"""The running session as overlays read it: what the gate let through, no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import structs
from sortedcontainers import SortedDict

from companion.domain.entries import Entry, Featured, Judgement, VerdictGiven
from companion.domain.events import MONEY, Chat
from companion.domain.moments import (
    THANKED_BY_ALIAS,
    CreditPart,
    Moment,
    MomentKind,
    Supporter,
    Unit,
)
from companion.domain.on_air import OnAir, OnAirT
from companion.domain.values import Fragment, Platform, Timestamp, Viewer
from companion.domain.views import SessionView, Shown, Standing, Totals
from companion.pipeline.airing import Airing, with_viewers, without_scores
from companion.pipeline.approvals import Approvals
from companion.pipeline.faces import Faces
from companion.pipeline.gate import behind_gate, masked, without_names, without_text
from companion.pipeline.highlights import Supporters
from companion.pipeline.moment_parts import as_of
from companion.pipeline.moments import Moments
from companion.pipeline.names import HiddenNames
from companion.pipeline.new_names import NewNames
from companion.pipeline.platform_emotes import EmoteLookUp, platform_emote
from sessions.tally import Tally

FEED_LENGTH: Final = 200
"""Chat and money lines kept for overlays that connect late."""

WAITING_LENGTH: Final = 20_000
"""The same while an overlay waits: 30 s of the fastest chat."""

_CHATTERS: Final = 500
"""Who wrote most: so many are thanked at most."""

_FED: Final = (Chat, *MONEY)


class LiveView:
    """Implements domain.views.GatedView over a Tally and the newest shown entries.

    faces: whose name and picture may be seen, beside what the verdicts say. now: the
    time of a look.
    """

    def __init__(
        self,
        faces: Faces | None = None,
        *,
        now: Callable[[], Timestamp] = lambda: 0,
    ) -> None:
        self.tally = Tally()
        self._now = now
        self._moments = Moments()
        self._supporters = Supporters()
        self._airing = Airing()
        self._look_up_emote: EmoteLookUp = platform_emote
        self._is_secret: Callable[[str], bool] | None = None
        self.names = HiddenNames()
        self.faces = faces or Faces()
        self._session: SessionView | None = None
        self._kept = FEED_LENGTH
        self._feed: SortedDict[int, Entry] = SortedDict()
        self._approvals = Approvals()
        self._new_names = NewNames()
        self._featured: Entry | None = None
        self._to_feature: dict[int, Entry] = {}

    @property
    def now(self) -> Timestamp:
        """Return the time of this look."""
        return self._now()

    @property
    def session(self) -> SessionView | None:
        """Return the running session, or None between sessions."""
        if self._session is None:
            return None
        return structs.replace(self._session, totals=self.totals())

    def open(
        self,
        session: SessionView | None,
        tally: Tally | None = None,
        *,
        names: HiddenNames | None = None,
    ) -> None:
        """Turn to another session: a new one, or one that is continued.

        tally, names: its sums so far, and whose name is not allowed.
        """
        self._session = session
        self.tally = tally or Tally()
        self.names = names or HiddenNames()
        self._feed.clear()
        self.go_on(Moments(), Supporters(), Airing())
        self._approvals = Approvals()
        self._new_names = NewNames()
        self._featured = None
        self._to_feature.clear()

    def go_on(self, moments: Moments, supporters: Supporters, airing: Airing) -> None:
        """Go on from what overlays saw of the session so far."""
        moments.keep(self._kept)
        self._moments = moments
        self._supporters = supporters
        self._airing.go_on(airing)

    def keep(self, lines: int) -> None:
        """Keep so many of the newest lines from now on, at least FEED_LENGTH."""
        self._kept = max(lines, FEED_LENGTH)
        self._moments.keep(self._kept)
        self._forget_old()

    def keep_secret(self, is_secret: Callable[[str], bool] | None) -> None:
        """Leave out of what is read from now on what tells a secret; None: nothing.

        is_secret: of a text, asked at each look, so that it holds for what stands on
        the screens already and no longer than there is a secret.
        """
        self._is_secret = is_secret

    def update_session(self, session: SessionView | None) -> None:
        """Take the running session's new name or state."""
        self._session = session

    def count(self, entries: Iterable[Entry]) -> None:
        """Take committed entries into the sums, whatever the gate says of them."""
        for entry in entries:
            self._new_names.take(entry, self.tally.viewer)
            self.tally.take((entry,))
            self._supporters.take(entry)

    def judge_name(self, entry: Entry, judgement: Judgement) -> None:
        """Remember what a later verdict says of the name of an entry's Viewers."""
        self.names.decided(entry, judgement, known=self.tally.viewer)

    def note_as_allowed(self, entry: Entry) -> Entry:
        """Return a note of ours with an alias where the name may not be shown."""
        earner = entry.earner
        if earner is None or earner.id not in self.names:
            return entry
        return structs.replace(entry, earner=masked(earner))

    def as_seen(self, item: Shown) -> Shown:
        """Return what passed the gate with the faces that may be seen now."""
        entry = self.seen_now(item.entry)
        return item if entry is item.entry else structs.replace(item, entry=entry)

    def show(self, items: Iterable[Shown]) -> None:
        """Take entries that passed the gate."""
        for item in items:
            entry = item.entry
            if isinstance(entry.body, Featured):
                self._feature(entry.body.of)
            elif isinstance(entry.body, VerdictGiven):
                self._approvals.decided(entry, entry.body, self._feed.get)
            elif isinstance(entry.body, _FED):
                self._feed[entry.seq] = entry
                self._approvals.shown(entry)
            self._moments.add(entry)
            self._airing.note(entry)
        self._forget_old()

    def _forget_old(self) -> None:
        while len(self._feed) > self._kept:
            self._feed.popitem(0)

    def retract(self, seqs: Iterable[int]) -> None:
        """Take entries off every screen."""
        gone = list(seqs)
        self._moments.remove(gone)
        for seq in gone:
            self._feed.pop(seq, None)
            self._to_feature.pop(seq, None)
            if self._featured is not None and self._featured.seq == seq:
                self._featured = None

    def _feature(self, seq: int | None) -> None:
        self._featured = self._feed.get(seq) if seq is not None else None
        if seq is not None and self._featured is None:
            self._featured = self._to_feature.get(seq)
        self._to_feature.clear()

    def prepare_feature(self, entry: Entry) -> None:
        """Keep at hand an entry that is about to be featured and has left the feed.

        Its text is allowed; its Viewer has the name that may be shown now.
        """
        event = entry.event
        said = entry.judgement.name
        shown = behind_gate(entry, Judgement(name=said)).entry
        if event is not None and event.viewer and event.viewer.id in self.names:
            shown = structs.replace(shown, body=without_names(event))
            shown = self.note_as_allowed(shown)
        self._to_feature[entry.seq] = shown

    def totals(self) -> Totals:
        """Return the sums as of now."""
        return self.tally.totals()

    def totals_of(self, is_chosen: Callable[[str, str], bool]) -> Totals:
        """Return the sums of some connections; see GatedView."""
        return self.tally.totals_of(is_chosen)

    def top(
        self,
        limit: int,
        *,
        platform: Platform | None = None,
        unit: Unit = "points",
    ) -> Sequence[Standing]:
        """Return the first standings by a unit, best first; names as allowed."""
        found = self.tally.top(limit, platform=platform, unit=unit)
        return [self.as_allowed(one) for one in found]

    def moments(self, limit: int) -> Sequence[Moment]:
        """Return the newest `limit` Moments, oldest first."""
        newest = islice(self._moments.newest(), limit)
        return [self.moment_now(one.whole) for one in newest][::-1]

    def latest(self, kind: MomentKind) -> Moment | None:
        """Return the newest Moment of a kind, or None."""
        newest = next(self._moments.newest(kind), None)
        return None if newest is None else self.moment_now(newest.whole)

    def greatest(self) -> Moment | None:
        """Return the Gift with the most Diamonds so far, or None."""
        greatest = next(iter(self._moments.greatest()), None)
        return None if greatest is None else self.moment_now(greatest.whole)

    def credits(self, part: CreditPart, limit: int) -> Sequence[Viewer]:
        """Return whom to thank: the most generous first, else in order of coming."""
        return [one.viewer for one in islice(self.supporters(part), limit)]

    def moment_parts(
        self, kind: MomentKind | None = None
    ) -> Iterator[Sequence[Moment]]:
        """Yield the Moments that are kept, newest first, entry by entry."""
        return (group.moments() for group in self._moments.newest(kind))

    def greatest_parts(self) -> Sequence[Sequence[Moment]]:
        """Return the greatest Gifts in the same way, greatest first."""
        return [group.moments() for group in self._moments.greatest()]

    def moment_now(self, moment: Moment) -> Moment:
        """Return a Moment with the names and pictures that may be seen now."""
        moment = as_of(moment, self.now)
        if self._tells_secret(moment.text):
            moment = structs.replace(moment, text="")
        giver = None if moment.viewer is None else self.viewer_now(moment.viewer)
        receivers = tuple(map(self.viewer_now, moment.receivers))
        if giver is moment.viewer and receivers == moment.receivers:
            return moment
        return structs.replace(moment, viewer=giver, receivers=receivers)

    def supporters(self, part: CreditPart) -> Iterator[Supporter]:
        """Yield whom to thank, as they may be seen now."""
        for one in self._supporters_of(part):
            viewer = self.tally.viewer(one.viewer.id) or one.viewer
            if part in THANKED_BY_ALIAS or not self._is_hidden(viewer):
                yield structs.replace(one, viewer=self.viewer_now(viewer))

    def _supporters_of(self, part: CreditPart) -> Iterator[Supporter]:
        if part != "chatters":
            return self._supporters.of(part)
        chatters = self.tally.top(_CHATTERS, unit="chats")
        return (Supporter(viewer=one.viewer) for one in chatters)

    def viewer_now(self, viewer: Viewer) -> Viewer:
        """Return a Viewer with the name and picture that may be seen now."""
        return masked(viewer) if viewer.id in self.names else self.faces.of(viewer)

    def _is_hidden(self, viewer: Viewer) -> bool:
        return viewer.id in self.names or self.faces.is_hidden(viewer.id)

    def put_on_air(self, shown: OnAir) -> None:
        """Show an interaction as it stands now, in place of another of its kind."""
        self._airing.put(shown)

    def take_off_air(self, kind: type[OnAir]) -> None:
        """Show nothing of a kind of interaction any more."""
        self._airing.take_off(kind)

    def on_air(self, kind: type[OnAirT]) -> OnAirT | None:
        """Return what is shown of an interaction, or None while there is none."""
        shown = without_scores(self._airing.get(kind, self.now), self._is_out)
        return with_viewers(shown, self.viewer_now)

    def _is_out(self, viewer_id: str) -> bool:
        """Return whether somebody is banned or muted, here or on their platform."""
        return self.names.keeps_out(viewer_id) or self.faces.is_hidden(viewer_id)

    def look_up_emotes(self, find: EmoteLookUp) -> None:
        """Ask for emotes' pictures there from now on."""
        self._look_up_emote = find

    def emote(self, entry: Entry, fragment: Fragment) -> str | None:
        """Return the https address of an emote's picture, or None."""
        return self._look_up_emote(entry, fragment)

    def standing(self, viewer_id: str) -> Standing | None:
        """Return a Viewer's standing, or None when they are not in the standings."""
        standing = self.tally.standing(viewer_id)
        return None if standing is None else self.as_allowed(standing)

    def as_allowed(self, standing: Standing) -> Standing:
        """Return a standing whose name is an alias where it may not be shown."""
        if standing.viewer.id not in self.names:
            return self.faces.of_standing(standing)
        return structs.replace(standing, viewer=masked(standing.viewer))

    def shown(self, seq: int) -> Entry | None:
        """Return a line of the feed by its seq, as shown, or None."""
        line: Entry | None = self._feed.get(seq)
        return line

    def chat(self, limit: int) -> Sequence[Entry]:
        """Return the newest `limit` allowed Chat entries, oldest first."""
        newest = (one for one in self.newest_first() if isinstance(one.body, Chat))
        return self._oldest_first(newest, limit)

    def feed(self, limit: int) -> Sequence[Entry]:
        """Return the newest `limit` Chat and money entries, oldest first."""
        return self._oldest_first(self.newest_first(), limit)

    def _oldest_first(self, newest: Iterator[Entry], limit: int) -> Sequence[Entry]:
        return [self.seen_now(one) for one in islice(newest, limit)][::-1]

    def newest_first(self) -> Iterator[Entry]:
        """Yield every Chat and money entry that is kept, as it came, newest first."""
        lines = map(self._feed.__getitem__, reversed(self._feed))
        return lines if self._is_secret is None else self._discreet(lines)

    def _discreet(self, lines: Iterable[Entry]) -> Iterator[Entry]:
        """Yield lines without Chats that tell a secret; money has no text then."""
        for entry in lines:
            event = entry.event
            if event is None or not self._tells_secret(getattr(event, "text", "")):
                yield entry
            elif not isinstance(event, Chat):
                yield structs.replace(entry, body=without_text(event))

    def _tells_secret(self, text: str) -> bool:
        return bool(text) and self._is_secret is not None and self._is_secret(text)

    def seen_now(self, entry: Entry) -> Entry:
        """Return an entry with the names and pictures that may be seen now."""
        return self.faces.of_entry(entry)

    def has_picture(self, viewer: Viewer) -> bool:
        """Return whether a Viewer's picture may be seen now."""
        return self.faces.of(viewer).avatar is viewer.avatar

    def featured(self) -> Entry | None:
        """Return the Chat entry shown on the question overlay, or None."""
        featured = self._featured
        if featured is None or not any(self._discreet((featured,))):
            return None
        return self.seen_now(featured)

    def is_approved(self, seq: int) -> bool:
        """Return whether a person has allowed an entry, and nobody undid it."""
        return seq in self._approvals

    def named_at(self, viewer_id: str) -> Timestamp | None:
        """Return when a Viewer's present name first came; None: long ago."""
        return self._new_names.since(viewer_id)

    def is_name_approved(self, viewer: Viewer) -> bool:
        """Return whether a person allowed a line under this name, or trusts them."""
        if self.faces.is_trusted(viewer.id):
            return True
        return self._approvals.has_name(viewer)
