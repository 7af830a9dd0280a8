"""Making what goes into a chat harmless: plain, on one line, and no command itself."""

from __future__ import annotations

import re
from typing import Final

from companion.domain.values import Viewer

NAME_LENGTH: Final = 50
"""Characters of a Viewer's name within a reply."""

PIECE_LENGTH: Final = 300
"""Characters of what one variable puts into a reply."""

_FIRST_STRONG, _POP = "\u2068", "\u2069"
_UNSEEN: Final = "\u200b"

# Controls, ends of lines, direction marks and tags, which nobody sees.
_CONTROLS: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]+"
)
_TO_ALL: Final = re.compile(r"@(?=everyone\b|here\b|all\b|channel\b)", re.IGNORECASE)
_LOOK_ALIKE: Final = {"/": "\u2215", ".": "\u2024", "!": "\u01c3"}
"""What looks the same, and is nothing to a platform or another bot."""


def plain(text: str, *, limit: int = PIECE_LENGTH) -> str:
    """Return a text without anything unseen, on one line, at most `limit` long."""
    # Cut first: what is too long costs no more than what is not.
    seen = " ".join(_CONTROLS.sub(" ", text[: 4 * limit]).split())
    return seen if len(seen) <= limit else f"{seen[: limit - 1]}…"


def name_of(viewer: Viewer) -> str:
    """Return a Viewer's name as a reply writes it; it turns no words around it."""
    name = plain(viewer.name, limit=NAME_LENGTH)
    if name.isascii():
        return name
    handle = plain(viewer.handle, limit=NAME_LENGTH)
    return handle if handle and handle.isascii() else f"{_FIRST_STRONG}{name}{_POP}"


def mention(viewer: Viewer) -> str:
    """Return how a reply names whom it is for: "@luna"."""
    return f"@{name_of(viewer).removeprefix('@')}"


def harmless(text: str, *, prefix: str = "!") -> str:
    """Return a reply that calls nobody and starts nothing, whatever it holds.

    Commands of a platform ("/ban", ".ban") and of other bots stand at the beginning:
    there the sign is replaced by one that looks alike.
    """
    said = _TO_ALL.sub(f"@{_UNSEEN}", text.strip())
    for sign in ("/", ".", "!", prefix):
        after = said[len(sign) : len(sign) + 1]
        if sign and said.startswith(sign) and after.strip(" .!?"):
            alike = _LOOK_ALIKE.get(sign[0], f"·{sign[0]}")
            return f"{alike}{said[1:]}"
    return said


def fitting(text: str, limit: int) -> str:
    """Return a text that a platform takes: cut, and so marked, when it is too long."""
    return text if len(text) <= limit else f"{text[: max(0, limit - 1)].rstrip()}…"
