"""The write path's statements: SQLAlchemy Core, executemany, ON CONFLICT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlmodel import SQLModel

from sessions.database import upsert
from sessions.schema import (
    EntryRow,
    SessionRow,
    StandingRow,
    StreakRow,
    ViewerRow,
    WalletRow,
)
from sessions.sums import SUMS


def _table(row: type[SQLModel]) -> sa.Table:
    return cast("sa.Table", row.__table__)  # type: ignore[attr-defined]  # SQLModel adds it at run time


ENTRIES: Final = _table(EntryRow)
SESSIONS: Final = _table(SessionRow)
STANDINGS: Final = _table(StandingRow)
STREAKS: Final = _table(StreakRow)
VIEWERS: Final = _table(ViewerRow)
WALLETS: Final = _table(WalletRow)

_LOOKUP: Final = 500
"""Keys per SELECT … IN: under every database's limit on parameters."""

_FIND_RUNS: Final = (
    sa.select(STREAKS)
    .where(STREAKS.c.key.in_(sa.bindparam("keys", expanding=True)))
    .order_by(STREAKS.c.generation)
)

_FIND_WALLETS: Final = sa.select(WALLETS).where(
    WALLETS.c.account.in_(sa.bindparam("accounts", expanding=True))
)

Row = tuple[Any, ...]
"""The values of one row, in the order of the table's columns."""


class Prepared:
    """A statement compiled once, run with rows as the driver takes them.

    SQLAlchemy's own executemany looks at every value of every row; the types here need
    none of that, and a batch takes a third less time.
    """

    def __init__(
        self,
        engine: sa.Engine,
        statement: sa.Insert | sa.Select[Any],
        columns: Sequence[str],
    ) -> None:
        compiled = statement.compile(dialect=engine.dialect)
        self._text = str(compiled)
        self._columns = columns
        self._has_names = not compiled.positional
        order = compiled.positiontup
        if order is not None and tuple(order) != tuple(columns):
            raise AssertionError(f"the driver's order is {order}")

    def run(self, connection: sa.Connection, rows: Sequence[Row]) -> None:
        """Execute for each row."""
        if rows:
            connection.exec_driver_sql(self._text, [*map(self._as_taken, rows)])

    def ask(self, connection: sa.Connection, row: Row) -> sa.CursorResult[Any]:
        """Return what a SELECT finds."""
        return connection.exec_driver_sql(self._text, self._as_taken(row))

    def _as_taken(self, row: Row) -> Any:  # noqa: ANN401  # a tuple or a dict, by the driver
        return dict(zip(self._columns, row, strict=True)) if self._has_names else row


class Statements:
    """The write path's statements in an engine's dialect, built once.

    entries: inserts; the unique key refuses repeats. standings: adds amounts; `reached`
    0 leaves the stored one. The rest: put the newest in place of the last.
    """

    def __init__(self, engine: sa.Engine) -> None:
        def prepared(table: sa.Table, statement: sa.Insert) -> Prepared:
            return Prepared(engine, statement, table.columns.keys())

        self.entries = prepared(ENTRIES, sa.insert(ENTRIES))
        self.standings = prepared(STANDINGS, _adding(engine))
        self.viewers = prepared(VIEWERS, _replacing(engine, VIEWERS, ["key"]))
        self.streaks = prepared(
            STREAKS, _replacing(engine, STREAKS, ["key", "generation"])
        )
        self.wallets = prepared(WALLETS, _replacing(engine, WALLETS, ["account"]))
        names = [f"key{number}" for number in range(_LOOKUP)]
        wanted = ENTRIES.c.dedupe.in_([sa.bindparam(name) for name in names])
        self._keys = Prepared(engine, sa.select(ENTRIES.c.dedupe).where(wanted), names)

    def known_keys(
        self, connection: sa.Connection, keys: Iterable[bytes]
    ) -> set[bytes]:
        """Return those of `keys` that are in the ledger already."""
        found: set[bytes] = set()
        for chunk in _chunks(keys):
            filled = (*chunk, *chunk[:1] * (_LOOKUP - len(chunk)))
            found.update(self._keys.ask(connection, filled).scalars())
        return found

    def session(self, connection: sa.Connection, row: dict[str, Any]) -> None:
        """Store a session's state, chain end and sums."""
        # The id is left alone: set, though to itself, it makes the database look at
        # every entry that refers to it.
        values = {name: value for name, value in row.items() if name != "id"}
        connection.execute(
            sa.update(SESSIONS).where(SESSIONS.c.id == row["id"]).values(values)
        )


def stored_runs(
    connection: sa.Connection, keys: Iterable[bytes]
) -> Iterator[sa.Row[Any]]:
    """Yield the rows of every run under `keys`, oldest generation first."""
    for chunk in _chunks(keys):
        yield from connection.execute(_FIND_RUNS, {"keys": chunk})


def stored_wallets(
    connection: sa.Connection, accounts: Iterable[bytes]
) -> Iterator[sa.Row[Any]]:
    """Yield the rows of those accounts that have one."""
    for chunk in _chunks(accounts):
        yield from connection.execute(_FIND_WALLETS, {"accounts": chunk})


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
