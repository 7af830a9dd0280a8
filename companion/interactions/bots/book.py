"""The book of the bots on disk: what they are told to do, in a file of its own."""

from __future__ import annotations

import logging
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from companion.domain.errors import CommandError
from companion.domain.show.bots import BotBook
from companion.i18n import _

FILE_NAME: Final = "bots.json"
_LARGEST: Final = 8 * 1024 * 1024

log = logging.getLogger(__name__)


class BookFile:
    """Keeps the book. path: None to keep nothing beyond this run.

    problem: what of the file could not be used, for a person; "" when all could. Such a
    file is kept beside it; what cannot be read at all is an empty book.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.problem = ""
        self.book = BotBook() if path is None else self._read(path)

    def keep(self, book: BotBook) -> None:
        """Keep another book, in one step. Raises CommandError, keeping the old."""
        if self._path is not None:
            _write(self._path, msgspec.json.format(msgspec.json.encode(book)))
        self.book = book

    def leave_out(self, book: BotBook, why: str) -> None:
        """Go by what can be used of the file, which is kept beside it as it is."""
        self.book = book
        if self._path is None:
            self.problem = why
            return
        aside = _free(self._path)
        try:
            shutil.copyfile(self._path, aside)
        except OSError as error:
            log.warning("%s cannot be kept: %s", self._path.name, error)
        text = _("{why} This is left out; the file is kept as {aside}.")
        self.problem = text.format(why=why, aside=aside.name)
        log.warning("%s", self.problem)

    def _read(self, path: Path) -> BotBook:
        try:
            if path.stat().st_size > _LARGEST:
                raise msgspec.DecodeError("too large")  # noqa: TRY301  # one way out
            return msgspec.json.decode(path.read_bytes(), type=BotBook)
        except FileNotFoundError:
            return BotBook()
        except (OSError, msgspec.DecodeError, RecursionError, ValueError) as error:
            aside = _aside(path)
            self.problem = _("{file} cannot be read ({why}); it is kept as {aside}.")
            self.problem = self.problem.format(
                file=path.name, why=error, aside=aside.name
            )
            log.warning("%s", self.problem)
            return BotBook()


def _aside(path: Path) -> Path:
    """Move a file to a name that no other has; it stays where that is impossible."""
    aside = _free(path)
    with suppress(OSError):
        path.rename(aside)
    return aside


def _free(path: Path) -> Path:
    aside = path.with_name(f"{path.name}.broken")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.broken-{number}")
    return aside


def _write(path: Path, raw: bytes) -> None:
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise CommandError(
            _("{file} cannot be written: {why}").format(file=path.name, why=error)
        ) from error
