"""The write path's statements: SQLAlchemy Core, executemany, ON CONFLICT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlmodel import SQLModel

from sessions.database import upsert
from sessions.schema import EntryRow, SessionRow, StandingRow, StreakRow, ViewerRow


def _table(row: type[SQLModel]) -> sa.Table:
    return cast("sa.Table", row.__table__)  # type: ignore[attr-defined]  # SQLModel adds it at run time


ENTRIES: Final = _table(EntryRow)
SESSIONS: Final = _table(SessionRow)
STANDINGS: Final = _table(StandingRow)
STREAKS: Final = _table(StreakRow)
VIEWERS: Final = _table(ViewerRow)

SUMS: Final = ("points", "diamonds", "bits", "likes", "chats", "gifts")
"""The amounts that entries, standings and sessions all have as columns."""

_LOOKUP: Final = 500
"""Keys per SELECT … IN: under every database's limit on parameters."""

_FIND_KEYS: Final = sa.select(ENTRIES.c.dedupe).where(
    ENTRIES.c.dedupe.in_(sa.bindparam("keys", expanding=True))
)
_FIND_RUNS: Final = (
    sa.select(STREAKS)
    .where(STREAKS.c.key.in_(sa.bindparam("keys", expanding=True)))
    .order_by(STREAKS.c.generation)
)


class Statements:
    """The statements in an engine's dialect, built once."""

    def __init__(self, engine: sa.Engine) -> None:
        self._add_standing = _adding(engine)
        self._put_viewer = _replacing(engine, VIEWERS, ["key"])
        self._put_streak = _replacing(engine, STREAKS, ["key", "generation"])
        self._put_entry = sa.insert(ENTRIES)

    def entries(
        self, connection: sa.Connection, rows: Sequence[dict[str, Any]]
    ) -> None:
        """Insert entry rows; the unique key refuses repeats."""
        connection.execute(self._put_entry, rows)

    def standings(
        self, connection: sa.Connection, rows: Sequence[dict[str, Any]]
    ) -> None:
        """Add amounts to stored standings; `reached` 0 leaves the stored one."""
        if rows:
            connection.execute(self._add_standing, rows)

    def viewers(
        self, connection: sa.Connection, rows: Sequence[dict[str, Any]]
    ) -> None:
        """Store how Viewers were last seen."""
        if rows:
            connection.execute(self._put_viewer, rows)

    def streaks(
        self, connection: sa.Connection, rows: Sequence[dict[str, Any]]
    ) -> None:
        """Store how far runs of gifts have come."""
        if rows:
            connection.execute(self._put_streak, rows)

    def session(self, connection: sa.Connection, row: dict[str, Any]) -> None:
        """Store a session's state, chain end and sums."""
        connection.execute(
            sa.update(SESSIONS).where(SESSIONS.c.id == row["id"]).values(row)
        )


def known_keys(connection: sa.Connection, keys: Iterable[bytes]) -> set[bytes]:
    """Return those of `keys` that are in the ledger already."""
    found: set[bytes] = set()
    for chunk in _chunks(keys):
        found.update(connection.execute(_FIND_KEYS, {"keys": chunk}).scalars())
    return found


def stored_runs(
    connection: sa.Connection, keys: Iterable[bytes]
) -> Iterator[sa.Row[Any]]:
    """Yield the rows of every run under `keys`, oldest generation first."""
    for chunk in _chunks(keys):
        yield from connection.execute(_FIND_RUNS, {"keys": chunk})


def _chunks(keys: Iterable[bytes]) -> Iterator[list[bytes]]:
    rest = iter(keys)
    while chunk := list(islice(rest, _LOOKUP)):
        yield chunk


def _adding(engine: sa.Engine) -> sa.Insert:
    statement = upsert(engine, STANDINGS)
    new = statement.excluded
    added = {name: STANDINGS.c[name] + new[name] for name in SUMS}
    reached = sa.case((new.reached > 0, new.reached), else_=STANDINGS.c.reached)
    return statement.on_conflict_do_update(
        index_elements=["session_id", "viewer_key"], set_=added | {"reached": reached}
    )


def _replacing(engine: sa.Engine, table: sa.Table, keys: list[str]) -> sa.Insert:
    statement = upsert(engine, table)
    rest = [column.name for column in table.columns if column.name not in keys]
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in rest}
    )
