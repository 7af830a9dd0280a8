"""What the commands about the record share: which session, and where answers go."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from companion.domain.errors import CommandError
from companion.i18n import _
from companion.kept_file import begin_anew

if TYPE_CHECKING:
    from companion.domain.views import SessionView
    from sessions.ledger import Record


def chosen_session(record: Record, arguments: argparse.Namespace) -> SessionView:
    """Return the session that is asked for. Raises CommandError when there is none."""
    if arguments.id != "last":
        return record.history.session(arguments.id)
    found = record.history.sessions()
    if not found:
        raise CommandError(_("There are no sessions yet."))
    return found[0]


def put_out(lines: Iterable[bytes], out: Path | None) -> None:
    """Write lines to a file, None: to standard output. Raises CommandError."""
    if out is not None:
        _write_whole(out, lines)
        return
    _copy(lines, sys.stdout.buffer.write)
    sys.stdout.buffer.flush()


def _write_whole(out: Path, lines: Iterable[bytes]) -> None:
    """Write beside and move into place: half an export never looks like a whole one.

    A device or a pipe is written as it is; moving would replace it.
    """
    is_special = out.exists() and not out.is_file() and not out.is_dir()
    target = out.resolve()  # a file that is a link stays one
    part = out if is_special else target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") if is_special else begin_anew(part) as file:
            _copy(lines, file.write)
            file.flush()
            if not is_special:
                os.fsync(file.fileno())
        if not is_special:
            part.replace(target)
    except OSError as error:
        text = _("{file} cannot be written: {cause}")
        cause = error.strerror or str(error)
        raise CommandError(text.format(file=out, cause=cause)) from error
    finally:
        if not is_special:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _copy(lines: Iterable[bytes], write: Callable[[bytes], object]) -> None:
    for line in lines:
        write(line)
