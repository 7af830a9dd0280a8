"""Where log lines go: stderr for commands, a rotating file beside the data."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FILE_BYTES: Final = 10 * 1024 * 1024
FILES: Final = 10

_CONTROL: Final = {code: f"\\x{code:02x}" for code in (*range(32), 127)}


class OneLineFormatter(logging.Formatter):
    """Keeps a message on its line: what came from a chat cannot forge a log line.

    A traceback of ours follows on lines of its own.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's own name
        """Return the record's line with control characters written out."""
        return super().formatMessage(record).translate(_CONTROL)


def log_to_stderr(level: int = logging.INFO) -> None:
    """Send log lines of Companion to stderr, and of libraries from WARNING up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLineFormatter(FORMAT))
    _set_up(handler, level)


def log_to_file(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """Send log lines to `folder`/companion.log too: ten files of 10 MiB at most."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "companion.log",
        maxBytes=FILE_BYTES,
        backupCount=FILES - 1,
        encoding="utf-8",
    )
    handler.setFormatter(OneLineFormatter(FORMAT))
    _set_up(handler, level)
    return handler


def _set_up(handler: logging.Handler, level: int) -> None:
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for package in ("companion", "sessions", "overlays"):
        logging.getLogger(package).setLevel(level)
