"""What a chat message says: its text, with mentions and emotes as pieces of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from companion.domain.text import clean_name, clean_text
from companion.domain.values import Fragment, FragmentKind
from companion.platforms.tiktok.wire import Record

EMOTE_TEXT: Final = "[emote]"
"""What stands in the text for an emote: TikTok names them by number only."""

_MOST_MENTIONS: Final = 10
_MOST_EMOTES: Final = 50


class _Piece(NamedTuple):
    """A stretch of the content that becomes a fragment of its own."""

    start: int
    end: int
    fragment: Fragment


def text_of(record: Record) -> tuple[str, tuple[Fragment, ...]]:
    """Return text and fragments of a decoded CHAT.

    A text without mentions and emotes has no fragments.
    """
    content = clean_text(record.content)
    mentions = list(_mentions(content, [record.at_user, *record.mention_users]))
    emotes = list(_emotes(record.emotes, len(content), mentions))
    if not mentions and not emotes:
        return content, ()
    pieces = sorted([*mentions, *emotes], key=lambda piece: (piece.start, piece.end))
    return _joined(_cut(content, pieces))


def emotes_of(record: Record) -> tuple[str, tuple[Fragment, ...]]:
    """Return text and fragments of a decoded EMOTE_CHAT."""
    return _joined(_emote(emote) for emote in record.emote_list[:_MOST_EMOTES])


def _joined(fragments: Iterator[Fragment]) -> tuple[str, tuple[Fragment, ...]]:
    kept = tuple(fragments)
    return "".join(fragment.text for fragment in kept), kept


def _cut(content: str, pieces: Sequence[_Piece]) -> Iterator[Fragment]:
    position = 0
    for piece in pieces:
        if piece.start > position:
            yield Fragment(text=content[position : piece.start])
        yield piece.fragment
        position = piece.end
    if position < len(content):
        yield Fragment(text=content[position:])


def _mentions(content: str, people: Sequence[Record | None]) -> Iterator[_Piece]:
    """Yield the stretches that name somebody; longer names first, none overlapping."""
    names = {
        "@" + name
        for person in people[:_MOST_MENTIONS]
        if person is not None
        for name in (clean_name(person.nickname), clean_name(person.display_id))
        if name
    }
    taken: list[range] = []
    for name in sorted(names, key=lambda name: (-len(name), name)):
        start = content.find(name)
        end = start + len(name)
        if start < 0 or any(start < span.stop and span.start < end for span in taken):
            continue
        taken.append(range(start, end))
        yield _Piece(start, end, Fragment(kind=FragmentKind.MENTION, text=name))


def _emotes(
    emotes: Sequence[Record], length: int, mentions: Sequence[_Piece]
) -> Iterator[_Piece]:
    for placed in emotes[:_MOST_EMOTES]:
        place = min(max(placed.index, 0), length)
        for mention in mentions:
            if mention.start < place < mention.end:
                place = mention.end
        yield _Piece(place, place, _emote(placed.emote))


def _emote(emote: Record | None) -> Fragment:
    name = clean_name(getattr(emote, "emote_id", ""))
    return Fragment(kind=FragmentKind.EMOTE, text=EMOTE_TEXT, emote=name or None)
