"""The book on disk: written in one step, never lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from companion.domain.errors import CommandError
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


def test_what_is_kept_is_read_again(path: Path) -> None:
    BookFile(path).keep(BOOK)

    assert BookFile(path).book == BOOK
    assert [one.name for one in path.parent.iterdir()] == [FILE_NAME]


def test_nothing_is_kept_without_a_path() -> None:
    file = BookFile()
    file.keep(BOOK)

    assert file.book == BOOK


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"commands":[{"name":""}]}',
        b'{"commands":[{"name":"a","who":"king"}]}',
        b'{"commands":' + b"[" * 100_000,
    ],
)
def test_a_broken_file_is_put_aside_as_it_is(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    file = BookFile(path)

    assert file.book == BotBook()
    assert f"{FILE_NAME}.broken" in file.problem
    assert (path.parent / f"{FILE_NAME}.broken").read_bytes() == raw


def test_a_second_broken_file_takes_the_place_of_none(path: Path) -> None:
    for raw in (b"one", b"two"):
        path.write_bytes(raw)
        BookFile(path)

    kept = [one.read_bytes() for one in sorted(path.parent.iterdir())]
    assert kept == [b"one", b"two"]


def test_a_file_of_too_many_bytes_is_not_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(9 * 1024 * 1024)

    assert "too large" in BookFile(path).problem


def test_what_cannot_be_written_leaves_the_old_book(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = BookFile(path)
    file.keep(BOOK)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CommandError, match="No space left"):
        file.keep(BotBook())

    assert file.book == BookFile(path).book == BOOK
    assert [one.name for one in path.parent.iterdir()] == [FILE_NAME]


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
