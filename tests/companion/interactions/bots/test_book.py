"""The bots' book on disk: what was in a book that cannot be used is not lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.domain.show.bots import BotBook, CommandDef
from companion.interactions.bots.book import FILE_NAME, BookFile

BOOK = BotBook(commands=(CommandDef(name="hi", reply="hello"),), notes="evening")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE_NAME


def test_without_a_file_the_book_is_empty(path: Path) -> None:
    file = BookFile(path)

    assert (file.book, file.problem) == (BotBook(), "")
    assert not path.exists()


@pytest.mark.parametrize(
    "raw",
    [b'{"commands":[{"name":""}]}', b'{"commands":[{"name":"a","who":"king"}]}'],
)
def test_a_book_that_no_editor_would_keep_is_put_aside(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    file = BookFile(path)

    assert file.book == BotBook()
    assert f"{FILE_NAME}.broken" in file.problem
    assert (path.parent / f"{FILE_NAME}.broken").read_bytes() == raw


def test_what_is_left_out_stays_in_a_file_beside_it(path: Path) -> None:
    file = BookFile(path)
    file.keep(BOOK)
    file.leave_out(BotBook(notes="evening"), "commands: hi: no.")
    file.keep(BotBook(notes="later"))

    assert BookFile(path).book == BotBook(notes="later")
    aside = path.parent / f"{FILE_NAME}.broken"
    assert b'"hi"' in aside.read_bytes()
    assert "commands: hi: no." in file.problem
    assert aside.name in file.problem
