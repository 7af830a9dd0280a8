"""Opening a data folder: new, old, too new, broken, read-only, full."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import sessions.schema  # noqa: F401  # fills SQLModel.metadata
from companion.domain.errors import Corrupt, DiskFull, LedgerError, TooNew
from sessions import database
from sessions.database import back_up, open_database, open_reader, url_of
from sessions.ledger import Ledger
from tests.sessions.conftest import write
from tests.support.events import chat
from tests.support.fakes import FakeClock, FakeIds


def test_migrations_lead_to_the_tables_as_declared(tmp_path: Path) -> None:
    engine = open_database(url_of(tmp_path), at=0)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_the_disk_is_flushed_at_every_commit(tmp_path: Path) -> None:
    engine = open_database(url_of(tmp_path), at=0)
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "secure_delete")
        }
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


def test_a_file_that_is_no_ledger_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite3"
    file.write_text("my shopping list, quite long enough to be a header")
    with pytest.raises(Corrupt, match="not a Companion ledger"):
        open_database(url_of(tmp_path), at=0)
    assert file.read_text().startswith("my shopping list")


def test_a_damaged_ledger_is_said_to_be_damaged(tmp_path: Path) -> None:
    open_database(url_of(tmp_path), at=0).dispose()
    file = tmp_path / "ledger.sqlite3"
    raw = bytearray(file.read_bytes())
    raw[100:4096] = b"\xff" * 3996
    file.write_bytes(raw)
    with pytest.raises(LedgerError, match=r"damaged|cannot be read"):
        open_database(url_of(tmp_path), at=0)


def test_a_ledger_of_a_later_version_is_refused_unchanged(tmp_path: Path) -> None:
    open_database(url_of(tmp_path), at=0).dispose()
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9001'")
    connection.close()
    for opened in (
        lambda: open_database(url_of(tmp_path), at=0),
        lambda: open_reader(url_of(tmp_path)),
    ):
        with pytest.raises(TooNew, match="9001"):
            opened()


def test_reading_where_there_is_no_ledger_says_so(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="There is no ledger"):
        open_reader(url_of(tmp_path))
    assert list(tmp_path.iterdir()) == []


async def test_a_full_disk_loses_nothing_and_the_same_batch_goes_in_later(
    tmp_path: Path, clock: FakeClock, ids: FakeIds
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as ledger:
        view, _entry = await ledger.start("", timezone="UTC")
        await write(ledger, clock, chat("luna", "before"))
        events = [chat("luna", "x" * 1900) for _ in range(400)]
        limit(ledger, pages=60)
        with pytest.raises(DiskFull, match="disk is full"):
            await write(ledger, clock, *events)
        kept = list(ledger.history.entries(view.id))

        limit(ledger, pages=100_000)
        entries = await write(ledger, clock, *events)

        assert len(kept) == 2
        assert [entry.number for entry in entries] == list(range(3, 403))


def limit(ledger: Ledger, *, pages: int) -> None:
    """Have SQLite itself refuse to grow the file: what a full disk does."""

    def set_limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    engine = ledger._engine
    engine.dispose()
    sa.event.listen(engine, "connect", set_limit)


def test_a_disk_that_is_full_at_the_first_start_leaves_nothing_half_made(
    tmp_path: Path,
) -> None:
    def set_limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=8")

    sa.event.listen(sa.Engine, "connect", set_limit)
    try:
        with pytest.raises(DiskFull):
            open_database(url_of(tmp_path), at=0)
    finally:
        sa.event.remove(sa.Engine, "connect", set_limit)

    engine = open_database(url_of(tmp_path), at=0)
    assert sa.inspect(engine).has_table("entries")
    engine.dispose()


@pytest.mark.parametrize("name", ["a?b", "100%", "%41", "a#b", "a b", "évening"])
def test_any_name_does_for_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    open_database(url_of(folder), at=0).dispose()
    assert (folder / "ledger.sqlite3").stat().st_size > 0
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_folder_name_that_is_no_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="is no text"):
        url_of(tmp_path / b"caf\xe9".decode("utf-8", "surrogateescape"))


def test_a_schema_that_nobody_wrote_is_said(tmp_path: Path) -> None:
    open_database(url_of(tmp_path), at=0).dispose()
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    with pytest.raises(Corrupt, match="no schema that Companion knows"):
        open_database(url_of(tmp_path), at=0)


def test_only_the_last_five_copies_are_kept(tmp_path: Path) -> None:
    open_database(url_of(tmp_path), at=0).dispose()
    path = tmp_path / "ledger.sqlite3"
    for number in range(8):
        back_up(path, name=str(number))
    copies = sorted(file.name for file in (tmp_path / "backups").iterdir())
    assert copies == [f"ledger-{number}.sqlite3" for number in range(3, 8)]


def test_an_older_schema_is_copied_before_it_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_database(url_of(tmp_path), at=0).dispose()
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    monkeypatch.setattr(database, "_migrate", lambda engine: None)

    open_database(url_of(tmp_path), at=7).dispose()

    copy = tmp_path / "backups" / "ledger-before-0002-7.sqlite3"
    with sqlite3.connect(copy) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()
    assert found == ("0000",)
