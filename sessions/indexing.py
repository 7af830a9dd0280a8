"""Taking entries into the search index: one batch, one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Struct

from companion.domain.entries import (
    AnyBody,
    Erasure,
    PlatformAction,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.events import (
    Follow,
    Gift,
    Join,
    Like,
    Share,
    StreamEvent,
    ViewerCount,
)
from companion.domain.removal import REMOVING, Removal, removal_of
from companion.domain.values import Viewer
from sessions.chain import FolderKey
from sessions.codec import UNREADABLE, Stored, decode
from sessions.index_file import due_for_purge
from sessions.lines import Line, Place, called, labels_passed, line_of, undone_in
from sessions.wording import folded

SILENT: Final = frozenset(
    str(kind.__struct_config__.tag)
    for kind in (Like, Join, Gift, Follow, Share, ViewerCount)
)
"""Floods of events without a text, of which only judged ones need to be read."""

_JUDGED: Final = b'"judgement":'

_ABOUT_VIEWERS: Final = ("timeout", "ban", "unban")
"""What is asked of a platform about the Viewer that is its subject."""

_KEPT_MARKS: Final = 500


class Row(Struct, frozen=True, kw_only=True):
    """What the index reads of the ledger's entries."""

    seq: int
    session_id: str
    kind: str
    at: int
    test: bool
    version: int
    body: bytes | None
    checksum: bytes


class Source(Struct, frozen=True, kw_only=True):
    """What of the ledger a batch may ask: an entry, a profile, seqs of numbers."""

    stored: Callable[[int], Stored | None]
    profile: Callable[[str], Viewer | None]
    seqs: Callable[[str, Sequence[int]], list[int]]


class _Known(NamedTuple):
    """What of a judged event its decisions take over; as in Line."""

    viewer: bytes | None
    text: str
    name: str
    scores: dict[str, float]


class Batch:
    """Entries on their way into the index."""

    def __init__(
        self, connection: sqlite3.Connection, key: FolderKey, source: Source
    ) -> None:
        self._connection = connection
        self._key = key
        self._source = source
        self._numbers: dict[str, int] = {}
        self._lines: dict[int, Line] = {}
        self._newest: dict[int, Line] = {}
        self._judged: dict[int, tuple[str, float | None, str]] = {}
        self._closed: list[int] = []
        self._undone: list[tuple[int, int]] = []
        self._removals: list[tuple[bytes, int]] = []
        self._erased: list[int] = []

    def take(self, row: Row) -> None:
        """Take one entry; entries come in order."""
        if row.body is None or (row.kind in SILENT and _JUDGED not in row.body):
            return
        try:
            stored = decode(row.body, row.version)
        except UNREADABLE:
            return  # `verify` tells; a search goes on without it
        body = stored.body
        if isinstance(body, Erasure):
            self._erase(row.session_id, body)
        if isinstance(body, REMOVING):
            self._note_removal(row, body)
        undone = undone_in(body)
        if undone is not None:
            self._undone.append((undone, row.seq))
        place = Place(
            seq=row.seq,
            session=self._number_of(row.session_id),
            at=row.at,
            test=row.test,
        )
        line = line_of(stored, place)
        if line is not None and self._is_filled(line, body):
            self._lines[line.seq] = line
            self._judge(line, body)

    def write(self, *, last: Row) -> None:
        """Put everything into the file; `last`: the newest entry looked at."""
        run = self._connection.executemany
        written = [(one, _as_written(one)) for one in self._lines.values()]
        run(
            "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?)",
            [row for _line, row in written],
        )
        # What was Pending and is decided by now is found as its verdict.
        run(
            "INSERT INTO words (rowid, text, name, tags) VALUES (?, ?, ?, ?)",
            [(line.seq, *row[-3:]) for line, row in written if not line.is_closed],
        )
        run(
            "INSERT INTO texts VALUES (?, ?, ?, NULL, NULL, '')",
            [
                (one.session, one.at, one.seq)
                for one in self._lines.values()
                if one.is_text
            ],
        )
        run(
            "UPDATE lines SET is_closed = is_open WHERE seq = ?",
            [(seq,) for seq in self._closed],
        )
        self._write_judged()
        self._write_undone()
        run("INSERT OR IGNORE INTO removals VALUES (?, ?)", self._removals)
        if self._erased:
            forget(self._connection, self._erased)
        run("INSERT INTO batches VALUES (?, ?)", [(last.seq, last.checksum)])
        run(
            "DELETE FROM batches WHERE seq NOT IN"
            " (SELECT seq FROM batches ORDER BY seq DESC LIMIT ?)",
            [(_KEPT_MARKS,)],
        )

    def _is_filled(self, line: Line, body: AnyBody) -> bool:
        """Fill in whom a line is about; False when that is forgotten."""
        if isinstance(body, StreamEvent):
            if body.viewer is not None:
                line.viewer = self._key.of_viewer(body.viewer.id)
            return True
        if line.about is not None and not self._told_of(line, line.about):
            return not isinstance(body, VerdictGiven)
        if isinstance(body, ViewerMarked):
            self._name(line, body.viewer_id)
        elif isinstance(body, PlatformAction) and body.action in _ABOUT_VIEWERS:
            self._name(line, body.subject or "")
        return True

    def _name(self, line: Line, viewer_id: str) -> None:
        line.viewer = self._key.of_viewer(viewer_id)
        if not line.name:
            viewer = self._source.profile(viewer_id)
            line.name = called(viewer) if viewer is not None else ""

    def _told_of(self, line: Line, about: int) -> bool:
        """Take over what is known of the judged event; return whether anything is."""
        line_here = self._newest.get(about) or self._lines.get(about)
        known = line_here or self._known_of(about)
        if known is None:
            return False
        line.viewer, line.name = known.viewer, known.name
        line.text = line.text or known.text
        line.scores = line.scores or known.scores
        return True

    def _known_of(self, about: int) -> _Known | None:
        """Return what an earlier batch wrote about an event, or the event itself."""
        found = self._connection.execute(
            "SELECT viewer, text, name, scores FROM lines"
            " WHERE seq = ?1 OR about = ?1 ORDER BY seq DESC LIMIT 1",
            (about,),
        ).fetchone()
        if found is not None:
            viewer, text, name, scores = found
            return _Known(viewer, text, name, scores_of(scores))
        stored = self._source.stored(about)
        event = stored.body if stored is not None else None
        if not isinstance(event, StreamEvent) or event.viewer is None:
            return None
        key = self._key.of_viewer(event.viewer.id)
        return _Known(key, "", called(event.viewer), {})

    def _judge(self, line: Line, body: AnyBody) -> None:
        """Note the first verdict of a text that was final or asked a person."""
        if isinstance(body, VerdictGiven):
            seq, event = body.of, self._lines.get(body.of)
            self._newest[seq] = line
            if event is not None:
                event.is_closed = event.is_open
            else:
                self._closed.append(seq)
        elif line.is_text:
            seq = line.seq
        else:
            return
        score = max(body_scores.values()) if (body_scores := line.scores) else None
        verdict = "" if line.is_open else line.verdict
        before = self._judged.get(seq, ("", None, ""))
        labels = ",".join(labels_passed(line.reasons, line.scores))
        self._judged[seq] = (
            before[0] or verdict,
            score if before[1] is None else before[1],
            before[2] or labels,
        )

    def _write_judged(self) -> None:
        for seq, (verdict, score, labels) in self._judged.items():
            if not verdict and score is None:
                continue
            line = self._lines.get(seq)
            place = (line.session, line.at) if line else self._place_of(seq)
            if place is not None:
                self._connection.execute(
                    "UPDATE texts SET verdict = coalesce(verdict, nullif(?, '')),"
                    " score = coalesce(score, ?),"
                    " labels = CASE labels WHEN '' THEN ? ELSE labels END"
                    " WHERE session = ? AND at = ? AND seq = ?",
                    (verdict, score, labels, *place, seq),
                )

    def _place_of(self, seq: int) -> tuple[int, int] | None:
        found: tuple[int, int] | None = self._connection.execute(
            "SELECT session, at FROM lines WHERE seq = ?", (seq,)
        ).fetchone()
        return found

    def _write_undone(self) -> None:
        for undone, by in self._undone:
            self._connection.execute(
                "UPDATE lines SET undone_by = ? WHERE seq = ?", (by, undone)
            )
            # What it had taken back itself holds again.
            self._connection.execute(
                "UPDATE lines SET undone_by = NULL WHERE undone_by = ?", (undone,)
            )

    def _note_removal(self, row: Row, body: AnyBody) -> None:
        removal = removal_of(body)
        if removal is not None:
            targets = removal_targets(self._key, row.session_id, removal)
            self._removals += [(target, row.seq) for target in targets]

    def _erase(self, session_id: str, erasure: Erasure) -> None:
        for seq in self._source.seqs(session_id, erasure.numbers):
            self._erased.append(seq)

    def _number_of(self, session_id: str) -> int:
        known = self._numbers.get(session_id)
        if known is None:
            self._connection.execute(
                "INSERT OR IGNORE INTO sessions (id) VALUES (?)", (session_id,)
            )
            known = self._numbers[session_id] = int(
                self._connection.execute(
                    "SELECT number FROM sessions WHERE id = ?", (session_id,)
                ).fetchone()[0]
            )
        return known


def _as_written(line: Line) -> tuple[Any, ...]:
    # A closed one is never shown again: its decision has the words.
    text, name = ("", "") if line.is_closed else (line.text, line.name)
    return (
        line.seq,
        line.session,
        line.at,
        line.about,
        line.viewer,
        line.is_open,
        line.is_closed,
        msgspec.json.encode(line.scores).decode() if line.scores else "",
        folded(text),
        folded(name),
        line.tags(),
    )


def scores_of(written: str) -> dict[str, float]:
    """Return the scores that a line keeps."""
    return msgspec.json.decode(written, type=dict[str, float]) if written else {}


def forget(connection: sqlite3.Connection, seqs: Iterable[int]) -> None:
    """Take lines of and about entries out; their words go when the file is purged."""
    for seq in seqs:
        found = connection.execute(
            "SELECT session, at FROM lines WHERE seq = ?", (seq,)
        ).fetchone()
        if found is not None:
            connection.execute(
                "DELETE FROM texts WHERE session = ? AND at = ? AND seq = ?",
                (*found, seq),
            )
        connection.execute("DELETE FROM lines WHERE seq = ?1 OR about = ?1", (seq,))
    due_for_purge(connection)


def removal_targets(key: FolderKey, session_id: str, removal: Removal) -> list[bytes]:
    """Return the digests under which a removal, or what it may take, is found."""
    named = [("event", event_id) for event_id in removal.event_ids]
    if removal.viewer_id is not None:
        named.append(("viewer", removal.viewer_id))
    if removal.channel is not None:
        named.append(("channel", removal.channel))
    return [key.of_event("removal", session_id, kind, name) for kind, name in named]
