"""Reactions that fly up: emotes and emoji of the chat, gifts, likes as hearts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex
from pydantic import Field

from companion.domain.entries import Entry
from companion.domain.events import Chat, Gift, JewelGift
from companion.domain.values import Fragment, FragmentKind, Timestamp
from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.look import Align, OverlaySettings
from overlays.overlay import Overlay, State

MOST: Final = 24
"""Reactions in flight at once, and in a state."""

_ENTRIES: Final = 48
_EACH: Final = 6
_WORDS: Final = 30
_FRESH: Final[Timestamp] = 6_000_000

# At the head of a grapheme cluster. What is text by itself, such as © or a digit, is
# an emoji only when something in it says so (UTS 51).
_EMOJI: Final = regex.compile(
    r"\p{Emoji_Presentation}|[0-9#*]\uFE0F?\u20E3"
    r"|\p{Extended_Pictographic}(?:\uFE0F|\u200D|\p{Emoji_Modifier})"
)


class EmotesSettings(OverlaySettings):
    """What a Broadcaster chooses for the reactions."""

    align: Align = Field(
        default="bottom", description=N_("From where the reactions fly up")
    )
    emotes: bool = Field(default=True, description=N_("Emotes of the chat"))
    emoji: bool = Field(default=True, description=N_("Emoji of the chat"))
    gifts: bool = Field(default=True, description=N_("Pictures of gifts"))
    likes: bool = Field(default=True, description=N_("Likes, as hearts"))
    per_second: int = Field(
        default=8, ge=1, le=12, description=N_("At most so many begin in a second")
    )
    size: int = Field(
        default=64, ge=32, le=160, description=N_("Size in pixels, at 100 %")
    )
    seconds: float = Field(
        default=4.0, ge=2, le=10, description=N_("How long one is in flight")
    )
    width: int = Field(
        default=480, ge=120, le=1800, description=N_("Width of the stream of them")
    )


class Emotes(Overlay[EmotesSettings]):
    """At most 24 at once; the same reaction takes the same way on every page."""

    kind = "emotes"
    width = 512
    height = 900
    settings_type = EmotesSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Reactions")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("Emotes, emoji, gifts and hearts fly up as they come")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {"counter": _("Reactions")}

    def project(self, view: StreamView, settings: EmotesSettings) -> State:
        """Return `{"reactions": […], "likes": n, "gifts": n}`, oldest first.

        A reaction has an id that no other has, the number of its entry, and a picture's
        address (icon) or an emoji (text). likes, gifts: of the session so far.
        is_example: the page lets them stand still, unless it is a test.
        """
        session = view.session
        since = view.now - _FRESH
        found = [
            one
            for entry in view.feed(_ENTRIES)
            if entry.at >= since
            for one in _reactions(entry, view, settings)
        ]
        return {
            "reactions": found[-MOST:],
            "is_example": False,
            "likes": session.totals.likes if session and settings.likes else 0,
            "gifts": session.totals.gifts if session and settings.gifts else 0,
        }


def _reactions(
    entry: Entry, view: StreamView, settings: EmotesSettings
) -> Iterator[State]:
    event = entry.event
    viewer = event.viewer.id if event and event.viewer else ""
    for number, shown in enumerate(_shown(entry, view, settings)):
        if number == _EACH:
            return
        yield {
            "id": f"{entry.seq}-{number}",
            "entry": entry.seq,
            "viewer": viewer,
            "icon": None,
            "text": "",
            **shown,
        }


def _shown(entry: Entry, view: StreamView, settings: EmotesSettings) -> Iterator[State]:
    event = entry.event
    if isinstance(event, Gift | JewelGift):
        if settings.gifts and event.icon:
            yield {"icon": event.icon}
    elif isinstance(event, Chat):
        pieces = event.fragments or (Fragment(text=event.text),)
        for piece in pieces if settings.emotes else ():
            yield from ({"icon": one} for one in _pictures(entry, piece, view))
        if settings.emoji:
            yield from ({"text": one} for one in emoji_of(event.text))


def _pictures(entry: Entry, piece: Fragment, view: StreamView) -> Iterator[str]:
    if piece.kind is FragmentKind.EMOTE:
        found = [view.emote(entry, piece)]
    elif piece.kind is FragmentKind.TEXT:
        words = piece.text.split(maxsplit=_WORDS)[:_WORDS]
        found = [view.emote(entry, Fragment(text=word)) for word in words]
    else:
        found = []
    yield from (one for one in found if one)


def emoji_of(text: str) -> Iterator[str]:
    """Yield the emoji of a text in order, each whole."""
    if text.isascii():
        return
    for cluster in regex.findall(r"\X", text[:500]):
        if len(cluster) <= 16 and _EMOJI.match(cluster):
            yield cluster
