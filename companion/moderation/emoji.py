"""Emoji in a text, and the platforms' emotes among its fragments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from companion.domain.values import Fragment, FragmentKind

_BASE: Final = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328"
    "\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe"
    "\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297"
    "\u3299\U0001f004\U0001f0cf\U0001f170-\U0001f171\U0001f17e\U0001f17f\U0001f18e"
    "\U0001f191-\U0001f19a\U0001f201-\U0001f202\U0001f21a\U0001f22f\U0001f232-\U0001f23a"
    "\U0001f250\U0001f251\U0001f300-\U0001faff"
)
_MORE: Final = "[\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"

EMOJI: Final = re.compile(
    rf"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3"
    rf"|[{_BASE}]{_MORE}(?:\u200d[{_BASE}]{_MORE})*"
)
"""One emoji as people count them: a flag, a family, a hand with its colour."""


def emotes_in(text: str, fragments: Sequence[Fragment]) -> int:
    """Return how many emotes and emoji a text has."""
    emotes = sum(piece.kind is FragmentKind.EMOTE for piece in fragments)
    if text.isascii():
        return emotes
    return emotes + sum(1 for _ in EMOJI.finditer(_written(text, fragments)))


def plain_of(text: str, fragments: Sequence[Fragment]) -> str:
    """Return a text without emotes and emoji."""
    written = _written(text, fragments)
    return written if written.isascii() else EMOJI.sub("", written)


def _written(text: str, fragments: Sequence[Fragment]) -> str:
    if not any(piece.kind is FragmentKind.EMOTE for piece in fragments):
        return text
    return "".join(
        piece.text for piece in fragments if piece.kind is not FragmentKind.EMOTE
    )
