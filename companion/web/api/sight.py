"""What a token of scope `read` may see: texts and names that moderation allowed.

An entry says what was decided when it was written. Later verdicts and platforms'
deletions are entries too; they are gathered here as the session goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from companion.domain.entries import (
    Entry,
    PlatformAction,
    TextPermitted,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.events import AnyEvent, UnknownEvent
from companion.domain.judged import viewers_of
from companion.domain.ports import Engine
from companion.domain.removal import removal_of
from companion.domain.show.notes import ShowNote
from companion.domain.values import Timestamp, Viewer
from companion.domain.views import GatedView
from companion.pipeline.gate import waits
from companion.web.api.entry_feed import entries_after
from companion.web.api.shapes import Sight

_HIDING = ("ban", "mute")


class _Gone(Struct):
    """What was taken back: up to which seq, by event, by Viewer and by channel."""

    events: dict[str, int] = {}
    viewers: dict[str, int] = {}
    channels: dict[str, int] = {}

    def last(self, event: AnyEvent) -> int:
        """Return the seq of the last entry that took an event back, 0 for none."""
        viewer_id = event.viewer.id if event.viewer else ""
        return max(
            self.events.get(event.id, 0),
            self.viewers.get(viewer_id, 0),
            self.channels.get(event.channel, 0),
        )


class Sights:
    """Knows the present verdict on every entry of the running session.

    view: knows whose picture may be seen.
    """

    def __init__(self, engine: Engine, view: GatedView) -> None:
        self._engine = engine
        self._view = view
        self._session = ""
        self._read_to = 0
        self._now: Timestamp = 0
        self._given: dict[int, tuple[Sight, int]] = {}
        self._waiting: set[int] = set()
        self._gone = _Gone()
        self._hidden: dict[str, dict[str, Timestamp | None]] = {}

    async def advance(self) -> None:
        """Read what the ledger got since the last time."""
        while entries := await entries_after(self._engine, self._read_to):
            for entry in entries:
                self.take(entry)

    def take(self, entry: Entry) -> None:
        """Learn from the next entry; those that are known already change nothing."""
        if entry.seq <= self._read_to:
            return
        if entry.session != self._session:
            self._session = entry.session
            self._given.clear()
            self._waiting.clear()
            self._gone = _Gone()
        self._read_to, self._now = entry.seq, entry.at
        if isinstance(entry.body, VerdictGiven):
            self._decide(entry.body, entry.seq)
        elif waits(entry.judgement):
            self._waiting.add(entry.seq)
        elif isinstance(entry.body, ViewerMarked):
            self._mark(entry.body)
        self._remove(entry)

    def of(self, entry: Entry) -> Sight:
        """Return what may be seen of an entry now."""
        sight = self._of(entry)
        if not sight.name or all(map(self._view.has_picture, _people_of(entry))):
            return sight
        return replace(sight, picture=False)

    def _of(self, entry: Entry) -> Sight:
        body = entry.body
        if isinstance(body, VerdictGiven):
            given = self._given.get(body.of)
            sight = given[0] if given else Sight(text=False, name=False)
            return Sight(text=sight.text, name=sight.name, people=False, secrets=False)
        if isinstance(body, PlatformAction | TextPermitted | ShowNote | UnknownEvent):
            # Nobody judged it; what was sent comes back as a chat, and is judged then.
            # What no version knows yet may hold anything that somebody wrote.
            return Sight(text=False, people=False, secrets=False)
        if entry.event is None:
            return Sight(people=False, secrets=False)
        said = entry.judgement
        sight, since = self._given.get(entry.seq) or (_sight(said.text, said.name), 0)
        has_text = sight.text and self._gone.last(entry.event) <= max(since, entry.seq)
        has_name = sight.name and not self._is_hidden(entry.event)
        return Sight(text=has_text, name=has_name, people=False, secrets=False)

    def _decide(self, given: VerdictGiven, seq: int) -> None:
        """Note a verdict; only one on what was decided before brings a text back.

        What was taken back while it waited was never seen, and a release of it means
        what it said, not that it is to be seen after all.
        """
        _sight_before, since = self._given.get(given.of, (None, 0))
        if given.of not in self._waiting:
            since = seq
        if Verdict.HOLD in (given.text, given.name):
            self._waiting.add(given.of)
        else:
            self._waiting.discard(given.of)
        self._given[given.of] = (_sight(given.text, given.name), since)

    def _remove(self, entry: Entry) -> None:
        removal = removal_of(entry.body)
        if removal is None:
            return
        for event_id in removal.event_ids:
            self._gone.events[event_id] = entry.seq
        if removal.viewer_id is not None:
            self._gone.viewers[removal.viewer_id] = entry.seq
        if removal.channel is not None:
            self._gone.channels[removal.channel] = entry.seq

    def _mark(self, note: ViewerMarked) -> None:
        if note.mark not in _HIDING:
            return
        marks = self._hidden.setdefault(note.viewer_id, {})
        if note.is_lifted:
            marks.pop(note.mark, None)
        else:
            marks[note.mark] = note.until

    def _is_hidden(self, event: AnyEvent) -> bool:
        marks = self._hidden.get(event.viewer.id, {}) if event.viewer else {}
        return any(until is None or until > self._now for until in marks.values())


def _people_of(entry: Entry) -> Sequence[Viewer]:
    """Return the Viewers whose picture an entry has."""
    found = [entry.earner] if entry.event is None else viewers_of(entry.event)
    return [one for one in found if one is not None and one.avatar is not None]


def _sight(text: Verdict, name: Verdict) -> Sight:
    return Sight(text=text is Verdict.ALLOW, name=name is Verdict.ALLOW)
