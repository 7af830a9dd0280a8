"""The newest chat rows, kept in order and up to date: what the chat pane shows.

Entries, reviews and retractions come in any order; each finds its row by the ledger's
number or the event's id. A Streak is one row that grows, and so is one giver's run of
gifted subscriptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct, structs

from companion.domain.entries import (
    Entry,
    Erasure,
    Featured,
    Verdict,
    VerdictGiven,
)
from companion.domain.events import (
    AnyEvent,
    Chat,
    ChatCleared,
    ChatDeleted,
    Gift,
    ViewerRemoved,
)
from companion.domain.values import Role, Timestamp, Viewer
from companion.domain.views import Review, Shown
from companion.gui.live.chat_row import (
    ChatRow,
    RowKind,
    RowState,
    is_running,
    row_of,
    title_of,
    units_of,
)
from companion.gui.live.display_text import name_of, one_line
from companion.gui.live.masking import under_review
from companion.gui.live.mentions import BroadcasterNames
from companion.gui.live.merging import GIFTED_TOGETHER, MergeKey, merge_key
from companion.gui.live.quoting import quoting, unquoting
from companion.i18n import _

LIMIT: Final = 2_000
"""Rows kept while the list is pinned to its end; twice as many while it is read."""

STREAK_SILENCE: Final = 15_000_000
"""Microseconds after which a Streak is over, whether or not its end was heard."""

_GONE: Final = {RowState.REMOVED, RowState.BLOCKED}


class Changes(Struct, kw_only=True):
    """What a batch did: rows that came, rows that look different now, by uid."""

    appended: list[ChatRow]
    changed: dict[int, ChatRow]

    @classmethod
    def none(cls) -> Changes:
        """Return a batch that did nothing yet."""
        return cls(appended=[], changed={})


class Skip(Struct, frozen=True, kw_only=True):
    """Rows that went from the middle; `row` took the place of the first."""

    row: ChatRow
    dropped: list[int]


class TrimPlan(Struct, frozen=True, kw_only=True):
    """What a trim dropped: `head` rows from the top, and perhaps some in the middle."""

    head: int
    skipped: Skip | None = None


class ChatLog:
    """Rows by uid, oldest first. `take` methods return what they changed."""

    def __init__(self) -> None:
        self.rows: dict[int, ChatRow] = {}
        self.featured: int | None = None
        self.names = BroadcasterNames()
        self._next_uid = 1
        self._by_seq: dict[int, int] = {}
        self._by_event: dict[str, int] = {}
        self._merging: dict[MergeKey, int] = {}
        self._running: set[int] = set()
        self._answers: dict[int, list[int]] = {}
        self._blocked_by: dict[int, VerdictGiven] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def row_of_seq(self, seq: int) -> ChatRow | None:
        """Return the row that shows ledger entry `seq`, if it is kept."""
        uid = self._by_seq.get(seq)
        return None if uid is None else self.rows.get(uid)

    def clear(self) -> None:
        """Forget every row, for another session; uids go on rising."""
        self.rows.clear()
        self.featured = None
        for index in (self._by_seq, self._by_event, self._merging, self._answers):
            index.clear()
        self._blocked_by.clear()
        self._running.clear()

    def author_of(self, event_id: str) -> str:
        """Return who wrote the message of that id, "" when it is not kept."""
        row = self.rows.get(self._by_event.get(event_id, 0))
        return "" if row is None else row.name

    def set_names(self, names: Iterable[str]) -> Changes:
        """Take what the Broadcaster is called; finds them in what is here already."""
        changes = Changes.none()
        if not self.names.set_known(names):
            return changes
        for row in list(self.rows.values()):
            if row.kind is RowKind.CHAT and row.text:
                spans = () if _is_own(row) else self.names.spans(row.text)
                if spans != row.mentions:
                    self._put(structs.replace(row, mentions=spans), changes)
        return changes

    def take_shown(self, items: Iterable[Shown]) -> Changes:
        """Take entries that passed the gate, in ledger order."""
        changes = Changes.none()
        for item in items:
            self._shown(item.entry, changes, late=item.late)
        return changes

    def take_reviews(self, items: Iterable[Review]) -> Changes:
        """Take what the gate holds back, and how it stands now."""
        changes = Changes.none()
        for review in items:
            self._reviewed(review, changes)
        return changes

    def take_retracted(self, seqs: Iterable[int]) -> Changes:
        """Take entries that leave every screen."""
        changes = Changes.none()
        for seq in seqs:
            row = self.row_of_seq(seq)
            # What the gate blocked stays here for the Broadcaster, greyed.
            if row is not None and row.state not in _GONE:
                self._remove(row, _("Message removed"), changes)
        return changes

    def settle(self, now: Timestamp) -> Changes:
        """End the Streaks that have been silent long enough."""
        changes = Changes.none()
        for uid in list(self._running):
            row = self.rows.get(uid)
            if row is None:
                self._running.discard(uid)
            elif now - row.last_at >= STREAK_SILENCE:
                self._running.discard(uid)
                self._put(structs.replace(row, running=False), changes)
        return changes

    def trim(self, reading: tuple[int, int] | None = None) -> TrimPlan:
        """Drop rows beyond the limit and return what went.

        reading: the first and last uid on screen while the list is scrolled up. Those
        stay; what goes first stands above them, then the oldest of what came since.
        """
        self._prune()
        if reading is None:
            return TrimPlan(head=self._drop_oldest(len(self.rows) - LIMIT))
        surplus = len(self.rows) - 2 * LIMIT
        if surplus <= 0:
            return TrimPlan(head=0)
        first, last = reading
        above = sum(1 for _uid in _until(self.rows, first))
        head = self._drop_oldest(min(surplus, above))
        surplus -= head
        skipped = self._drop_after(last, surplus) if surplus > 0 else None
        return TrimPlan(head=head, skipped=skipped)

    def _shown(self, entry: Entry, changes: Changes, *, late: bool) -> None:
        body = entry.body
        if isinstance(body, VerdictGiven):
            self._decided(body)
        elif isinstance(body, Featured):
            self._feature(body.of, changes)
        elif isinstance(body, Erasure):
            self._forget(body.numbers, changes)
        elif isinstance(body, ChatDeleted | ViewerRemoved | ChatCleared):
            self._remove_by_platform(entry, body, changes)
        is_new = not (late and entry.seq in self._by_seq)
        event = entry.event
        if is_new and event is not None and self._grow(entry, event, changes):
            return
        known = self._by_seq.get(entry.seq)
        row = self._row(entry, known or self._next_uid)
        if row is None:
            return
        if known is None:
            self._append(row, entry, changes)
        elif known in self.rows:
            self._release(self.rows[known], row, changes)

    def _release(self, before: ChatRow, row: ChatRow, changes: Changes) -> None:
        """Show a row that came by review; a text still under review stays masked."""
        keeps_review = not row.text and before.state in (
            RowState.PENDING,
            RowState.HELD,
            RowState.BLOCKED,
        )
        if keeps_review:
            row = structs.replace(
                row,
                text=before.text,
                state=before.state,
                masked=before.masked,
                expires_at=before.expires_at,
            )
        self._put(_grown_as(row, before), changes)

    def _reviewed(self, review: Review, changes: Changes) -> None:
        entry = review.entry
        known = self._by_seq.get(entry.seq)
        if known is None:
            row = self._row(entry, self._next_uid)
            if row is None:
                return
            given = self._blocked_by.pop(entry.seq, None)
            self._append(under_review(row, review, given), entry, changes)
            return
        before = self.rows.get(known)
        if before is None or before.state is RowState.REMOVED:
            return
        fresh = self._row(entry, known)
        if fresh is None:
            return
        given = self._blocked_by.pop(entry.seq, None)
        after = under_review(_grown_as(fresh, before), review, given)
        self._put(after, changes)
        if after.state is not RowState.SHOWN:
            self._unquote(after.uid, changes)

    def _decided(self, given: VerdictGiven) -> None:
        """Keep who blocked an entry until the gate tells how it stands."""
        if given.text is Verdict.BLOCK and given.of in self._by_seq:
            self._blocked_by[given.of] = given

    def _row(self, entry: Entry, uid: int) -> ChatRow | None:
        """Return an entry's row with what it answers and whom it names."""
        row = row_of(entry, uid)
        event = entry.event
        if row is None or not isinstance(event, Chat):
            return row
        self.names.learn(event.viewer)
        if not _is_own(row):
            spans = self.names.spans(row.text, event.fragments)
            row = structs.replace(row, mentions=spans) if spans else row
        return row if event.reply_to is None else self._quoted(row, event.reply_to)

    def _append(self, row: ChatRow, entry: Entry, changes: Changes) -> None:
        if row.seq == self.featured and row.seq:
            row = structs.replace(row, featured=True)
        self._next_uid += 1
        self.rows[row.uid] = row
        self._by_seq[row.seq] = row.uid
        if row.event_id:
            self._by_event[row.event_id] = row.uid
        if entry.event is not None and (key := merge_key(entry.event)):
            self._merging[key] = row.uid
        if row.running:
            self._running.add(row.uid)
        if row.answers:
            self._answers.setdefault(row.answers, []).append(row.uid)
        changes.appended.append(row)

    def _grow(self, entry: Entry, event: AnyEvent, changes: Changes) -> bool:
        """Add an increase to the row it belongs to; False when it opens its own."""
        key = merge_key(event)
        uid = self._merging.get(key) if key else None
        row = None if uid is None else self.rows.get(uid)
        if row is None or not self._continues(row, entry, event):
            return False
        if row.seq == entry.seq:
            return False
        if isinstance(event, Gift):
            count = max(row.count, units_of(event))
        else:
            count = row.count + units_of(event)
        self._by_seq[entry.seq] = row.uid
        self._by_event[event.id] = row.uid
        running = is_running(event)
        (self._running.add if running else self._running.discard)(row.uid)
        self._put(
            structs.replace(
                row,
                count=count,
                title=title_of(event, count),
                points=(row.points or 0) + entry.amounts.points,
                running=running,
                last_at=entry.at,
            ),
            changes,
        )
        return True

    @staticmethod
    def _continues(row: ChatRow, entry: Entry, event: AnyEvent) -> bool:
        if isinstance(event, Gift) and event.streak is not None:
            # A whole total as its own increase opens another run of a reused group.
            return event.count < event.streak.total
        return entry.at - row.last_at <= GIFTED_TOGETHER

    def _quoted(self, row: ChatRow, reply_to: str) -> ChatRow:
        answered = self.rows.get(self._by_event.get(reply_to, 0))
        return quoting(row, answered)

    def _unquote(self, uid: int, changes: Changes) -> None:
        """Take what row `uid` said out of the rows that quote it."""
        for answer in self._answers.pop(uid, ()):
            row = self.rows.get(answer)
            if row is not None:
                self._put(unquoting(row), changes)

    def _feature(self, seq: int | None, changes: Changes) -> None:
        before = None if self.featured is None else self.row_of_seq(self.featured)
        self.featured = seq
        if before is not None:
            self._put(structs.replace(before, featured=False), changes)
        after = None if seq is None else self.row_of_seq(seq)
        if after is not None:
            self._put(structs.replace(after, featured=True), changes)

    def _forget(self, numbers: Sequence[int], changes: Changes) -> None:
        gone = set(numbers)
        for row in [row for row in self.rows.values() if row.number in gone]:
            nameless = structs.replace(
                row, viewer=None, name=name_of(None), quote="", title=""
            )
            self._remove(nameless, _("Forgotten"), changes)

    def _remove_by_platform(
        self,
        entry: Entry,
        event: ChatDeleted | ViewerRemoved | ChatCleared,
        changes: Changes,
    ) -> None:
        by = None if isinstance(event, ChatCleared) else event.by
        words = _removal_words(by)
        for row in self._targets(event, entry.source):
            if row.is_message:
                self._remove(structs.replace(row, last_at=entry.at), words, changes)

    def _targets(
        self, event: ChatDeleted | ViewerRemoved | ChatCleared, source: str
    ) -> list[ChatRow]:
        if isinstance(event, ChatDeleted):
            uids = (self._by_event.get(target) for target in event.targets)
            return [self.rows[uid] for uid in uids if uid in self.rows]
        if isinstance(event, ViewerRemoved):
            if event.action == "unban":
                return []
            return [
                row
                for row in self.rows.values()
                if row.viewer is not None and row.viewer.id == event.target
            ]
        return [
            row
            for row in self.rows.values()
            if row.platform is event.platform and row.source == source
        ]

    def _remove(self, row: ChatRow, words: str, changes: Changes) -> None:
        if row.featured:
            self.featured = None
        self._put(
            structs.replace(
                row,
                state=RowState.REMOVED,
                text="",
                masked=(),
                mentions=(),
                quote="",
                answers=0,
                expires_at=None,
                note=words,
                featured=False,
            ),
            changes,
        )
        self._unquote(row.uid, changes)

    def _put(self, row: ChatRow, changes: Changes) -> None:
        self.rows[row.uid] = row
        if changes.appended and row.uid >= changes.appended[0].uid:
            changes.appended[row.uid - changes.appended[0].uid] = row
        else:
            changes.changed[row.uid] = row

    def _drop_oldest(self, count: int) -> int:
        if count <= 0:
            return 0
        for uid in list(islice(self.rows, count)):
            self._drop(uid)
        return count

    def _drop_after(self, last: int, count: int) -> Skip:
        """Drop the `count` oldest rows after `last`, leaving one that says so."""
        after = list(islice((uid for uid in self.rows if uid > last), count + 1))
        row = self.rows[after[0]]
        gone = sum(self._weight(uid) for uid in after)
        for uid in after[1:]:
            self._drop(uid)
        self._by_seq.pop(row.seq, None)
        note = ChatRow(
            uid=row.uid, kind=RowKind.SKIPPED, at=row.at, platform=None, count=gone
        )
        self.rows[row.uid] = note
        return Skip(row=note, dropped=after[1:])

    def _prune(self) -> None:
        """Forget the increases of rows that are gone; rarely, as it visits all."""
        if len(self._by_seq) <= 4 * LIMIT:
            return
        kept = self.rows
        self._by_seq = {k: uid for k, uid in self._by_seq.items() if uid in kept}
        self._by_event = {k: uid for k, uid in self._by_event.items() if uid in kept}
        self._merging = {k: uid for k, uid in self._merging.items() if uid in kept}

    def _weight(self, uid: int) -> int:
        row = self.rows[uid]
        return row.count if row.kind is RowKind.SKIPPED else 1

    def _drop(self, uid: int) -> None:
        row = self.rows.pop(uid)
        if self._by_seq.get(row.seq) == uid:
            del self._by_seq[row.seq]
        if self._by_event.get(row.event_id) == uid:
            del self._by_event[row.event_id]
        self._running.discard(uid)
        self._answers.pop(uid, None)


def _grown_as(row: ChatRow, before: ChatRow) -> ChatRow:
    """Return a row read anew, as far grown and marked as it was before."""
    return structs.replace(
        row,
        seq=before.seq,
        quote=before.quote,
        answers=before.answers,
        featured=before.featured,
        count=before.count,
        title=before.title,
        points=before.points,
        running=before.running,
        last_at=before.last_at,
    )


def _is_own(row: ChatRow) -> bool:
    return Role.BROADCASTER in row.roles


def _removal_words(by: Viewer | None) -> str:
    if by is None:
        return _("Message removed")
    return _("Message removed by {name}").format(name=one_line(name_of(by)))


def _until(rows: dict[int, ChatRow], uid: int) -> Iterable[int]:
    for one in rows:
        if one >= uid:
            return
        yield one
