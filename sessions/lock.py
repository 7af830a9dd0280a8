"""One writer per data folder, held by the operating system, released by any death."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from companion.domain.errors import LedgerError, Locked
from companion.i18n import _

_LOCK_NAME: Final = "writer.lock"
_HOLDER_NAME: Final = "writer.json"


class FolderLock:
    """Held while this process may write to `folder`.

    purpose: what the holder does ("window", "serve"), named to whoever comes second.
    Raises Locked when another process holds it, LedgerError when the folder cannot
    be written.
    """

    def __init__(self, folder: Path, *, purpose: str) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / _LOCK_NAME, timeout=0, thread_local=False)
            self._lock.acquire()
        except Timeout:
            raise Locked(_locked_by(folder)) from None
        except OSError as error:
            text = _("The data folder {folder} cannot be written: {cause}.")
            cause = error.strerror or str(error)
            raise LedgerError(text.format(folder=folder, cause=cause)) from error
        self._holder = folder / _HOLDER_NAME
        self._holder.write_text(json.dumps({"pid": os.getpid(), "purpose": purpose}))

    def release(self) -> None:
        """Let another process write."""
        self._holder.unlink(missing_ok=True)
        self._lock.release()


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
