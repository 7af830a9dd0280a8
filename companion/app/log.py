"""Where log lines go: stderr, one line each."""

from __future__ import annotations

import logging
import sys
from typing import Final

FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"

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


def _set_up(handler: logging.Handler, level: int) -> None:
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for package in ("companion", "sessions", "overlays"):
        logging.getLogger(package).setLevel(level)
