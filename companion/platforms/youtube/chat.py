"""Chat messages, which nearly all messages are: read by the shortest way there is."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import Struct

from companion.domain.errors import ProtocolChanged
from companion.domain.events import Chat
from companion.domain.text import TEXT_LIMIT
from companion.domain.values import Platform
from companion.platforms.youtube.fields import LONGEST_ID, micros, native, said
from companion.platforms.youtube.people import Author, viewer

_YOUTUBE: Final = Platform.YOUTUBE


class _Text(Struct, frozen=True, gc=False, rename="camel"):
    message_text: str = ""


class _Author(Struct, frozen=True, gc=False, rename="camel"):
    channel_id: str = ""
    display_name: str = ""
    profile_image_url: str = ""
    is_chat_owner: bool = False
    is_chat_moderator: bool = False
    is_chat_sponsor: bool = False
    is_verified: bool = False


class _Snippet(Struct, frozen=True, gc=False, rename="camel"):
    type: str
    published_at: str = ""
    display_message: str = ""
    author_channel_id: str = ""
    text_message_details: _Text | None = None


class PolledChat(Struct, frozen=True, gc=False, rename="camel"):
    """The fields of a chat message that are of interest, as they usually are."""

    id: str
    snippet: _Snippet
    author_details: _Author = _Author()


DECODER: Final = msgspec.json.Decoder(PolledChat)
"""Decodes the JSON of a chat message, and of others as far as they are alike."""


def polled_chat(item: PolledChat, channel: str) -> Chat:
    """Return a chat message of the REST interface."""
    snippet, author, details = (
        item.snippet,
        item.author_details,
        item.snippet.text_message_details,
    )
    return _chat_of(
        item.id,
        (details.message_text if details else "") or snippet.display_message,
        (
            author.channel_id or snippet.author_channel_id,
            author.display_name,
            author.profile_image_url,
            author.is_chat_owner,
            author.is_chat_moderator,
            author.is_chat_sponsor,
            author.is_verified,
        ),
        at=snippet.published_at,
        channel=channel,
    )


def streamed_chat(
    message: Any,  # noqa: ANN401  # made from the table
    snippet: Any,  # noqa: ANN401  # made from the table
    channel: str,
) -> Chat:
    """Return a chat message of the stream, a schema.ChatMessage."""
    author = message.author_details
    return _chat_of(
        message.id,
        snippet.text_message_details.message_text or snippet.display_message,
        (
            author.channel_id or snippet.author_channel_id,
            author.display_name,
            author.profile_image_url,
            author.is_chat_owner,
            author.is_chat_moderator,
            author.is_chat_sponsor,
            author.is_verified,
        ),
        at=snippet.published_at,
        channel=channel,
    )


def _chat_of(told: str, text: str, author: Author, *, at: str, channel: str) -> Chat:
    """Return a chat message: nearly all messages are one, so this is kept short."""
    if not told.isascii() or not 0 < len(told) <= LONGEST_ID:
        told = native(told)
    # What is printable has none of the characters that are taken out.
    if not text or len(text) > TEXT_LIMIT or not text.isprintable():
        text = said(text)
    who = viewer(author)
    if who is None:
        raise ProtocolChanged("does not say who")
    return Chat(
        id="youtube:" + told,
        platform=_YOUTUBE,
        channel=channel,
        platform_at=micros(at),
        viewer=who,
        text=text,
    )
