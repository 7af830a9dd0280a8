"""The running session as overlays read it: what the gate let through, no more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import structs

from companion.domain.entries import Entry, Featured, Judgement
from companion.domain.events import MONEY, Chat
from companion.domain.values import Platform
from companion.domain.views import SessionView, Shown, Standing, Totals
from companion.pipeline.gate import behind_gate, masked, without_names
from companion.pipeline.names import HiddenNames
from sessions.tally import Tally

FEED_LENGTH: Final = 200
"""Chat and money lines kept for overlays that connect late."""

_FED: Final = (Chat, *MONEY)


class LiveView:
    """Implements domain.views.StreamView over a Tally and the newest shown entries."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.names = HiddenNames()
        self._session: SessionView | None = None
        self._feed: OrderedDict[int, Entry] = OrderedDict()
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
        self._featured = None
        self._to_feature.clear()

    def update_session(self, session: SessionView | None) -> None:
        """Take the running session's new name or state."""
        self._session = session

    def count(self, entries: Iterable[Entry]) -> None:
        """Take committed entries into the sums, whatever the gate says of them."""
        self.tally.take(entries)

    def judge_name(self, entry: Entry, judgement: Judgement) -> None:
        """Remember what a later verdict says of the name of an entry's Viewers."""
        self.names.decided(entry, judgement, known=self.tally.viewer)

    def note_as_allowed(self, entry: Entry) -> Entry:
        """Return a note of ours with an alias where the name may not be shown."""
        earner = entry.earner
        if earner is None or earner.id not in self.names:
            return entry
        return structs.replace(entry, earner=masked(earner))

    def show(self, items: Iterable[Shown]) -> None:
        """Take entries that passed the gate."""
        for item in items:
            entry = item.entry
            if isinstance(entry.body, Featured):
                self._feature(entry.body.of)
            elif isinstance(entry.body, _FED):
                self._add_to_feed(entry)

    def _add_to_feed(self, entry: Entry) -> None:
        # A late release takes its place in the order in which it was said.
        is_late = bool(self._feed) and entry.seq < next(reversed(self._feed))
        self._feed[entry.seq] = entry
        if is_late:
            self._feed = OrderedDict(sorted(self._feed.items()))
        while len(self._feed) > FEED_LENGTH:
            self._feed.popitem(last=False)

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
            return standing
        return structs.replace(standing, viewer=masked(standing.viewer))

    def shown(self, seq: int) -> Entry | None:
        """Return a line of the feed by its seq, as shown, or None."""
        return self._feed.get(seq)

    def chat(self, limit: int) -> Sequence[Entry]:
        """Return the newest `limit` allowed Chat entries, oldest first."""
        chats = [one for one in self._feed.values() if isinstance(one.body, Chat)]
        return chats[-limit:]

    def feed(self, limit: int) -> Sequence[Entry]:
        """Return the newest `limit` Chat and money entries, oldest first."""
        return list(self._feed.values())[-limit:]

    def featured(self) -> Entry | None:
        """Return the Chat entry shown on the question overlay, or None."""
        return self._featured
