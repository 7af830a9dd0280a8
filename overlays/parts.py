"""What somebody wrote, in parts: words, mentions, and emotes that have a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from companion.domain.entries import Entry
from companion.domain.events import Chat
from companion.domain.values import Fragment, FragmentKind
from companion.domain.views import StreamView
from overlays.overlay import State

MOST_EMOTES: Final = 40
"""Pictures in one text; further emotes are their names."""

_LONGEST_NAME: Final = 100
"""Characters of an emote's name."""

_PIECES: Final = re.compile(r"\s+|\S+")
_MENTION: Final = re.compile(r"@\w[\w.]+")


def parts_of(entry: Entry, view: StreamView) -> list[State]:
    """Return a Chat in parts, in order; empty when plain text tells it all.

    A part is `{"text"}`, with `"mention": true` for who is spoken to, or
    `{"icon", "text"}`: an emote's picture and its name.
    """
    chat = entry.event
    if not isinstance(chat, Chat) or not chat.text:
        return []
    fragments = chat.fragments or (Fragment(text=chat.text),)
    parts: list[State] = []
    emotes = 0
    for piece in _pieces(fragments):
        may_be = emotes < MOST_EMOTES and 0 < len(piece.text.strip()) <= _LONGEST_NAME
        icon = view.emote(entry, piece) if may_be else None
        if icon is not None:
            emotes += 1
            parts.append({"icon": icon, "text": piece.text})
        elif piece.kind is FragmentKind.MENTION:
            parts.append({"text": piece.text, "mention": True})
        elif parts and set(parts[-1]) == {"text"}:
            parts[-1]["text"] += piece.text
        else:
            parts.append({"text": piece.text})
    return parts if any(len(part) > 1 for part in parts) else []


def _pieces(fragments: tuple[Fragment, ...]) -> Iterator[Fragment]:
    """Yield the fragments, those of text word by word: each may be an emote."""
    for fragment in fragments:
        if fragment.kind is not FragmentKind.TEXT:
            yield fragment
            continue
        for word in _PIECES.findall(fragment.text):
            is_mention = _MENTION.fullmatch(word) is not None
            kind = FragmentKind.MENTION if is_mention else FragmentKind.TEXT
            yield Fragment(kind=kind, text=word)
