"""What of a StreamEvent people wrote, and the names they chose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

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


def text_of(event: AnyEvent) -> str:
    """Return the text that a person wrote, "" when the kind has none.

    Names of gifts, stickers, rewards and levels come from platform and Broadcaster.
    """
    match event:
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
            Like()
            | Gift()
            | Join()
            | Follow()
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


def viewers_of(event: AnyEvent) -> Iterator[Viewer]:
    """Yield everybody whose name the event shows."""
    if event.viewer is not None:
        yield event.viewer
    if isinstance(event, Subscription | Membership) and event.gifted_by is not None:
        yield event.gifted_by
