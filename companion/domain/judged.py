"""What of a StreamEvent people wrote, and the names they chose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from companion.domain.events import (
    Announcement,
    AnyEvent,
    Chat,
    ChatCleared,
    ChatDeleted,
    ChatMode,
    Cheer,
    Follow,
    Gift,
    HypeTrain,
    JewelGift,
    Join,
    Like,
    Membership,
    MoneySource,
    PlatformPoll,
    PlatformQuestion,
    Raid,
    Redemption,
    Share,
    StreamStatus,
    Subscription,
    SuperChat,
    SuperSticker,
    UnknownEvent,
    ViewerCount,
    ViewerRemoved,
)
from companion.domain.values import Viewer

_GIFTED: Final = (Subscription, Membership)


def text_of(event: AnyEvent) -> str:
    """Return the text that a person wrote, "" when the kind has none.

    Names of gifts, stickers, rewards and levels come from platform and Broadcaster.
    """
    match event:
        case Like() | Join() | Gift():  # a flood is made of these: asked first
            return ""
        case (
            Chat()
            | Announcement()
            | Cheer()
            | SuperChat()
            | Subscription()
            | Membership()
            | Redemption()
            | PlatformQuestion()
        ):
            return event.text
        case PlatformPoll():
            return "\n".join(
                [event.question, *(option.text for option in event.options)]
            )
        case (
            Follow()
            | Share()
            | Raid()
            | HypeTrain()
            | SuperSticker()
            | JewelGift()
            | ViewerCount()
            | StreamStatus()
            | ChatDeleted()
            | ViewerRemoved()
            | ChatCleared()
            | ChatMode()
            | MoneySource()
            | UnknownEvent()
        ):
            return ""
        case _:
            assert_never(event)


def viewers_of(event: AnyEvent) -> Sequence[Viewer]:
    """Return everybody whose name the event shows."""
    viewer = event.viewer
    if isinstance(event, _GIFTED) and event.gifted_by is not None:
        return (event.gifted_by,) if viewer is None else (viewer, event.gifted_by)
    return () if viewer is None else (viewer,)
