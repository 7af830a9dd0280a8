"""What a chat message says: its text, with mentions and emotes as pieces of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from companion.domain.text import clean_name, clean_text
from companion.domain.values import Fragment, FragmentKind

_MOST_FRAGMENTS: Final = 200
_MENTION: Final = re.compile(r"(?<![\w@])@[A-Za-z0-9_]{2,25}\b")
_ACTION: Final = re.compile("\x01ACTION (.*?)\x01?", re.DOTALL)


def text_of(message: Mapping[str, Any]) -> tuple[str, tuple[Fragment, ...]]:
    """Return text and fragments of EventSub's `message`.

    A text without mentions and emotes has no fragments, nor has one whose pieces do
    not make up the text.
    """
    text = clean_text(message["text"])
    pieces = message.get("fragments") or ()
    fragments = tuple(_told(piece) for piece in pieces[:_MOST_FRAGMENTS])
    if not _is_rich(fragments) or "".join(one.text for one in fragments) != text:
        return text, ()
    return text, fragments


def _told(piece: Mapping[str, Any]) -> Fragment:
    text = clean_text(piece["text"])
    match piece.get("type"):
        case "emote":
            emote = piece.get("emote") or {}
            name = clean_name(str(emote.get("id") or ""))
            return Fragment(kind=FragmentKind.EMOTE, text=text, emote=name or None)
        case "mention":
            return Fragment(kind=FragmentKind.MENTION, text=text)
    return Fragment(text=text)


def spoken(text: str) -> str:
    """Return what was said in an IRC message: /me comes in a wrapping of its own."""
    found = _ACTION.fullmatch(text)
    return clean_text(found[1] if found else text)


def fragments_of(text: str, emotes: str) -> tuple[Fragment, ...]:
    """Return the fragments of an IRC text; () when it is text only.

    emotes: the tag, "25:0-4,12-16/1902:6-10"; places count characters of `text`. What
    makes no sense in it is left out.
    """
    if not emotes and "@" not in text:
        return ()
    pieces = sorted(_placed(text, emotes), key=lambda piece: piece[:2])
    cut = tuple(_cut(text, pieces))
    return cut if _is_rich(cut) else ()


def _placed(text: str, emotes: str) -> Iterator[tuple[int, int, str]]:
    found = 0
    for group in emotes.split("/")[:_MOST_FRAGMENTS]:
        name, _, places = group.rpartition(":")
        for place in places.split(","):
            first, _, last = place.partition("-")
            if not (_is_place(first) and _is_place(last)) or not name:
                continue
            start, end = int(first), int(last) + 1
            found += 1
            if start < end <= len(text) and found <= _MOST_FRAGMENTS:
                yield start, end, clean_name(name)


def _cut(text: str, pieces: list[tuple[int, int, str]]) -> Iterator[Fragment]:
    position = 0
    for start, end, name in pieces:
        if start < position:
            continue
        yield from _plain(text[position:start])
        yield Fragment(
            kind=FragmentKind.EMOTE, text=text[start:end], emote=name or None
        )
        position = end
    yield from _plain(text[position:])


def _plain(text: str) -> Iterator[Fragment]:
    position = 0
    for found in _MENTION.finditer(text):
        if found.start() > position:
            yield Fragment(text=text[position : found.start()])
        yield Fragment(kind=FragmentKind.MENTION, text=found[0])
        position = found.end()
    if position < len(text):
        yield Fragment(text=text[position:])


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5


def _is_rich(fragments: tuple[Fragment, ...]) -> bool:
    return any(one.kind is not FragmentKind.TEXT for one in fragments)
