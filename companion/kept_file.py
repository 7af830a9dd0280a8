"""A file of the data folder that holds one struct: written whole, and never lost."""

from __future__ import annotations

import logging
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

import msgspec

from companion.domain.errors import CommandError
from companion.i18n import _

T = TypeVar("T", bound=msgspec.Struct)

_LARGEST = 8 * 1024 * 1024
"""Bytes that are read at most; what is kept here has a tenth of it."""

log = logging.getLogger(__name__)


class KeptFile(Generic[T]):
    """Keeps one value. path: None to keep nothing beyond this run.

    empty: the value of no file. problem: what of the file could not be used, and where
    that is now, for a person; "" when all could. Such a file is kept beside it.
    """

    def __init__(self, path: Path | None, empty: T) -> None:
        self._path = path
        self.problem = ""
        self._is_stuck = False
        self.value = empty if path is None else self._read(path, empty)

    def keep(self, value: T) -> None:
        """Keep another value, in one step. Raises CommandError, keeping the old."""
        if self._path is not None:
            if self._is_stuck:
                # What cannot be read is all that there is of it.
                raise CommandError(self.problem)
            raw = msgspec.json.format(msgspec.json.encode(value))
            write_whole(self._path, raw)
        self.value = value

    def leave_out(self, value: T, why: str) -> None:
        """Go by what can be used of the file, which is kept beside it as it is.

        why: a sentence for a person.
        """
        self.value = value
        if self._path is None:
            self.problem = why
            return
        aside = aside_of(self._path)
        try:
            if not os.path.lexists(aside):
                with self._path.open("rb") as file, aside.open("xb") as copy:
                    shutil.copyfileobj(file, copy)
        except OSError as error:
            log.warning("%s cannot be kept: %s", self._path.name, error)
        text = _("{why} This is left out; the file is kept as {aside}.")
        self._tell(text.format(why=why, aside=aside.name), _way_out())

    def _read(self, path: Path, empty: T) -> T:
        try:
            with path.open("rb") as file:
                raw = file.read(_LARGEST + 1)  # whatever size it says it has
            if len(raw) > _LARGEST:
                raise msgspec.DecodeError("too large")  # noqa: TRY301  # one way out
            return msgspec.json.decode(raw, type=type(empty))
        except FileNotFoundError:
            return empty
        except (OSError, msgspec.DecodeError, RecursionError, ValueError) as error:
            self._set_aside(path, error)
            return empty

    def _set_aside(self, path: Path, error: Exception) -> None:
        aside = aside_of(path)
        try:
            path.replace(aside)
        except OSError as failure:
            self._is_stuck = True
            text = _("{file} cannot be read ({why}), nor moved aside ({failure}).")
            told = text.format(file=path.name, why=error, failure=failure.strerror)
            self._tell(told, _("Nothing new is kept while it is like that."))
        else:
            text = _("{file} cannot be read ({why}); it is kept as {aside}.")
            told = text.format(file=path.name, why=error, aside=aside.name)
            self._tell(told, _way_out())

    def _tell(self, problem: str, advice: str) -> None:
        self.problem = f"{problem} {advice}"
        log.warning("%s", self.problem)


def _way_out() -> str:
    return _(
        "Make it anew, or close Companion, mend the kept file and give it its old name."
    )


def begin_anew(path: Path) -> BinaryIO:
    """Open a new file to write; what had its name goes. Raises OSError.

    A link of that name, wherever it leads, is not written through.
    """
    path.unlink(missing_ok=True)
    return path.open("xb")


def replace_whole(path: Path, raw: bytes, *, lasts: bool = True) -> None:
    """Put a file in place of another in one step: all of it, or what was there.

    lasts: also through a power cut. A link in its place goes, not what it leads to.
    Raises OSError.
    """
    beside = path.with_name(path.name + ".new")
    try:
        with begin_anew(beside) as file:
            file.write(raw)
            if lasts:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def write_whole(path: Path, raw: bytes) -> None:
    """Write a file as `replace_whole` does. Raises CommandError."""
    try:
        replace_whole(path, raw)
    except OSError as error:
        text = _("{file} cannot be written: {why}.")
        why = error.strerror or error
        raise CommandError(text.format(file=path.name, why=why)) from error


def aside_of(path: Path) -> Path:
    """Return the name beside a file that none has, or the same file has already."""
    aside = path.with_name(f"{path.name}.broken")
    number = 1
    while os.path.lexists(aside) and not _is_same(path, aside):
        number += 1
        aside = path.with_name(f"{path.name}.broken-{number}")
    return aside


def _is_same(path: Path, other: Path) -> bool:
    if other.is_symlink():
        return False
    try:
        if path.stat().st_size != other.stat().st_size:
            return False
        return path.read_bytes() == other.read_bytes()
    except OSError:
        return False
