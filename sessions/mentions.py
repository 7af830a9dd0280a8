"""Whether notes of the show are about a Viewer: by id, by name, by what they wrote."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

import msgspec

from companion.domain.show.notes import (
    BotRan,
    Celebrated,
    HookCalled,
    InteractionMade,
    QuestionMarked,
    QuoteKept,
    ShowNote,
)
from companion.domain.values import Viewer

_LEAST_NAME: Final = 3
"""Shorter names are words of others."""

_LEAST_TEXT: Final = 12
"""Shorter texts are said by everybody: finding one again tells of nobody."""


class Mentions:
    """Finds one Viewer in notes and texts of ours.

    An id is found wherever it stands alone, such as within a `run`; a name as a word of
    its own, with or without @.
    """

    def __init__(self, viewer: Viewer) -> None:
        written = msgspec.json.encode(viewer.id)[1:-1].decode()
        self._id = re.compile(rf"(?<![\w.-]){re.escape(written)}(?![\w.-])")
        self._names = {
            name.casefold()
            for name in (viewer.name, viewer.handle)
            if len(name) >= _LEAST_NAME
        }
        either = "|".join(map(re.escape, sorted(self._names)))
        self._name = re.compile(rf"(?<!\w)(?:{either})(?!\w)") if either else None

    def named_in(self, text: str) -> bool:
        """Return whether a text has the Viewer's name as a word."""
        return self._name is not None and bool(self._name.search(text.casefold()))

    def in_note(
        self, note: ShowNote, raw: bytes, *, seqs: Collection[int], texts: set[str]
    ) -> bool:
        """Return whether a note is about the Viewer.

        raw: the note as it is stored. seqs, texts: of what the Viewer wrote.
        """
        if self._id.search(raw.decode("utf-8")):
            return True
        match note:
            case QuestionMarked():
                return note.of in seqs
            case BotRan() | Celebrated():
                said = note.text if isinstance(note, BotRan) else note.title
                return note.of in seqs or self.named_in(said)
            case QuoteKept():
                is_theirs = note.of in seqs or self.named_in(note.text)
                return is_theirs or _repeats(texts, [note.text])
            case HookCalled():
                return self.named_in(note.text) or _repeats(texts, [note.text])
            case InteractionMade():
                lines = _texts_in(msgspec.to_builtins(note.spec))
                is_on_it = any(line.casefold() in self._names for line in lines)
                is_called = any(
                    f"@{name}" in line.casefold()
                    for line in lines
                    for name in self._names
                )
                return is_on_it or is_called or _repeats(texts, lines)
        return False


def _repeats(texts: Collection[str], lines: list[str]) -> bool:
    """Return whether one of the lines holds one of the texts."""
    return any(
        text in line for text in texts if len(text) >= _LEAST_TEXT for line in lines
    )


def _texts_in(value: object) -> list[str]:
    """Return every text in plain JSON kinds."""
    match value:
        case str():
            return [value]
        case dict():
            return [text for one in value.values() for text in _texts_in(one)]
        case list() | tuple():
            return [text for one in value for text in _texts_in(one)]
    return []
