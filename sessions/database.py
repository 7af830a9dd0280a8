"""Opening the database: pragmas, migrations, backups. The one dialect-aware module."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from companion.domain.errors import (
    Corrupt,
    DiskFull,
    LedgerError,
    Locked,
    TooNew,
)
from companion.domain.values import Timestamp
from companion.i18n import _

FILE_NAME: Final = "ledger.sqlite3"
HEAD_REVISION: Final = "0002"
KEPT_BACKUPS: Final = 5

_MAGIC: Final = b"SQLite format 3\x00"


def url_of(folder: Path) -> str:
    """Return the database URL of a data folder.

    Raises LedgerError when the folder's name is bytes that are no text.
    """
    try:
        str(folder).encode()
    except UnicodeEncodeError as error:
        text = _("The name of the data folder {folder} is no text. Choose another.")
        name = str(folder).encode(errors="replace").decode()
        raise LedgerError(text.format(folder=name)) from error
    # Written out by hand, a ? or % in the folder's name would mean something.
    url = sa.URL.create("sqlite", database=str(folder / FILE_NAME))
    return url.render_as_string(hide_password=False)


def open_database(url: str, *, at: Timestamp) -> sa.Engine:
    """Return an engine on an up-to-date schema, migrating a copy-saved file if need be.

    Raises Corrupt when the file is no database, TooNew when a later version wrote it,
    DiskFull and LedgerError when it cannot be written.
    """
    path = _path_of(url)
    if path is not None:
        _check_magic(path)
    with translated_errors():
        engine = _make_engine(url)
        try:
            _bring_up_to_date(engine, path, at)
        except BaseException:
            engine.dispose()
            raise
    return engine


def open_reader(url: str) -> sa.Engine:
    """Return an engine for reading beside a writer: everything as it is at this moment.

    For one thread. Raises as open_database does, LedgerError when there is no ledger.
    """
    path = _path_of(url)
    if path is not None and not path.exists():
        text = _("There is no ledger in {folder} yet.")
        raise LedgerError(text.format(folder=path.parent))
    if path is not None:
        _check_magic(path)
    with translated_errors():
        engine = _make_engine(url, is_snapshot=True)
        revision = _revision_of(engine)
        if revision != HEAD_REVISION:
            engine.dispose()
            raise _wrong_revision(revision)
    return engine


def upsert(engine: sa.Engine, table: sa.Table) -> sqlite.Insert:
    """Return an INSERT that knows ON CONFLICT, in the engine's dialect."""
    if engine.dialect.name == "postgresql":
        # 3 MB that a folder's own file has no use for.
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415  # see above

        # The two dialects' inserts have the same methods and no common type.
        return cast("sqlite.Insert", postgresql.insert(table))
    return sqlite.insert(table)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn the database's errors into ours; what is on disk is as it was."""
    try:
        yield
    except OperationalError as error:
        raise _operational(str(error.orig)) from error
    except DatabaseError as error:
        text = _("The ledger cannot be read: {cause}. Restore a backup.")
        raise Corrupt(text.format(cause=error.orig)) from error
    except SQLAlchemyError as error:
        raise LedgerError(str(error)) from error
    except sqlite3.Error as error:
        raise _operational(str(error)) from error


def _operational(cause: str) -> LedgerError:
    if "full" in cause:
        return DiskFull(
            _("The disk is full. Nothing recorded is lost; free some space to go on.")
        )
    if "locked" in cause or "busy" in cause:
        return Locked(_("Another program is using the ledger."))
    if "malformed" in cause or "not a database" in cause:
        return Corrupt(
            _("The ledger file is damaged: {cause}. Restore a backup.").format(
                cause=cause
            )
        )
    text = _(
        "The ledger cannot be written: {cause}. Check that its folder is writable and "
        "that its disk is not full."
    )
    return LedgerError(text.format(cause=cause))


def _path_of(url: str) -> Path | None:
    parsed = sa.make_url(url)
    is_file = parsed.drivername.startswith("sqlite") and parsed.database
    return Path(str(parsed.database)) if is_file else None


def _check_magic(path: Path) -> None:
    try:
        with path.open("rb") as file:
            began = file.read(len(_MAGIC))
    except FileNotFoundError:
        return
    except OSError as error:
        text = _("{path} cannot be read: {cause}.")
        cause = error.strerror or str(error)
        raise LedgerError(text.format(path=path, cause=cause)) from error
    if began and began != _MAGIC:
        text = _("{path} is not a Companion ledger. Move it away or restore one.")
        raise Corrupt(text.format(path=path))


def _make_engine(url: str, *, is_snapshot: bool = False) -> sa.Engine:
    """Return an engine; a snapshot of SQLite is one connection in one transaction."""
    if sa.make_url(url).get_backend_name() != "sqlite":
        return sa.create_engine(url)
    if not is_snapshot:
        engine = sa.create_engine(url)
        sa.event.listen(engine, "connect", _set_pragmas)
        return engine
    engine = sa.create_engine(
        url,
        poolclass=sa.StaticPool,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
    )
    sa.event.listen(engine, "connect", _set_pragmas)
    sa.event.listen(engine, "connect", _begin)
    return engine


def _begin(connection: sqlite3.Connection, _record: object) -> None:
    # Python's own transactions begin before a write only.
    connection.execute("BEGIN")


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    """Choose the write-ahead log and a flush to the disk at every commit."""
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        "secure_delete=ON",
        # The two indexes with random keys touch pages everywhere: more of them in
        # memory, and moved to the database once for many batches.
        "cache_size=-32000",
        "wal_autocheckpoint=4000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _revision_of(engine: sa.Engine) -> str | None:
    """Return the schema's revision; None for a new, empty database."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version"))
        return str(found.scalar_one())


def _wrong_revision(revision: str | None) -> LedgerError:
    if revision is not None and revision > HEAD_REVISION:
        text = _(
            "A newer version of Companion wrote this data folder (schema {revision}). "
            "Update Companion to open it; nothing was changed."
        )
        return TooNew(text.format(revision=revision))
    return LedgerError(_("Open this data folder with Companion once to bring it up."))


def _bring_up_to_date(engine: sa.Engine, path: Path | None, at: Timestamp) -> None:
    revision = _revision_of(engine)
    if revision == HEAD_REVISION:
        return
    if revision is not None and revision > HEAD_REVISION:
        raise _wrong_revision(revision)
    if revision is not None and path is not None:
        back_up(path, name=f"before-{HEAD_REVISION}-{at}")
    _migrate(engine)


def _migrate(engine: sa.Engine) -> None:
    # Alembic takes 190 ms to import: only when there is something to migrate.
    from alembic import command  # noqa: PLC0415  # see above
    from alembic.config import Config  # noqa: PLC0415  # see above
    from alembic.util import CommandError  # noqa: PLC0415  # see above

    config = Config()
    scripts = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", scripts)
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                # Python begins no transaction before DDL: a full disk would leave
                # half a schema behind.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        text = _("The ledger has no schema that Companion knows: {cause}.")
        raise Corrupt(text.format(cause=error)) from error


def back_up(path: Path, *, name: str) -> Path:
    """Copy a SQLite ledger while it may be in use, verify the copy, keep the last five.

    Returns the copy, in the folder `backups` beside the ledger. Raises Corrupt when
    the copy does not pass SQLite's own check; it is removed then.
    """
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    target = folder / f"{path.stem}-{name}.sqlite3"
    source, copy = sqlite3.connect(path), sqlite3.connect(target)
    try:
        source.backup(copy)
        answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        copy.close()
        source.close()
    if answer != "ok":
        target.unlink()
        raise Corrupt(_("The ledger is damaged: {cause}.").format(cause=answer))
    copies = sorted(folder.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)
    for old in copies[:-KEPT_BACKUPS]:
        old.unlink()
    return target


def compact(engine: sa.Engine) -> None:
    """Rewrite the database, so that nothing of what was erased stays on the disk."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            autocommit = connection.execution_options(isolation_level="AUTOCOMMIT")
            autocommit.exec_driver_sql("VACUUM")
            autocommit.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def renew_backups(url: str, *, at: Timestamp) -> None:
    """Replace all copies of a SQLite ledger by one of the ledger as it is now."""
    path = _path_of(url)
    if path is None or not (path.parent / "backups").is_dir():
        return
    fresh = back_up(path, name=f"renewed-{at}")
    for copy in fresh.parent.glob("*.sqlite3"):
        if copy != fresh:
            copy.unlink()
