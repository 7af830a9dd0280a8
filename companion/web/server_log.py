"""The server's own log: it may say everything but a token."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

LOGGERS: Final = ("companion.web", "aiohttp.server", "aiohttp.web", "aiohttp.websocket")
"""The loggers that write about requests."""

HIDDEN: Final = "[token]"

# What stands where a token stands, also when it is not, or no longer, one of ours.
_PLACES = re.compile(
    r"(?P<before>/o/|bearer[.\s]+|token[\"'=:\s]+)(?P<token>[^\s/\"'\\,]+)",
    re.IGNORECASE,
)


def without_tokens(text: str, secrets: Iterable[str]) -> str:
    """Return `text` with every token replaced."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return _PLACES.sub(rf"\g<before>{HIDDEN}", text)


class TokenFilter(logging.Filter):
    """Takes tokens out of messages and tracebacks.

    secrets: gives the tokens as they are now.
    """

    def __init__(self, secrets: Callable[[], Iterable[str]]) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, cleaned."""
        record.msg = without_tokens(record.getMessage(), self._secrets())
        record.args = ()
        if record.exc_info:
            trace = logging.Formatter().formatException(record.exc_info)
            record.exc_text = without_tokens(trace, self._secrets())
            record.exc_info = None
        return True


@contextmanager
def token_free_logs(secrets: Callable[[], Iterable[str]]) -> Iterator[None]:
    """Keep tokens out of what is logged about requests while the server runs.

    A filter on a logger sees only its own records, so it also stands on the loggers
    below `companion.web` that exist by now: all its modules are imported before.
    """
    tokens = TokenFilter(secrets)
    names = [
        name
        for name in (*LOGGERS, *logging.Logger.manager.loggerDict)
        if name in LOGGERS or name.startswith("companion.web.")
    ]
    loggers = [logging.getLogger(name) for name in dict.fromkeys(names)]
    for logger in loggers:
        logger.addFilter(tokens)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(tokens)
