"""The write path in the words of the database that a team may point the app at."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Final

import pytest
from sqlalchemy.dialects import postgresql

import sessions
from sessions.statements import Statements

OF_SQLITE: Final = {"index_file.py", "indexing.py", "search.py"}
"""The search index is a file of SQLite wherever the ledger is."""

SOURCES: Final = sorted(
    path
    for path in Path(sessions.__file__).parent.rglob("*.py")
    if path.name not in {"database.py", "schema.py"} | OF_SQLITE
    and "versions" not in path.parts
)


def test_every_statement_is_made_for_postgresql_too() -> None:
    engine = SimpleNamespace(dialect=postgresql.dialect())
    put = Statements(engine)
    for prepared in (put.entries, put.viewers, put.standings, put.streaks):
        assert prepared._text.startswith("INSERT INTO ")
        assert prepared._has_names
    assert "ON CONFLICT (session_id, viewer_key) DO UPDATE" in put.standings._text


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_one_module_alone_knows_a_dialect(source: Path) -> None:
    text = source.read_text(encoding="utf-8").lower()
    for word in ("pragma", "vacuum", "dialect.name", "import sqlite3"):
        assert word not in text
