"""Finding notes of ours by what they are about, in the ledger itself.

Bodies are searched as they are stored, before any is decoded: a person waits for the
answer, and a session has as many verdicts as chats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

import msgspec
import sqlalchemy as sa

from companion.domain.entries import (
    AnyNote,
    Entry,
    PlatformAction,
    TextPermitted,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.show.notes import (
    CoinsMoved,
    CounterSet,
    QuoteKept,
    ViewersLinked,
)
from sessions.codec import UNREADABLE, Stored, decode, entry_of
from sessions.schema import LASTING
from sessions.statements import ENTRIES, VIEWERS

Lasting = CoinsMoved | CounterSet | QuoteKept | ViewersLinked
"""Kinds that `schema.LASTING` names."""

_BLOCK: Final = 200
"""Entries read by seq at a time."""


class Notes:
    """Reads notes; stored_of: what a row keeps in its body."""

    def __init__(
        self, engine: sa.Engine, stored_of: Callable[[sa.RowMapping], Stored]
    ) -> None:
        self._engine = engine
        self._stored_of = stored_of

    def verdicts_on(self, entry: Entry) -> list[Entry]:
        """Return the later verdicts on an entry, oldest first."""
        found = self._notes(
            VerdictGiven, b'"of":%d' % entry.seq, entry.seq, session=entry.session
        )
        return [
            one
            for one in found
            if isinstance(one.body, VerdictGiven) and one.body.of == entry.seq
        ]

    def marks_of(self, viewer_id: str) -> list[Entry]:
        """Return every mark on a Viewer and its end, in all sessions, oldest first."""
        return [
            one
            for one in self._notes(ViewerMarked, msgspec.json.encode(viewer_id), 0)
            if isinstance(one.body, ViewerMarked) and one.body.viewer_id == viewer_id
        ]

    def actions_on(self, viewer_id: str, *, after: int) -> list[Entry]:
        """Return what platforms were asked about a Viewer since, oldest first."""
        found = self._notes(PlatformAction, msgspec.json.encode(viewer_id), after)
        return [
            one
            for one in found
            if isinstance(one.body, PlatformAction) and one.body.subject == viewer_id
        ]

    def texts_permitted(self) -> list[Entry]:
        """Return every text that was permitted or no longer is, oldest first."""
        return self._notes(TextPermitted, b"", 0)

    def lasting(self, kind: type[Lasting]) -> list[Entry]:
        """Return every note of a kind that holds beyond its session, oldest first.

        Found by an index; what was erased is left out.
        """
        statement = (
            sa.select(ENTRIES)
            .where(LASTING, ENTRIES.c.kind == str(kind.__struct_config__.tag))
            .where(ENTRIES.c.body.is_not(None))
            .order_by(ENTRIES.c.seq)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(statement).mappings().all()
        return [entry_of(row, self._stored_of(row)) for row in rows]

    def transfers(self) -> Iterator[CoinsMoved]:
        """Yield every transfer of coins that was no test, as far as it can be read."""
        statement = (
            sa.select(ENTRIES.c.body, ENTRIES.c.version)
            .where(LASTING, ENTRIES.c.kind == "coins", ENTRIES.c.test.is_(False))
            .where(ENTRIES.c.body.is_not(None))
        )
        with self._engine.connect() as connection:
            for body, version in connection.execute(statement):
                with suppress(*UNREADABLE):  # its digest tells of a changed body
                    found = decode(body, version).body
                    if isinstance(found, CoinsMoved):
                        yield found

    def chatters(self, limit: int) -> list[str]:
        """Return the ids of whoever wrote a Chat in any session, newest first."""
        newest = sa.func.max(ENTRIES.c.seq).label("newest")
        wrote = (
            sa.select(ENTRIES.c.viewer_key, newest)
            .where(ENTRIES.c.kind == "chat", ENTRIES.c.viewer_key.is_not(None))
            .where(ENTRIES.c.test.is_(False))
            .group_by(ENTRIES.c.viewer_key)
            .order_by(sa.desc(newest))
            .limit(limit)
            .subquery()
        )
        statement = (
            sa.select(VIEWERS.c.viewer_id)
            .join(wrote, wrote.c.viewer_key == VIEWERS.c.key)
            .where(VIEWERS.c.viewer_id.is_not(None))
            .order_by(sa.desc(wrote.c.newest))
        )
        with self._engine.connect() as connection:
            return list(connection.execute(statement).scalars())

    def _notes(
        self,
        kind: type[AnyNote],
        piece: bytes,
        after: int,
        *,
        session: str | None = None,
    ) -> list[Entry]:
        """Return the notes of a kind with seq > after whose bodies hold a piece."""
        bodies = (
            sa.select(ENTRIES.c.seq, ENTRIES.c.body)
            .where(ENTRIES.c.seq > after)
            .where(ENTRIES.c.kind == str(kind.__struct_config__.tag))
            .order_by(ENTRIES.c.seq)
        )
        if session is not None:
            bodies = bodies.where(ENTRIES.c.session_id == session)
        with self._engine.connect() as connection:
            # Whole rows cost ten times as much, and nearly all are about others.
            found = [
                seq
                for seq, body in connection.execute(bodies)
                if body is not None and piece in body
            ]
            rows: list[sa.RowMapping] = []
            for start in range(0, len(found), _BLOCK):
                chosen = ENTRIES.c.seq.in_(found[start : start + _BLOCK])
                statement = sa.select(ENTRIES).where(chosen).order_by(ENTRIES.c.seq)
                rows += connection.execute(statement).mappings().all()
        return [entry_of(row, self._stored_of(row)) for row in rows]
