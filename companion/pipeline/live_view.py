"""The running session as overlays read it: what the gate let through, no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import structs
from sortedcontainers import SortedDict

from companion.domain.entries import Entry, Featured, Judgement, VerdictGiven
from companion.domain.events import MONEY, Chat
from companion.domain.values import Platform, Timestamp, Viewer
from companion.domain.views import SessionView, Shown, Standing, Totals
from companion.pipeline.approvals import Approvals
from companion.pipeline.faces import Faces
from companion.pipeline.gate import behind_gate, masked, without_names
from companion.pipeline.names import HiddenNames
from companion.pipeline.new_names import NewNames
from sessions.tally import Tally

FEED_LENGTH: Final = 200
"""Chat and money lines kept for overlays that connect late."""

WAITING_LENGTH: Final = 20_000
"""The same while an overlay waits: 30 s of the fastest chat."""

_FED: Final = (Chat, *MONEY)


class LiveView:
    """Implements domain.views.GatedView over a Tally and the newest shown entries.

    faces: whose name and picture may be seen, beside what the verdicts say.
    """

    def __init__(self, faces: Faces | None = None) -> None:
        self.tally = Tally()
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
        self._approvals = Approvals()
        self._new_names = NewNames()
        self._featured = None
        self._to_feature.clear()

    def keep(self, lines: int) -> None:
        """Keep so many of the newest lines from now on, at least FEED_LENGTH."""
        self._kept = max(lines, FEED_LENGTH)
        self._forget_old()

    def update_session(self, session: SessionView | None) -> None:
        """Take the running session's new name or state."""
        self._session = session

    def count(self, entries: Iterable[Entry]) -> None:
        """Take committed entries into the sums, whatever the gate says of them."""
        for entry in entries:
            self._new_names.take(entry, self.tally.viewer)
            self.tally.take((entry,))

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
        self._forget_old()

    def _forget_old(self) -> None:
        while len(self._feed) > self._kept:
            self._feed.popitem(0)

    def retract(self, seqs: Iterable[int]) -> None:
        """Take entries off every screen."""
        for seq in seqs:
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

    def top(
        self, limit: int, *, platform: Platform | None = None
    ) -> Sequence[Standing]:
        """Return the first `limit` standings, best first; names as allowed."""
        return [
            self.as_allowed(one) for one in self.tally.top(limit, platform=platform)
        ]

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
        return map(self._feed.__getitem__, reversed(self._feed))

    def seen_now(self, entry: Entry) -> Entry:
        """Return an entry with the names and pictures that may be seen now."""
        return self.faces.of_entry(entry)

    def has_picture(self, viewer: Viewer) -> bool:
        """Return whether a Viewer's picture may be seen now."""
        return self.faces.of(viewer).avatar is viewer.avatar

    def featured(self) -> Entry | None:
        """Return the Chat entry shown on the question overlay, or None."""
        featured = self._featured
        return None if featured is None else self.seen_now(featured)

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
