"""The file of the search index: one SQLite database, whatever the ledger's is.

It is opened when it is first asked. A damaged one is thrown away, one that cannot be
written is left alone and a temporary one stands in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Final, TypeVar

from companion.i18n import _
from sessions.wording import TOKENIZER

FORMAT: Final = 1
"""Of the index file; another one is built anew."""

SCHEMA: Final = (
    "CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID",
    "CREATE TABLE batches (seq INTEGER PRIMARY KEY, checksum BLOB NOT NULL)",
    "CREATE TABLE sessions (number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL)",
    "CREATE TABLE lines (seq INTEGER PRIMARY KEY, session INTEGER, at INTEGER,"
    " about INTEGER, viewer BLOB, is_open INTEGER, is_closed INTEGER,"
    " undone_by INTEGER, scores TEXT, text TEXT, name TEXT, tags TEXT)",
    "CREATE INDEX lines_about ON lines (about) WHERE about IS NOT NULL",
    "CREATE TABLE texts (session INTEGER, at INTEGER, seq INTEGER, verdict TEXT,"
    " score REAL, labels TEXT, PRIMARY KEY (session, at, seq)) WITHOUT ROWID",
    "CREATE TABLE removals (target BLOB, seq INTEGER, PRIMARY KEY (target, seq))"
    " WITHOUT ROWID",
    "CREATE VIRTUAL TABLE words USING fts5 (text, name, tags, content='lines',"
    f" content_rowid='seq', columnsize=0, tokenize=\"{TOKENIZER}\")",
)
"""lines: see sessions.lines. texts: what the toxicity chart counts. removals: what
took something off every screen, by keyed digests of whom or what. batches: how far the
index has come, with the ledger's checksum there."""

_PATIENCE_S: Final = 30.0
"""How long another program may hold the file; to rewrite a large one takes that."""

_OUT_OF_REACH: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)
"""Faults that say nothing against the file itself."""

T = TypeVar("T")


class _Outdated(sqlite3.DatabaseError):
    """The file was written in another format."""

    sqlite_errorcode = sqlite3.SQLITE_SCHEMA


class IndexFile:
    """One connection for all threads, one at a time.

    path: None for a temporary file.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None
        self._is_closed = False

    def close(self) -> None:
        """Close it for good, when whoever is using it has finished."""
        with self._lock:
            self._is_closed = True
            self.release()

    def release(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def using(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return what `work` does with the file; with another if that is no good.

        Raises sqlite3.Error when there is no file to be had, or it was closed.
        """
        with self._lock:
            if self._is_closed:
                raise sqlite3.ProgrammingError(_("the search index is closed"))
            for _attempt in range(2):
                try:
                    return work(self._opened())
                except sqlite3.DatabaseError as error:
                    self.release()
                    if self._path is None or isinstance(
                        error, sqlite3.ProgrammingError
                    ):
                        raise
                    self._leave(self._path, error)
            self._path = None
            return work(self._opened())

    def _leave(self, path: Path, error: sqlite3.DatabaseError) -> None:
        """Do without the file: a damaged one goes, one out of reach is left alone."""
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OUT_OF_REACH:
            self._path = None
            return
        with suppress(OSError):
            for ending in ("", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = sqlite3.connect(
                self._path or "",
                timeout=_PATIENCE_S,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                _prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all of the block, or nothing when it raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite itself takes back what failed badly
            connection.execute("ROLLBACK")
        raise


def _prepare(connection: sqlite3.Connection) -> None:
    """Set a connection up, with the tables of this version."""
    for pragma in (
        "journal_mode=WAL",
        # What is lost is made again.
        "synchronous=NORMAL",
        "secure_delete=ON",
        "temp_store=MEMORY",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if _version(connection) == FORMAT:
        return
    with transaction(connection):
        version = _version(connection)
        if version == FORMAT:
            return  # another program was quicker
        if version:
            raise _Outdated
        for statement in SCHEMA:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {FORMAT}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def empty(connection: sqlite3.Connection) -> None:
    """Take everything out, for another try from the beginning."""
    for table in ("lines", "texts", "removals", "sessions", "batches"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  # names from above
    connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    due_for_purge(connection)


def due_for_purge(connection: sqlite3.Connection) -> None:
    """Note that the file still holds words of lines that are gone."""
    connection.execute("INSERT OR REPLACE INTO state VALUES ('purge', 1)")


def purge_if_due(connection: sqlite3.Connection) -> None:
    """Rewrite the file when it may still hold words of lines that are gone."""
    due = connection.execute("SELECT 1 FROM state WHERE name = 'purge'").fetchone()
    if due is None:
        return
    with transaction(connection):
        connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
    connection.execute("VACUUM")
    is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if not is_busy:
        connection.execute("DELETE FROM state WHERE name = 'purge'")
