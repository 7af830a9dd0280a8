"""The search index: a file of its own beside the ledger, which it can be made of.

Writing entries costs nothing for it: it takes up what was committed since, when it is
asked or in the background. It holds no truth. A missing, broken or outdated file is
built anew, and where none can be written it is built in a temporary one.

What goes out of the ledger goes out of it: bodies that an Erasure names, sessions that
are gone. It is rewritten then, so that nothing of them stays on the disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeVar

import msgspec
import sqlalchemy as sa
from msgspec import Struct

from companion.domain.entries import Entry
from companion.domain.events import AnyEvent
from companion.domain.removal import Removal
from companion.domain.values import Timestamp, Viewer
from companion.domain.views import VerdictFilter
from sessions.chain import FolderKey
from sessions.codec import Stored, stored_of
from sessions.index_file import IndexFile, empty, purge_if_due, transaction
from sessions.indexing import Batch, Row, Source, removal_targets, scores_of
from sessions.lines import (
    BUCKETS,
    DECISION_TAG,
    LOWEST_BUCKET,
    by_tag,
    kind_tag,
    rule_tag,
    score_tag,
    session_tag,
    verdict_tag,
    viewer_tag,
    who_tag,
)
from sessions.statements import ENTRIES, SESSIONS, VIEWERS
from sessions.wording import question

FILE_NAME: Final = "search.sqlite3"

_BATCH: Final = 1_000
"""Entries taken in one transaction: 30 ms in which a search waits."""

_LAST: Final = 2**62
_MOST_LINES: Final = 1_000
T = TypeVar("T")

_COLUMNS: Final = [ENTRIES.c[name] for name in Row.__struct_fields__]


class Found(Struct, frozen=True, kw_only=True):
    """A line that was asked for; see sessions.lines.Line."""

    seq: int
    about: int | None
    undone_by: int | None
    scores: dict[str, float]


class Stretch(Struct, frozen=True, kw_only=True):
    """What the texts of a stretch of time add up to.

    judged: those that do not wait for their first verdict. scored, scores: how many
    have a score, and the sum of these. labels: texts by the labels that they passed,
    which a comma parts.
    """

    judged: int
    held: int
    blocked: int
    scored: int
    scores: float
    labels: dict[str, int]


class SearchIndex:
    """Finds lines of the record. May be used from several threads.

    path: of its file, None for a temporary one. is_snapshot: `engine` shows the ledger
    as it was at one moment, so that the file may be ahead of it.
    """

    def __init__(
        self,
        path: Path | None,
        engine: sa.Engine,
        key: FolderKey,
        *,
        is_snapshot: bool = False,
    ) -> None:
        self._file = IndexFile(path)
        self._engine = engine
        self._key = key
        self._is_snapshot = is_snapshot
        self._until = _LAST
        self._source = Source(
            stored=self._stored, profile=self._profile, seqs=self._seqs
        )

    def close(self) -> None:
        """Close the file for good: a look that is late raises LedgerError."""
        self._file.close()

    def backlog(self) -> int:
        """Return how many entries the index has not looked at, at the most."""
        return max(0, self._newest() - self._file.using(_reached))

    def advance(self, *, limit: int | None = None) -> int:
        """Take up entries committed since, at most about `limit`; returns how many."""
        taken = 0
        while limit is None or taken < limit:
            more = self._file.using(self._take_batch)
            taken += more
            if more < _BATCH:
                break
        self._file.using(purge_if_due)
        return taken

    def _asked_of_all(self, look: Callable[[sqlite3.Connection], T]) -> T:
        """Return what `look` finds after all that was committed is taken up."""

        def work(connection: sqlite3.Connection) -> T:
            while self._take_batch(connection) == _BATCH:
                pass
            purge_if_due(connection)
            return look(connection)

        return self._file.using(work)

    def find(self, session_id: str, wanted: VerdictFilter) -> list[Found]:
        """Return the newest lines that pass a filter, newest first.

        session_id: "*" for all. Takes up first what was committed since.
        """
        return self._asked_of_all(
            lambda connection: self._found(connection, session_id, wanted)
        )

    def about(self, seqs: Sequence[int]) -> dict[int, list[int]]:
        """Return the seqs of all decisions about each of some entries, in order."""

        def look(connection: sqlite3.Connection) -> dict[int, list[int]]:
            query = "SELECT seq FROM lines WHERE about = ? AND seq <= ? ORDER BY seq"
            return {
                seq: [one[0] for one in connection.execute(query, (seq, self._until))]
                for seq in seqs
            }

        return self._asked_of_all(look)

    def decided_by_people(self, session_id: str) -> list[int]:
        """Return the seqs of events that a person has decided about, in order."""
        wanted = VerdictFilter(by="person")

        def look(connection: sqlite3.Connection) -> list[int]:
            asked = self._asked(connection, session_id, wanted)
            query = (
                "SELECT DISTINCT l.about FROM words"
                " CROSS JOIN lines AS l ON l.seq = words.rowid WHERE words MATCH ?"
                " AND l.about IS NOT NULL AND l.seq <= ? ORDER BY l.about"
            )
            found = connection.execute(query, (asked, self._until)) if asked else ()
            return [one[0] for one in found]

        return self._asked_of_all(look)

    def later_than(self, entries: Sequence[Entry]) -> set[int]:
        """Return the seqs of what was decided about entries, or took them off.

        What took something off is found by event, Viewer and channel.
        """
        named = [
            (entry.seq, target)
            for entry in entries
            if entry.event is not None
            for target in self._targets(entry.session, entry.event)
        ]

        def look(connection: sqlite3.Connection) -> set[int]:
            decided = "SELECT seq FROM lines WHERE about = ? AND seq <= ?"
            removed = "SELECT seq FROM removals WHERE seq > ? AND target = ?"
            found: set[int] = set()
            for entry in entries:
                of = (entry.seq, self._until)
                found.update(one[0] for one in connection.execute(decided, of))
            for taken in named:
                found.update(one[0] for one in connection.execute(removed, taken))
            return {seq for seq in found if seq <= self._until}

        return self._asked_of_all(look)

    def _targets(self, session_id: str, event: AnyEvent) -> list[bytes]:
        whole = Removal(
            event_ids=(event.id,),
            viewer_id=event.viewer.id if event.viewer else None,
            channel=event.channel,
        )
        return removal_targets(self._key, session_id, whole)

    def stretches(self, session_id: str, edges: Sequence[Timestamp]) -> list[Stretch]:
        """Return what the texts of a session add up to between each two edges."""

        def look(connection: sqlite3.Connection) -> list[Stretch]:
            number = connection.execute(
                "SELECT number FROM sessions WHERE id = ?", (session_id,)
            ).fetchone()
            of = number[0] if number is not None else -1
            return [
                _stretch(connection, (of, since, until, self._until))
                for since, until in pairwise(edges)
            ]

        return self._asked_of_all(look)

    def _found(
        self, connection: sqlite3.Connection, session_id: str, wanted: VerdictFilter
    ) -> list[Found]:
        asked = self._asked(connection, session_id, wanted)
        if asked is None:
            return []
        before, limit = self._until + 1, min(max(wanted.limit, 1), _MOST_LINES)
        if wanted.before is not None:
            before = max(0, min(before, wanted.before))
        query = (
            "SELECT l.seq, l.about, l.undone_by, l.scores FROM lines AS l"
            " WHERE l.seq < :before AND NOT l.is_closed ORDER BY l.seq DESC"
        )
        if asked:
            query = (
                "SELECT l.seq, l.about, l.undone_by, l.scores FROM words"
                " CROSS JOIN lines AS l ON l.seq = words.rowid"
                " WHERE words MATCH :asked AND words.rowid < :before"
                " AND NOT l.is_closed ORDER BY words.rowid DESC"
            )
        found: list[Found] = []
        for seq, about, undone_by, written in connection.execute(
            query, {"asked": asked, "before": before}
        ):
            scores = scores_of(written)
            if not _scored(scores, wanted):
                continue
            found.append(
                Found(seq=seq, about=about, undone_by=undone_by, scores=scores)
            )
            if len(found) >= limit:
                break
        return found

    def _asked(
        self, connection: sqlite3.Connection, session_id: str, wanted: VerdictFilter
    ) -> str | None:
        """Return a question to FTS5, "" for everything, None for nothing at all."""
        asked: list[str] = []
        if wanted.words.strip():
            words = question(wanted.words)
            if not words:
                return None
            asked.append(f"({words})")
        if session_id != "*":
            number = connection.execute(
                "SELECT number FROM sessions WHERE id = ?", (session_id,)
            ).fetchone()
            if number is None:
                return None
            asked.append(_tagged(session_tag(number[0])))
        return " AND ".join(
            [*asked, *map(_tagged, self._tags(wanted)), *_score(wanted)]
        )

    def _tags(self, wanted: VerdictFilter) -> Iterator[str]:
        """Yield the words that a line has which passes a filter."""
        if wanted.viewer_id:
            yield viewer_tag(self._key.of_viewer(wanted.viewer_id))
        if wanted.rule:
            yield rule_tag(wanted.rule)
        if wanted.by:
            yield by_tag(wanted.by)
        if wanted.verdict is not None:
            yield verdict_tag(wanted.verdict.value)
        if wanted.decisions_only:
            yield DECISION_TAG
        if wanted.kind:
            yield kind_tag(wanted.kind)
        if wanted.who is not None:
            yield who_tag(wanted.who)

    def _take_batch(self, connection: sqlite3.Connection) -> int:
        newest, reached = self._newest(), _reached(connection)
        if newest < reached and self._is_ahead(connection, newest):
            return 0
        self._until = _LAST
        if newest == reached and self._is_whole(connection):
            return 0
        with transaction(connection):
            if not self._is_whole(connection):
                empty(connection)
            rows = self._rows(_reached(connection))
            if rows:
                batch = Batch(connection, self._key, self._source)
                for row in rows:
                    batch.take(row)
                batch.write(last=rows[-1])
        return len(rows)

    def _is_ahead(self, connection: sqlite3.Connection, newest: int) -> bool:
        """Tell whether the file is of this ledger, and what came after is left out."""
        if not self._is_snapshot:
            return False
        mark = connection.execute(
            "SELECT seq, checksum FROM batches WHERE seq <= ?"
            " ORDER BY seq DESC LIMIT 1",
            (newest,),
        ).fetchone()
        if mark is None or self._checksum(mark[0]) != mark[1]:
            return False
        self._until = newest
        return True

    def _is_whole(self, connection: sqlite3.Connection) -> bool:
        """Tell whether all that was taken is still the ledger's.

        A backup may have been restored, a session deleted.
        """
        mark = connection.execute(
            "SELECT seq, checksum FROM batches ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        if mark is not None and self._checksum(mark[0]) != mark[1]:
            return False
        mine = {one[0] for one in connection.execute("SELECT id FROM sessions")}
        with self._engine.connect() as ledger:
            return mine <= set(ledger.execute(sa.select(SESSIONS.c.id)).scalars())

    def _newest(self) -> int:
        with self._engine.connect() as ledger:
            return ledger.execute(sa.select(sa.func.max(ENTRIES.c.seq))).scalar() or 0

    def _checksum(self, seq: int) -> bytes | None:
        wanted = sa.select(ENTRIES.c.checksum).where(ENTRIES.c.seq == seq)
        with self._engine.connect() as ledger:
            return ledger.execute(wanted).scalar_one_or_none()

    def _rows(self, after: int) -> list[Row]:
        wanted = (
            sa.select(*_COLUMNS)
            .where(ENTRIES.c.seq > after)
            .order_by(ENTRIES.c.seq)
            .limit(_BATCH)
        )
        with self._engine.connect() as ledger:
            return [Row(**row) for row in ledger.execute(wanted).mappings()]

    def _stored(self, seq: int) -> Stored | None:
        wanted = sa.select(ENTRIES).where(ENTRIES.c.seq == seq)
        with self._engine.connect() as ledger:
            row = ledger.execute(wanted).mappings().one_or_none()
        return None if row is None or row["body"] is None else stored_of(row)

    def _profile(self, viewer_id: str) -> Viewer | None:
        wanted = sa.select(VIEWERS.c.profile).where(
            VIEWERS.c.key == self._key.of_viewer(viewer_id)
        )
        with self._engine.connect() as ledger:
            found = ledger.execute(wanted).scalar_one_or_none()
        return None if found is None else msgspec.json.decode(found, type=Viewer)

    def _seqs(self, session_id: str, numbers: Sequence[int]) -> list[int]:
        found: list[int] = []
        with self._engine.connect() as ledger:
            for start in range(0, len(numbers), 500):
                wanted = sa.select(ENTRIES.c.seq).where(
                    ENTRIES.c.session_id == session_id,
                    ENTRIES.c.number.in_(numbers[start : start + 500]),
                )
                found += ledger.execute(wanted).scalars()
        return found


_SUMS: Final = (
    "SELECT count(verdict), total(verdict = 'hold'), total(verdict = 'block'),"
    " count(score), total(score) FROM texts"
    " WHERE session = ? AND at >= ? AND at < ? AND seq <= ?"
)
_PASSED: Final = (
    "SELECT labels, count(*) FROM texts"
    " WHERE session = ? AND at >= ? AND at < ? AND seq <= ? AND labels <> ''"
    " GROUP BY labels"
)


def _stretch(
    connection: sqlite3.Connection, place: tuple[int, int, int, int]
) -> Stretch:
    sums = connection.execute(_SUMS, place).fetchone()
    labels = connection.execute(_PASSED, place)
    return Stretch(
        judged=sums[0],
        held=int(sums[1]),
        blocked=int(sums[2]),
        scored=sums[3],
        scores=sums[4],
        labels=dict(labels.fetchall()),
    )


def _reached(connection: sqlite3.Connection) -> int:
    found = connection.execute("SELECT max(seq) FROM batches").fetchone()[0]
    return int(found or 0)


def _tagged(*tags: str) -> str:
    return "tags : (" + " OR ".join(f'"{tag}"' for tag in tags) + ")"


def _score(wanted: VerdictFilter) -> Iterator[str]:
    """Yield the question for a score, if it is one that is looked for."""
    if wanted.score * BUCKETS > LOWEST_BUCKET:
        # One lower: a product may fall short of its score's own hundredth.
        first = min(int(min(wanted.score, 1.0) * BUCKETS), BUCKETS) - 1
        buckets = range(first, BUCKETS + 1)
        yield _tagged(*(score_tag(wanted.label, one) for one in buckets))


def _scored(scores: dict[str, float], wanted: VerdictFilter) -> bool:
    """Tell whether a line has the score that is asked for."""
    if not wanted.label and wanted.score <= 0:
        return True
    if wanted.label:
        return scores.get(wanted.label, -1.0) >= wanted.score
    return bool(scores) and max(scores.values()) >= wanted.score
