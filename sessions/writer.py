"""The one place that writes entries: synchronous, on the ledger's own thread.

A batch is one transaction: repeats fall out by their unique key, Streaks are reduced
to their increase, entries are numbered, priced, chained and inserted, and the stored
totals move with them. When the transaction fails nothing of it has happened; the
writer is then thrown away, and a new one counts from what is on disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from msgspec import Struct, structs

from companion.domain.earning import Draft, Earning
from companion.domain.entries import (
    Award,
    Entry,
    Reset,
    SessionChange,
    Undo,
)
from companion.domain.events import StreamEvent
from companion.domain.ports import IdSource
from companion.domain.values import Points, Timestamp, Viewer
from sessions.chain import FolderKey, body_digest, checksum, forgotten_id
from sessions.codec import Stored, change_of, earner_in, encode, kind_of
from sessions.counting import Counting, amounts_of
from sessions.database import translated_errors
from sessions.repeats import Repeats
from sessions.statements import Row, Statements
from sessions.sums import Sums
from sessions.upcast import VERSION
from sessions.wallets import Transfers, refuse_carried

_STATES = {
    "started": "live",
    "paused": "paused",
    "resumed": "live",
    "reopened": "live",
    "ended": "ended",
}

_REMEMBERED_KEYS: Final = 100_000
"""Viewers' keys kept at hand; the rest are made again when needed."""

_encode_profile = msgspec.json.Encoder().encode


class Appended(Struct, frozen=True, kw_only=True):
    """What a batch became: its fresh entries, and by source how many were repeats."""

    entries: list[Entry]
    duplicates: dict[str, int]


class Writer:
    """Appends to one session. Not thread-safe: lives on the ledger's thread.

    session: the session's row as stored; moves with every batch.
    """

    def __init__(
        self,
        engine: sa.Engine,
        key: FolderKey,
        *,
        session: dict[str, Any],
        next_seq: int,
        ids: IdSource,
    ) -> None:
        self.session = session
        self._engine = engine
        self._statements = Statements(engine)
        self._key = key
        self._ids = ids
        self._next_seq = next_seq
        self._last_at: Timestamp = session["started_at"]
        self._counting = Counting()
        self._repeats = Repeats(key, self._statements, session_id=session["id"])
        self._transfers = Transfers(key, self._statements)
        self._keys: dict[str, bytes] = {}
        self._profiles: dict[str, Viewer] = {}
        self._seen: dict[bytes, Row] = {}
        self._moved: dict[bytes, _Moved] = {}
        self._sums = Sums()

    @property
    def last_at(self) -> Timestamp:
        """Return the time of the last entry; before the first, of the beginning."""
        return self._last_at

    def restore(self, earlier: Iterable[tuple[Entry, Stored]]) -> None:
        """Take the session's earlier entries into the counts, in order."""
        for entry, stored in earlier:
            self._counting.note(entry, stored)
            self._last_at = entry.at
            if entry.earner is not None:
                self._looks_new(entry.earner, test=entry.test)

    def follow(self, other: Writer) -> None:
        """Take up numbering after another writer of the same folder."""
        self._next_seq = other._next_seq

    def append(self, drafts: Sequence[Draft]) -> Appended:
        """Commit what is new of the drafts.

        Raises LedgerError; nothing happened then, and this writer is spent. Raises
        CommandError when coins cannot move; nothing happened, and it goes on.
        """
        refuse_carried(drafts)
        with translated_errors(), self._engine.begin() as connection:
            return self.write(connection, drafts)

    def write(self, connection: sa.Connection, drafts: Sequence[Draft]) -> Appended:
        """Write what is new of the drafts in a transaction that somebody else commits.

        This writer is spent when it is rolled back.
        """
        self._seen.clear()
        self._moved.clear()
        self._sums = Sums()
        # First of all: what raises here has counted nothing.
        wallets = self._transfers.moved(connection, drafts)
        fresh, runs, duplicates = self._repeats.fresh(connection, drafts)
        rows: list[Row] = []
        entries = [self._take(draft, dedupe, rows) for draft, dedupe in fresh]
        if rows:
            put = self._statements
            put.entries.run(connection, rows)
            put.viewers.run(connection, list(self._seen.values()))
            put.standings.run(connection, self._standings())
            for name, added in self._sums.as_dict().items():
                self.session[name] += added
            put.session(connection, self.session)
        self._statements.streaks.run(connection, runs)
        self._statements.wallets.run(connection, wallets)
        return Appended(entries=entries, duplicates=duplicates)

    def resets(self, draft: Draft, reason: str) -> list[Draft]:
        """Return the drafts that set everybody's points to 0, their head first."""
        batch = self._ids.new_id()
        head = structs.replace(draft, body=Reset(reason=reason, batch=batch))
        return [head] + [
            structs.replace(draft, body=Reset(viewer_id=viewer_id, batch=batch))
            for viewer_id, points in self._counting.points.items()
            if points
        ]

    def undos(self, draft: Draft, seq: int) -> list[Draft]:
        """Return the drafts that take back correction `seq`. Raises CommandError."""
        return [
            structs.replace(draft, body=Undo(of=of))
            for of in self._counting.undoing(seq)
        ]

    def points_of(self, viewer_id: str) -> Points:
        """Return a Viewer's points in this session, in thousandths."""
        return self._counting.points.get(viewer_id, 0)

    def _take(self, draft: Draft, dedupe: bytes | None, rows: list[Row]) -> Entry:
        """Return the Entry of one draft, numbered, priced and chained; add its row."""
        self._follow_session(draft)
        is_event = isinstance(draft.body, StreamEvent)
        earns = not draft.test and not (is_event and self.session["state"] != "live")
        stored, points = self._priced(draft, earns=earns)
        amounts = amounts_of(draft.body, points, earns=earns)
        earner = earner_in(stored)
        self._last_at = max(self._last_at, draft.at)
        entry = Entry(
            seq=self._next_seq,
            number=self.session["entries"] + 1,
            session=self.session["id"],
            at=self._last_at,
            body=draft.body,
            source=draft.source,
            earner=earner,
            amounts=amounts,
            change=change_of(draft.body, earner, amounts, earns=earns),
            judgement=draft.judgement,
            test=draft.test,
            earns=earns,
        )
        key = self._key_of(entry)
        rows.append(self._row(entry, stored, key, dedupe))
        self._next_seq += 1
        self._move_totals(entry, key)
        self._counting.note(entry, stored)
        return entry

    def _follow_session(self, draft: Draft) -> None:
        if not isinstance(draft.body, SessionChange):
            return
        change, name = draft.body.change, draft.body.name
        self.session["state"] = _STATES.get(change, self.session["state"])
        if change == "ended":
            self.session["ended_at"] = max(self._last_at, draft.at)
        elif change == "reopened":
            self.session["ended_at"] = None
        elif change == "renamed":
            self.session["name"] = name

    def _priced(self, draft: Draft, *, earns: bool) -> tuple[Stored, Points]:
        body, earning = draft.body, draft.earning
        if isinstance(body, StreamEvent):
            return self._priced_event(draft, earning if earns else None)
        plain = Stored(body=body, source=draft.source, judgement=draft.judgement)
        match body:
            case Reset(viewer_id=str() as viewer_id):
                points = -self._counting.points.get(viewer_id, 0)
                return structs.replace(plain, earner=self._profile(viewer_id)), points
            case Award(viewer_id=viewer_id, points=points):
                return structs.replace(plain, earner=self._profile(viewer_id)), points
            case Undo(of=of):
                whose, points = self._counting.reverse(of)
                return structs.replace(plain, earner=self._profile(whose)), points
        if earning is None or not earning.units:
            return plain, 0
        price = self._counting.price(earning)
        paid = structs.replace(
            plain,
            meter=earning.meter,
            units=earning.units,
            earner=earning.earner,
            withheld=price.withheld,
            used_up_by=price.used_up_by,
        )
        return paid, price.points

    def _priced_event(
        self, draft: Draft, earning: Earning | None
    ) -> tuple[Stored, Points]:
        meter, units, points = "", 0, 0
        if earning is not None and earning.units > 0:
            meter, units = earning.meter, earning.units
            points = self._counting.price(earning).points
        stored = Stored(
            body=draft.body,
            source=draft.source,
            judgement=draft.judgement,
            meter=meter,
            units=units,
        )
        return stored, points

    def _profile(self, viewer_id: str | None) -> Viewer | None:
        if viewer_id is None:
            return None
        return self._profiles.get(viewer_id) or Viewer(id=viewer_id, name="")

    def _row(
        self, entry: Entry, stored: Stored, key: bytes | None, dedupe: bytes | None
    ) -> Row:
        """Return the columns of an entry, and move the chain's end."""
        body, salt = encode(stored), self._ids.new_salt()
        event = entry.event
        # As in chain.HEADER, but for the digest.
        header = (
            entry.number,
            kind_of(entry.body),
            entry.at,
            event.platform_at if event is not None else None,
            key,
            entry.test,
            entry.earns,
            *structs.astuple(entry.amounts),
            VERSION,
        )
        digest = body_digest(body, salt)
        head = self.session["head"] = checksum(self.session["head"], (*header, digest))
        return (entry.seq, entry.session, *header, salt, body, digest, head, dedupe)

    def _key_of(self, entry: Entry) -> bytes | None:
        """Return the earner's key; notes that they were seen, when they look new."""
        viewer = entry.earner
        if viewer is None or viewer.anonymous:
            return None
        key = self._keys.get(viewer.id)
        if key is None:
            if len(self._keys) >= _REMEMBERED_KEYS:
                self._keys.clear()
            key = self._keys[viewer.id] = self._key.of_viewer(viewer.id)
        if self._looks_new(viewer, test=entry.test):
            self._seen[key] = (key, viewer.id, _encode_profile(viewer))
        return key

    def _looks_new(self, viewer: Viewer, *, test: bool) -> bool:
        """Take the Viewer's looks; return whether they were others before."""
        if viewer.anonymous or not viewer.name:
            return False
        known = self._profiles.get(viewer.id)
        if known is viewer or known == viewer or (test and known):
            return False  # a test gives nobody who is known another name
        self._profiles[viewer.id] = viewer
        return True

    def _move_totals(self, entry: Entry, key: bytes | None) -> None:
        self.session["entries"] = entry.number
        self._sums.add(entry.amounts)
        change = entry.change
        if change is None or key is None:
            return
        moved = self._moved.get(key)
        if moved is None:
            moved = self._moved[key] = _Moved()
        moved.add(entry.amounts)
        if change.points or not self._stands(change.viewer_id, key):
            moved.reached = entry.number

    def _standings(self) -> list[Row]:
        """Return the rows of the standings that this batch moved."""
        session_id = self.session["id"]
        return [
            (
                session_id,
                key,
                moved.points,
                moved.reached,
                moved.diamonds,
                moved.bits,
                moved.likes,
                moved.chats,
                moved.gifts,
            )
            for key, moved in self._moved.items()
        ]

    def _stands(self, viewer_id: str, key: bytes) -> bool:
        """Return whether a Viewer is in the standings, be it as a forgotten one."""
        standing = self._counting.points
        return viewer_id in standing or forgotten_id(key) in standing


class _Moved(Sums):
    """What a batch adds to one Viewer; reached 0: the points were there before."""

    __slots__ = ("reached",)

    def __init__(self) -> None:
        super().__init__()
        self.reached = 0
