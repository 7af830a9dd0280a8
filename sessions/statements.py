"""The write path's statements: SQLAlchemy Core, executemany, ON CONFLICT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
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


Rows = Sequence[dict[str, Any]]


class Prepared:
    """A statement compiled once, run with many rows as the driver takes them.

    SQLAlchemy's own executemany looks at every value of every row; the types here need
    none of that, and a batch takes a third less time.
    """

    def __init__(self, engine: sa.Engine, statement: sa.Insert) -> None:
        compiled = statement.compile(dialect=engine.dialect)
        self._text = str(compiled)
        self._order: Sequence[str] = compiled.positiontup or ()

    def run(self, connection: sa.Connection, rows: Rows) -> None:
        """Execute for each row; rows have every column of the table."""
        if not rows:
            return
        if self._order:
            pick = itemgetter(*self._order)
            connection.exec_driver_sql(self._text, [pick(row) for row in rows])
        else:
            connection.exec_driver_sql(self._text, list(rows))


class Statements:
    """The write path's statements in an engine's dialect, built once.

    entries: inserts; the unique key refuses repeats. standings: adds amounts; `reached`
    0 leaves the stored one. viewers, streaks: put the newest in place of the last.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.entries = Prepared(engine, sa.insert(ENTRIES))
        self.standings = Prepared(engine, _adding(engine))
        self.viewers = Prepared(engine, _replacing(engine, VIEWERS, ["key"]))
        self.streaks = Prepared(
            engine, _replacing(engine, STREAKS, ["key", "generation"])
        )

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
    reached = sa.case(
        (new.reached > sa.literal_column("0"), new.reached), else_=STANDINGS.c.reached
    )
    return statement.on_conflict_do_update(
        index_elements=["session_id", "viewer_key"], set_=added | {"reached": reached}
    )


def _replacing(engine: sa.Engine, table: sa.Table, keys: list[str]) -> sa.Insert:
    statement = upsert(engine, table)
    rest = [column.name for column in table.columns if column.name not in keys]
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in rest}
    )
