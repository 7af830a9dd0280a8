"""One writer per data folder, held by the operating system, released by any death."""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from companion.domain.errors import DiskFull, LedgerError, Locked
from companion.i18n import _
from companion.kept_file import begin_anew

_LOCK_NAME: Final = "writer.lock"
_HOLDER_NAME: Final = "writer.json"


class FolderLock:
    """Held while this process may write to `folder`.

    purpose: what the holder does ("window", "serve"), named to whoever comes second.
    Raises Locked when another process holds it, LedgerError when the folder cannot
    be written.
    """

    def __init__(self, folder: Path, *, purpose: str) -> None:
        self._holder = folder / _HOLDER_NAME
        self._lock = FileLock(folder / _LOCK_NAME, timeout=0, thread_local=False)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            me = {"pid": os.getpid(), "purpose": purpose}
            with begin_anew(self._holder) as file:
                file.write(json.dumps(me).encode())
        except Timeout:
            raise Locked(_locked_by(folder)) from None
        except OSError as error:
            self._lock.release()
            raise _unwritable(folder, error) from error

    def release(self) -> None:
        """Let another process write."""
        # A name that stays tells nobody anything: the lock itself is what counts.
        with suppress(OSError):
            self._holder.unlink(missing_ok=True)
        self._lock.release()


def _unwritable(folder: Path, error: OSError) -> LedgerError:
    text = _("The data folder {folder} cannot be written: {cause}.")
    cause = error.strerror or str(error)
    kind = DiskFull if error.errno == errno.ENOSPC else LedgerError
    return kind(text.format(folder=folder, cause=cause))


def _locked_by(folder: Path) -> str:
    try:
        holder = json.loads((folder / _HOLDER_NAME).read_text())
        who = _("process {pid} ({purpose})").format(**holder)
    except (OSError, ValueError, KeyError):
        who = _("another program")
    return _(
        "The data folder {folder} is in use by {who}. "
        "Close it, or choose another folder with --data-dir."
    ).format(folder=folder, who=who)
